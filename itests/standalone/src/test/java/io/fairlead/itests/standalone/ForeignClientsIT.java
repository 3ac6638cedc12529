// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** curl, lftp and smbclient against the jar: bytes, names and times as they are on disk. */
class ForeignClientsIT {
    private static final Instant TIME = Instant.parse("2021-02-03T04:05:06Z");

    @TempDir
    static Path shared;

    private static ServeProcess server;
    private static Path served;

    @TempDir
    Path local;

    @BeforeAll
    static void start() throws Exception {
        served = Files.createDirectory(shared.resolve("served"));
        server = ServeProcess.start(served, shared.resolve("home"));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void empty() throws IOException {
        try (Stream<Path> files = Files.walk(served)) {
            files.sorted((a, b) -> b.compareTo(a))
                    .filter(f -> !f.equals(served))
                    .forEach(f -> f.toFile().delete());
        }
    }

    @Test
    void curlUploadsAndDownloads() throws IOException {
        Tools.require("curl");
        Path file = random("up.bin", 5_000_000);
        curl("-T", file, server.url("/sub/b%20%C3%BC.bin"), "--ftp-create-dirs");
        assertThat(served.resolve("sub/b ü.bin")).hasSameBinaryContentAs(file);
        curl("-o", local.resolve("down"), server.url("/sub/b%20%C3%BC.bin"));
        assertThat(local.resolve("down")).hasSameBinaryContentAs(file);
        assertThat(curl(server.url("/sub/")).out()).contains("b ü.bin").contains("5000000");
    }

    @Test
    void curlGetsTimesAndResumes() throws IOException {
        Tools.require("curl");
        Path file = Files.copy(random("whole", 3_000_000), served.resolve("whole"));
        Files.setLastModifiedTime(file, FileTime.from(TIME));
        byte[] whole = Files.readAllBytes(file);
        Path part = Files.write(local.resolve("part"), Arrays.copyOf(whole, 1_000_000));
        curl("-R", "-C", "-", "-o", part, server.url("/whole"));
        assertThat(part).hasBinaryContent(whole);
        assertThat(Files.getLastModifiedTime(part).toInstant()).isEqualTo(TIME);

        Files.write(served.resolve("upload"), Arrays.copyOf(whole, 1_234_567));
        curl("-C", "-", "-T", local.resolve("whole"), server.url("/upload"));
        assertThat(served.resolve("upload")).hasBinaryContent(whole);
    }

    @Test
    void curlRenamesDeletesAndMakesFolders() throws IOException {
        Tools.require("curl");
        Files.writeString(served.resolve("a"), "x");
        curl("-Q", "MKD d", "-Q", "RNFR a", "-Q", "RNTO d/b", server.url("/"));
        assertThat(served.resolve("d/b")).hasContent("x");
        curl("-Q", "DELE d/b", "-Q", "RMD d", server.url("/"));
        assertThat(served).isEmptyDirectory();
    }

    @Test
    void curlTrustsThePrintedCertificate() throws IOException {
        Tools.require("curl");
        Path file = random("tls.bin", 1_000_000);
        Path certificate = shared.resolve("home/tls/certificate.pem");
        curl("--ssl-reqd", "--cacert", certificate, "-T", file, server.url("/tls.bin"));
        curl("--ssl-reqd", "--cacert", certificate, "-o", local.resolve("back"), server.url("/tls.bin"));
        assertThat(local.resolve("back")).hasSameBinaryContentAs(file);
    }

    @Test
    void aWrongPasswordIsRefused() {
        Tools.require("curl");
        Tools.Result result = Tools.run("curl", "-sS", "ftp://me:wrong@127.0.0.1:" + server.port() + "/");
        assertThat(result.exitCode()).isEqualTo(67); // curl: login denied
    }

    @Test
    void smbclientUploadsAndDownloads() throws IOException {
        Tools.require("smbclient");
        Path file = random("up.bin", 5_000_000);
        smbclient("put " + file + " \"b ü.bin\"; get \"b ü.bin\" " + local.resolve("down"));
        assertThat(served.resolve("b ü.bin")).hasSameBinaryContentAs(file);
        assertThat(local.resolve("down")).hasSameBinaryContentAs(file);
        assertThat(smbclient("ls").out()).contains("b ü.bin").contains("5000000");
        Tools.Result refused = Tools.run(
                "smbclient", "-p", String.valueOf(server.smbPort()), "-U", "me%wrong", "//127.0.0.1/files", "-c", "ls");
        assertThat(refused.out() + refused.err()).contains("NT_STATUS_LOGON_FAILURE");
    }

    private static Tools.Result smbclient(String commands) {
        return Tools.run(
                        "smbclient",
                        "-p",
                        String.valueOf(server.smbPort()),
                        "-s",
                        "/dev/null",
                        "-U",
                        "me%secret",
                        "//127.0.0.1/files",
                        "-c",
                        commands)
                .succeeded();
    }

    @Test
    void lftpMirrorsBothWays() throws IOException {
        Tools.require("lftp");
        Path tree = Files.createDirectories(local.resolve("tree/deep/er"));
        Files.copy(random("r", 700_000), tree.resolve("big"));
        Files.writeString(local.resolve("tree/ä name"), "small");
        Files.setLastModifiedTime(local.resolve("tree/ä name"), FileTime.from(TIME));
        lftp("mirror -R " + local.resolve("tree") + " /up");
        assertThat(served.resolve("up/deep/er/big")).hasSameBinaryContentAs(local.resolve("r"));
        assertThat(served.resolve("up/ä name")).hasContent("small");
        assertThat(Files.getLastModifiedTime(served.resolve("up/ä name")).toInstant())
                .isEqualTo(TIME);
        lftp("mirror /up " + local.resolve("back"));
        assertThat(local.resolve("back/deep/er/big")).hasSameBinaryContentAs(local.resolve("r"));
        assertThat(Files.getLastModifiedTime(local.resolve("back/ä name")).toInstant())
                .isEqualTo(TIME);
    }

    @Test
    void lftpResumesRenamesListsAndDeletes() throws IOException {
        Tools.require("lftp");
        Path file = random("whole", 2_000_000);
        byte[] whole = Files.readAllBytes(file);
        Files.write(served.resolve("half"), Arrays.copyOf(whole, 900_000));
        lftp("put -c " + file + " -o half; mv half full; mkdir m; cls -1");
        assertThat(served.resolve("full")).hasBinaryContent(whole);
        Path part = Files.write(local.resolve("part"), Arrays.copyOf(whole, 1_900_000));
        lftp("get -c full -o " + part + "; rm full; rmdir m");
        assertThat(part).hasBinaryContent(whole);
        assertThat(served).isEmptyDirectory();
    }

    private static Tools.Result curl(Object... arguments) {
        String[] command = Stream.concat(
                        Stream.of("curl", "-sS"), Arrays.stream(arguments).map(Object::toString))
                .toArray(String[]::new);
        return Tools.run(command).succeeded();
    }

    private static void lftp(String commands) {
        String settings = "set cmd:fail-exit yes; set net:max-retries 1; set ssl:verify-certificate no; ";
        Tools.run(
                        Duration.ofSeconds(60),
                        Path.of("."),
                        "lftp",
                        "-u",
                        "me,secret",
                        "-e",
                        settings + commands + "; bye",
                        "ftp://127.0.0.1:" + server.port())
                .succeeded();
    }

    private Path random(String name, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return Files.write(local.resolve(name), content);
    }
}
