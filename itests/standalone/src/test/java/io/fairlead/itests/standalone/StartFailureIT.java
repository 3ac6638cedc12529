// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.Tools;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever keeps the server from starting is one line on standard error and an exit status other than 0. */
class StartFailureIT {
    @TempDir
    Path folder;

    @Test
    void aPortInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fails(1, "127.0.0.1:" + taken.getLocalPort(), "--ftp", taken.getLocalPort());
        }
    }

    @Test
    void aMissingFolder() {
        fails(1, "does not exist", folder.resolve("missing"));
    }

    @Test
    void aFileInsteadOfAFolder() throws Exception {
        fails(1, "not a folder", Files.writeString(folder.resolve("file"), ""));
    }

    @Test
    void aBadCertificateInTheConfiguration() throws Exception {
        ServeProcess.start(folder, home()).close();
        Path bad = Files.writeString(folder.resolve("bad.pem"), "not a certificate");
        Files.writeString(
                home().resolve("etc/io.fairlead.ftp.server-default.cfg"),
                "\ntlsCertificate = " + bad + "\n",
                StandardOpenOption.APPEND);
        fails(1, "bad.pem");
    }

    @Test
    void aBadValueInTheConfiguration() throws Exception {
        ServeProcess.start(folder, home()).close();
        Files.writeString(
                home().resolve("etc/io.fairlead.ftp.server-default.cfg"),
                "\ntls = sometimes\n",
                StandardOpenOption.APPEND);
        fails(1, "sometimes");
    }

    @Test
    void aHomeInUse() throws Exception {
        try (ServeProcess first = ServeProcess.start(folder, home())) {
            assertThat(first.port()).isPositive();
            fails(1, "is used by process");
        }
    }

    @Test
    void badOptions() {
        fails(2, "99999", "--ftp", "99999");
        fails(2, "--nonsense", "--nonsense");
        fails(1, "a b", "--user", "a b:c");
    }

    @Test
    void aProtocolThatIsNotThere() {
        fails(1, "no SMB server", "--smb", "4450");
    }

    private Path home() {
        return folder.resolve("home");
    }

    private void fails(int status, String message, Object... more) {
        Object[] first = {"serve", "--tftp", "0", "--home", home()};
        Object[] arguments = new Object[more.length + first.length];
        System.arraycopy(first, 0, arguments, 0, first.length);
        System.arraycopy(more, 0, arguments, first.length, more.length);
        Tools.Result result = FairleadJar.run(arguments);
        assertThat(result.exitCode()).as(result.err()).isEqualTo(status);
        assertThat(result.err().lines().filter(l -> !l.startsWith("WARNING: "))) // the JVM's own, JDK 24 and later
                .as(result.err())
                .hasSize(1);
        assertThat(result.err()).contains(message);
        assertThat(result.out()).doesNotContain("READY");
    }
}
