// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.standalone.client.Netrc.Login;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetrcTest {
    @TempDir
    Path folder;

    private Netrc of(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("netrc"), text);
        mode(file, "rw-------");
        return Netrc.read(file);
    }

    private static void mode(Path file, String mode) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        }
    }

    @Test
    void findsTheFirstForHostAndUser() throws IOException {
        Netrc netrc = of(
                """
                # password of nobody
                machine a.example login one password p1
                machine a.example
                  login two
                  password "p 2\\""
                macdef init
                machine b.example login no password no

                machine B.example login three password p3 account x
                default login anonymous password me@here
                """);
        assertThat(netrc.find("a.example", null)).contains(new Login("a.example", "one", "p1"));
        assertThat(netrc.find("A.example", "two")).contains(new Login("a.example", "two", "p 2\""));
        assertThat(netrc.find("b.example", null)).contains(new Login("B.example", "three", "p3"));
        assertThat(netrc.find("b.example", "four")).isEmpty();
        assertThat(netrc.find("c.example", null)).contains(new Login(null, "anonymous", "me@here"));
    }

    @Test
    void aFileThatIsNotThereHoldsNothing() throws IOException {
        assertThat(Netrc.read(folder.resolve("none")).find("a", null)).isEmpty();
    }

    @Test
    void passwordsThatOthersMayReadAreRefused() throws IOException {
        Netrc netrc = of("machine a login u password secret\nmachine b login u");
        Path file = folder.resolve("netrc");
        Assumptions.assumeTrue(
                file.getFileSystem().supportedFileAttributeViews().contains("posix"));
        mode(file, "rw-r-----");
        assertThatThrownBy(() -> netrc.find("a", null))
                .hasMessageContaining("rw-r-----")
                .hasMessageContaining("chmod 600")
                .hasMessageNotContaining("secret");
        assertThat(netrc.find("b", null)).isPresent();
    }
}
