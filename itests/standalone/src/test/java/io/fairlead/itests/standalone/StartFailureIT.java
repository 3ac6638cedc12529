// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.Tools;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever keeps the server from starting is one line on standard error and an exit status other than 0. */
class StartFailureIT {
    @TempDir
    Path folder;

    @Test
    void aPortInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fails(1, "127.0.0.1:" + taken.getLocalPort(), "--ftp", taken.getLocalPort(), "--smb", 0);
            fails(1, "127.0.0.1:" + taken.getLocalPort(), "--smb", taken.getLocalPort(), "--ftp", 0);
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
        StartedHome.copyTo(home());
        Path bad = Files.writeString(folder.resolve("bad.pem"), "not a certificate");
        Files.writeString(
                home().resolve("etc/io.fairlead.ftp.server-default.cfg"),
                "\ntlsCertificate = " + bad + "\n",
                StandardOpenOption.APPEND);
        fails(1, "bad.pem");
    }

    @Test
    void aBadValueInTheConfiguration() throws Exception {
        StartedHome.copyTo(home());
        Files.writeString(
                home().resolve("etc/io.fairlead.ftp.server-default.cfg"),
                "\ntls = sometimes\n",
                StandardOpenOption.APPEND);
        fails(1, "sometimes");
    }

    @Test
    void aHomeInUse() throws Exception {
        try (ServeProcess first = ServeProcess.start(served(), home())) {
            assertThat(first.port()).isPositive();
            fails(1, "is used by process");
        }
    }

    @Test
    void aHomeInsideWhatIsServed() throws Exception {
        fails(1, "contains the server's home", folder);
        assertThat(home()).doesNotExist();
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
        fails(1, "contains the server's home", link);
        StartedHome.copyTo(home());
        fails(1, "lies in the server's home", home().resolve("etc"));
        Tools.Result standard = Tools.run(
                Duration.ofSeconds(90),
                folder,
                FairleadJar.command(List.of("-Duser.home=" + folder), "serve", folder)
                        .toArray(String[]::new));
        assertThat(standard.exitCode()).isEqualTo(1);
        assertThat(standard.err()).contains("contains the server's home " + folder.resolve(".fairlead"));
    }

    @Test
    void bundlesThatOthersMayWrite() throws Exception {
        Path bundles = Files.createDirectories(home().resolve("bundles"));
        Files.setPosixFilePermissions(bundles, PosixFilePermissions.fromString("rwxrwxr-x"));
        fails(1, "others may write " + bundles, served(), "--deploy");
        ServeProcess.start(served(), home()).close(); // closes it to others
        ServeProcess.start(served(), home(), "--deploy").close();
    }

    @Test
    void badOptions() {
        fails(2, "99999", "--ftp", "99999");
        fails(2, "--nonsense", "--nonsense");
        fails(1, "a b", "--user", "a b:c");
        fails(2, "contradict", "--tftp", "off", "--tftp-write");
    }

    private Path served() throws IOException {
        return Files.createDirectories(folder.resolve("served"));
    }

    private Path home() {
        return folder.resolve("home");
    }

    private void fails(int status, String message, Object... more) {
        Object[] first = {"serve", "--home", home()};
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
