// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.terms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireWriter;
import io.fairlead.smb.client.connection.Answer;
import io.fairlead.smb.client.connection.StatusException;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.ErrorResponse;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.Smb2Header;
import io.fairlead.smb.protocol.SymbolicLinkError;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where a path leads that a server stopped at a link of. */
class LinkInTheWayTest {
    private static Answer answer(ErrorResponse body) {
        var header = new Smb2Header(1, NtStatus.STOPPED_ON_SYMLINK.code(), 5, 1, Smb2Header.RESPONSE, 0, 7, 0, 1, 1);
        var out = new WireWriter(ByteOrder.LITTLE_ENDIAN);
        header.encode(out);
        body.encode(out);
        return new Answer(header, out.toBuffer(), false, null);
    }

    private static LinkInTheWay stopped(String name, String behind, String target, boolean relative)
            throws IOException {
        var error = new SymbolicLinkError(2 * behind.length(), target, "", relative);
        return LinkInTheWay.of(name, answer(ErrorResponse.of(Dialect.SMB_3_1_1, error.encode())));
    }

    private static String instead(String name, String behind, String target) throws IOException {
        return stopped(name, behind, target, true)
                .instead(List.of(name.split("\\\\")))
                .map(names -> String.join("/", names))
                .orElse("out");
    }

    @Test
    void leadsFromTheLinksFolder() throws Exception {
        assertThat(instead("d\\l", "", "e")).isEqualTo("d/e");
        assertThat(instead("d\\l\\a\\b", "\\a\\b", "e\\f")).isEqualTo("d/e/f/a/b");
        assertThat(instead("d\\l\\a", "a", "..\\.\\e\\")).isEqualTo("e/a"); // servers that leave the backslash out
        assertThat(instead("l\\a:s", "\\a:s", "e")).isEqualTo("e/a:s");
        assertThat(instead("d\\l", "", "..")).isEmpty();
    }

    @Test
    void leadsOut() throws Exception {
        assertThat(instead("l", "", "..")).isEqualTo("out");
        assertThat(instead("d\\l\\x", "\\x", "a\\..\\..\\..\\b")).isEqualTo("out");
        assertThat(stopped("l", "", "\\??\\C:\\x", false).instead(List.of("l"))).isEmpty();
        assertThat(instead("l\\a", "\\a", "e")).isEqualTo("e/a");
        assertThat(stopped("a\\b", "a\\b", "e", true).instead(List.of("a", "b")))
                .isEmpty(); // no link in it
    }

    @Test
    void isRefusedIfItIsAboutAnotherPath() throws Exception {
        assertThatThrownBy(() -> stopped("l", "\\longer", "e", true)).isInstanceOf(MalformedMessageException.class);
        var odd = new SymbolicLinkError(3, "e", "", true);
        assertThatThrownBy(() -> LinkInTheWay.of("l\\abc", answer(ErrorResponse.of(Dialect.SMB_2_1, odd.encode()))))
                .isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> LinkInTheWay.of("l", answer(ErrorResponse.PLAIN)))
                .isExactlyInstanceOf(StatusException.class); // which follows nothing
    }
}
