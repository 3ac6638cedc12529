// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuotedPathTest {
    @Test
    void bothWays() throws IOException {
        for (String path : List.of("/", "/a b", "/say \"hi\"", "\"", "")) {
            assertThat(QuotedPath.decode(QuotedPath.encode(path) + " is the current directory"))
                    .isEqualTo(path);
        }
        assertThat(QuotedPath.encode("/a\"b\r\n")).isEqualTo("\"/a\"\"b??\"");
    }

    @Test
    void refusesWhatIsNotQuoted() {
        for (String text : List.of("", "/a", "\"/a", "\"/a\"\"")) {
            assertThatThrownBy(() -> QuotedPath.decode(text)).isInstanceOf(FtpSyntaxException.class);
        }
    }

    @Test
    void survivesMutations() throws IOException {
        Mutations.feed(QuotedPath::decode, List.of("\"/a \"\"b\"\"\" created"));
    }
}
