// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.testing.Tools;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TFTP of the jar: tftp-hpa, curl, busybox and the jar's own commands, starts that fail, changes while it runs. */
class TftpIT {
    @TempDir
    static Path shared;

    private static ServeProcess writable; // by TFTP
    private static Path content;

    @TempDir
    Path folder;

    private Path served;
    private Path local;

    @BeforeAll
    static void start() throws Exception {
        content = Files.createDirectory(shared.resolve("content"));
        writable = ServeProcess.start(content, shared.resolve("home"), "--tftp-write");
    }

    @AfterAll
    static void stop() throws Exception {
        writable.close();
    }

    @BeforeEach
    void prepare() throws IOException {
        served = Files.createDirectory(folder.resolve("served"));
        local = Files.createDirectory(folder.resolve("local"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tftp", "curl", "busybox"})
    void foreignClientsDownloadAndUpload(String tool) throws Exception {
        Tools.require(tool);
        byte[] bytes = random(3_000_000);
        String down = tool + "-down.bin";
        String up = tool + "-up.bin";
        Files.write(content.resolve(down), bytes);
        Files.write(local.resolve(up), bytes);
        transfer(tool, writable.tftpPort(), false, down);
        transfer(tool, writable.tftpPort(), true, up);
        assertThat(local.resolve(down)).hasBinaryContent(bytes);
        assertThat(content.resolve(up)).hasBinaryContent(bytes);
        Tools.run(Duration.ofSeconds(60), local, "curl", "-sS", "-o", "ftp", writable.url("/" + up))
                .succeeded();
        assertThat(local.resolve("ftp")).hasBinaryContent(bytes);
    }

    private void transfer(String tool, int port, boolean up, String name) {
        String at = String.valueOf(port);
        String url = "tftp://127.0.0.1:" + port + "/" + (up ? "" : name);
        String[] command =
                switch (tool) {
                    case "tftp" -> new String[] {tool, "-m", "binary", "127.0.0.1", at, "-c", up ? "put" : "get", name};
                    case "curl" -> new String[] {tool, "-sS", up ? "-T" : "-o", name, url};
                    default -> new String[] {tool, "tftp", up ? "-p" : "-g", up ? "-l" : "-r", name, "127.0.0.1", at};
                };
        Tools.run(Duration.ofSeconds(60), local, command).succeeded();
    }

    @Test
    void ownCommandsDoWhatTftpCan() throws Exception {
        byte[] bytes = random(2_000_000);
        Path file = Files.write(local.resolve("up.bin"), bytes);
        String url = "tftp://127.0.0.1:" + writable.tftpPort() + "/";
        FairleadJar.run("put", file, url).succeeded();
        FairleadJar.run("cp", url + "up.bin", url + "copy.bin").succeeded();
        FairleadJar.run("get", url + "copy.bin", local.resolve("back")).succeeded();
        assertThat(local.resolve("back")).hasBinaryContent(bytes);
        FairleadJar.run("cp", url + "copy.bin", writable.url("/by-ftp")).succeeded();
        assertThat(content.resolve("by-ftp")).hasBinaryContent(bytes);
        assertThat(FairleadJar.run("stat", url + "up.bin").succeeded().out()).contains("2000000 bytes");
        assertThat(FairleadJar.run("sha256", url + "up.bin", file)
                        .succeeded()
                        .out()
                        .lines()
                        .map(line -> line.substring(0, 64))
                        .distinct())
                .hasSize(1);
        Files.writeString(content.resolve("text"), "hello");
        assertThat(FairleadJar.run("cat", url + "text").succeeded().out()).isEqualTo("hello");
        assertThat(FairleadJar.run("cat", "-v", url + "text").succeeded().err())
                .contains(">> RRQ text octet", "<< OptionAcknowledgment of ");
        Tools.Result listing = FairleadJar.run("ls", url);
        assertThat(listing.exitCode()).isEqualTo(1);
        assertThat(listing.err().strip()).isEqualTo("fairlead ls: " + url + ": TFTP can't list folders");
    }

    @Test
    void nothingIsWrittenUnlessThatIsAllowed() throws Exception {
        Path file = Files.write(local.resolve("up.bin"), random(100_000));
        try (ServeProcess server = serve("--tftp", freePort())) { // one that stays when the configuration changes
            assertThat(server.lines()).anyMatch(line -> line.contains("TFTP only reads"));
            String url = "tftp://127.0.0.1:" + server.tftpPort() + "/up.bin";
            Tools.Result put = FairleadJar.run("put", file, url);
            assertThat(put.exitCode()).isEqualTo(1);
            assertThat(put.err().lines().filter(line -> !line.startsWith("WARNING: ")))
                    .as(put.err())
                    .hasSize(1);
            assertThat(put.err()).contains("access violation");
            assertThat(served).isEmptyDirectory();

            Path config = config();
            Files.writeString(config, Files.readString(config).replace("#write = none", "write = create"));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> FairleadJar.run("put", file, url).exitCode() == 0);
            assertThat(served.resolve("up.bin")).hasSameBinaryContentAs(file);
            assertThat(FairleadJar.run("put", file, url).err()).contains("already exists");
        }
    }

    @Test
    void theServedFolderIsSaidWithAndWithoutOne() throws Exception {
        assertThat(writable.lines()).contains("files    " + content);
        try (ServeProcess server = ServeProcess.launch(
                        List.of(),
                        "serve",
                        "--home",
                        folder.resolve("other"),
                        "--user",
                        ServeProcess.USER,
                        "--ftp",
                        "0",
                        "--smb",
                        "off",
                        "--tftp",
                        "0")
                .awaitReady()) {
            assertThat(server.lines()).contains("files    " + folder.resolve("other/files"));
        }
    }

    @Test
    void aPortInUseIsOneLineThatSaysHowToTakeAnother() throws Exception {
        try (var taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            String said = fails(1, "127.0.0.1:" + port + ": address already in use", "--tftp", port);
            assertThat(said).contains("(--tftp PORT takes another one)");
        }
    }

    @Test
    void badValuesAreOneLine() throws Exception {
        StartedHome.copyTo(folder.resolve("home"));
        fails(2, "'99999' is neither a port from 0 to 65535 nor off", "--tftp", "99999");
        fails(1, "--allow-plaintext opens it", "--tftp", "0", "--host", "0.0.0.0");
        Files.writeString(config(), Files.readString(config()) + "\nwrite = sometimes\n");
        fails(1, "write = sometimes; expected one of none, existing", "--tftp", "0");
    }

    @Test
    void offIsOff() throws Exception {
        try (ServeProcess server = serve("--tftp", "off")) {
            assertThat(server.lines()).noneMatch(line -> line.contains("tftp -m"));
            assertThat(config()).doesNotExist();
        }
    }

    @Test
    void askedForWithoutAPortItListensWhereItsConfigurationSays() throws Exception {
        StartedHome.copyTo(folder.resolve("home"));
        String port = freePort();
        Files.writeString(config(), "port = " + port + "\n");
        try (ServeProcess server = ServeProcess.launch(
                        List.of(),
                        "serve",
                        "--home",
                        folder.resolve("home"),
                        "--ftp",
                        "0",
                        "--smb",
                        "0",
                        "--tftp",
                        served)
                .awaitReady()) {
            assertThat(server.tftpPort()).isEqualTo(Integer.parseInt(port));
            assertThat(server.lines())
                    .anyMatch(line -> line.startsWith("WARNING: TFTP on 127.0.0.1:" + port + " knows no passwords"));
        }
    }

    private ServeProcess serve(String... more) throws Exception {
        return ServeProcess.start(served, folder.resolve("home"), more);
    }

    private Path config() {
        return folder.resolve("home/etc/io.fairlead.tftp.server-default.cfg");
    }

    /** Returns what it wrote to standard error. */
    private String fails(int status, String message, Object... more) {
        Object[] first = {
            "serve", served, "--ftp", "0", "--smb", "0", "--user", ServeProcess.USER, "--home", folder.resolve("home")
        };
        Object[] arguments = new Object[first.length + more.length];
        System.arraycopy(first, 0, arguments, 0, first.length);
        System.arraycopy(more, 0, arguments, first.length, more.length);
        Tools.Result result = FairleadJar.run(arguments);
        assertThat(result.exitCode()).as(result.err()).isEqualTo(status);
        assertThat(result.err()
                        .lines()
                        .filter(line -> !line.startsWith("WARNING: "))) // the JVM's own, JDK 24 and later
                .as(result.err())
                .hasSize(1);
        assertThat(result.err()).contains(message);
        assertThat(result.out()).doesNotContain("READY");
        return result.err();
    }

    private static String freePort() throws IOException {
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return String.valueOf(socket.getLocalPort());
        }
    }

    private static byte[] random(int bytes) {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return content;
    }
}
