// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class NamesTest {
    @Test
    void passwordsOfUrlsAreHidden() {
        assertThat(Names.mask("can't read ftp://me:se:cr@t@host:21/a b, \"sftp://x:y@h/\""))
                .isEqualTo("can't read ftp://me:***@host:21/a b, \"sftp://x:***@h/\"");
        assertThat(Names.mask("ftp://host:21/me:x@y")).isEqualTo("ftp://host:21/me:x@y");
    }

    @Test
    void anExceptionIsOneLine() {
        IOException cause = new IOException("connection refused\nat somewhere");
        assertThat(Names.oneLine(new IOException("Could not list \"ftp://a:b@h/\".", cause)))
                .isEqualTo("Could not list \"ftp://a:***@h/\": connection refused");
        assertThat(Names.oneLine(new IOException((String) null))).isEqualTo("IOException");
    }
}
