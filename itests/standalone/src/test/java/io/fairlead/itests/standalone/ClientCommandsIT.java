// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The client commands of the jar against its own server. */
class ClientCommandsIT {
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

    @Test
    void putListStatCatAndGet() throws IOException {
        Path file = random("big ü.bin", 3_000_000);
        run("mkdir", server.url("/one"));
        run("put", file, server.url("/one/"));
        assertThat(served.resolve("one/big ü.bin")).hasSameBinaryContentAs(file);
        assertThat(Files.getLastModifiedTime(served.resolve("one/big ü.bin")).toInstant())
                .isEqualTo(TIME);
        assertThat(run("ls", "-l", server.url("/one")).out())
                .isEqualTo("-      3000000 2021-02-03T04:05:06Z big ü.bin\n");
        assertThat(run("stat", "--json", server.url("/one/big ü.bin")).out())
                .contains("\"size\":3000000")
                .doesNotContain("secret");
        run("get", server.url("/one/big ü.bin"), local.resolve("back"));
        assertThat(local.resolve("back")).hasSameBinaryContentAs(file);
        assertThat(Files.getLastModifiedTime(local.resolve("back")).toInstant()).isEqualTo(TIME);
        Files.writeString(served.resolve("one/t"), "text");
        assertThat(run("cat", server.url("/one/t")).out()).isEqualTo("text");
    }

    @Test
    void mirrorsUpAndDown() throws IOException {
        Path tree = Files.createDirectories(local.resolve("tree/sub"));
        Files.copy(random("r", 200_000), tree.resolve("r"));
        Files.writeString(local.resolve("tree/a%b"), "x");
        assertThat(run("sync", local.resolve("tree"), server.url("/mirror"))
                        .out()
                        .lines())
                .containsExactlyInAnyOrder("copy a%b", "copy sub/r");
        assertThat(run("sync", local.resolve("tree"), server.url("/mirror")).out())
                .isEmpty();
        Files.writeString(served.resolve("mirror/extra"), "");
        assertThat(run("sync", "--delete", local.resolve("tree"), server.url("/mirror"))
                        .out())
                .isEqualTo("delete extra\n");
        run("sync", server.url("/mirror"), local.resolve("down"));
        assertThat(local.resolve("down/sub/r")).hasSameBinaryContentAs(local.resolve("r"));
        assertThat(local.resolve("down/a%b")).hasContent("x");
    }

    @Test
    void copiesFromServerToServerMovesAndDeletes() throws IOException {
        Files.writeString(served.resolve("s"), "content");
        run("cp", server.url("/s"), server.url("/s2"));
        run("mv", server.url("/s2"), server.url("/s3"));
        assertThat(served.resolve("s3")).hasContent("content");
        assertThat(served.resolve("s2")).doesNotExist();
        run("rm", server.url("/s"), server.url("/s3"));
        assertThat(served.resolve("s3")).doesNotExist();
    }

    @Test
    void linksOnTheServerAreNotWalkedThrough() throws IOException {
        Path precious = Files.createDirectory(served.resolve("precious"));
        Files.writeString(precious.resolve("keep"), "kept");
        Path linked = Files.createDirectory(served.resolve("linked"));
        Files.writeString(linked.resolve("file"), "file");
        for (String target : new String[] {"../precious", "nothing", ".."}) {
            Files.createSymbolicLink(linked.resolve("to" + target.length()), Path.of(target));
        }
        assertThat(run("tree", server.url("/linked")).out())
                .contains("to11 -> ../precious", "0 folders, 1 files, 3 links");
        Tools.Result got = run("get", "-r", server.url("/linked"), local.resolve("got"));
        assertThat(got.err())
                .contains("skipping symbolic link ")
                .contains("to2 -> ..")
                .doesNotContain("secret");
        assertThat(local.resolve("got").toFile().list()).containsExactly("file");
        run("get", "-r", "-L", server.url("/linked"), local.resolve("whole"));
        assertThat(local.resolve("whole").toFile().list()).containsExactlyInAnyOrder("file", "to11");
        assertThat(local.resolve("whole/to11/keep")).hasContent("kept");
        run("mv", server.url("/linked/to7"), server.url("/linked/moved"));
        assertThat(Files.readSymbolicLink(linked.resolve("moved"))).hasToString("nothing");
        run("rm", server.url("/linked/moved"));
        run("sync", "--delete", local.resolve("got"), server.url("/linked"));
        assertThat(linked.toFile().list()).containsExactly("file");
        Files.createSymbolicLink(linked.resolve("again"), Path.of("../precious"));
        run("rm", "-r", server.url("/linked"));
        assertThat(linked).doesNotExist();
        assertThat(precious.resolve("keep")).hasContent("kept");
    }

    @Test
    void continuesADownload() throws IOException {
        Path whole = Files.copy(random("w", 2_000_000), served.resolve("w"));
        Files.setLastModifiedTime(whole, FileTime.from(TIME));
        byte[] content = Files.readAllBytes(whole);
        String part = ".c." + Long.toHexString(2_000_000) + "-" + Long.toHexString(TIME.toEpochMilli()) + ".part";
        byte[] begun = Arrays.copyOf(content, 1_500_000);
        begun[0] ^= 1; // shows that it was taken over and not fetched anew
        Files.write(local.resolve(part), begun);
        run("get", "-c", server.url("/w"), local.resolve("c"));
        content[0] ^= 1;
        assertThat(local.resolve("c")).hasBinaryContent(content);
        assertThat(local.resolve(part)).doesNotExist();
    }

    @Test
    void tlsByFingerprintOrFile() throws Exception {
        Files.writeString(served.resolve("t"), "over tls");
        Path pem = shared.resolve("home/tls/certificate.pem");
        byte[] certificate;
        try (var in = Files.newInputStream(pem)) {
            certificate = CertificateFactory.getInstance("X.509")
                    .generateCertificate(in)
                    .getEncoded();
        }
        String fingerprint = HexFormat.ofDelimiter(":")
                .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate));
        String url = server.url("/t").replace("ftp:", "ftps:");
        assertThat(run("cat", "--ca", pem, url).out()).isEqualTo("over tls");
        assertThat(run("cat", "--tls-fingerprint", fingerprint, url).out()).isEqualTo("over tls");
        Tools.Result untrusted = FairleadJar.run("cat", url);
        assertThat(untrusted.exitCode()).isEqualTo(1);
        assertThat(untrusted.err().lines()).hasSize(1);
        assertThat(untrusted.err())
                .containsIgnoringCase("certificate")
                .containsIgnoringCase(fingerprint)
                .doesNotContain("secret");
    }

    @Test
    void theDialogueIsShownWithoutThePassword() throws IOException {
        Files.writeString(served.resolve("spoken"), "x");
        Tools.Result run = run("cat", "-v", server.url("/spoken"));
        assertThat(run.out()).isEqualTo("x");
        assertThat(run.err())
                .contains("USER me", "PASS ***", "211- MLST Type*;", "RETR ")
                .doesNotContain("secret");
        assertThat(run("cat", server.url("/spoken")).err()).isEmpty();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aPipeOfTheServedFolderIsToldFromAFile() throws IOException {
        Path odd = Files.createDirectory(served.resolve("odd"));
        Files.writeString(odd.resolve("plain"), "x");
        Tools.run("mkfifo", odd.resolve("pipe").toString()).succeeded();
        Tools.Result got = FairleadJar.run("get", "-r", server.url("/odd"), local.resolve("got"));
        assertThat(got.exitCode()).isEqualTo(1);
        assertThat(got.err()).contains("odd/pipe: a device, pipe or socket");
        assertThat(local.resolve("got").toFile().list()).containsExactly("plain");
        try (FtpControl control = FtpControl.login(server.port())) {
            assertThat(control.command("SIZE /odd/pipe")).isEqualTo("550 A device, pipe or socket");
            control.command("MLST /odd/pipe");
            assertThat(control.readLine()).contains("type=OS.unix=special;");
        }
    }

    @Test
    void failuresAreOneLineWithoutThePassword() {
        for (String url : new String[] {
            server.url("/missing"),
            "ftp://me:wrong-secret@127.0.0.1:" + server.port() + "/",
            "ftp://me:secret@127.0.0.1:1/"
        }) {
            Tools.Result failed = FairleadJar.run("cat", url);
            assertThat(failed.exitCode()).isEqualTo(1);
            assertThat(failed.err().lines()).as(failed.err()).hasSize(1);
            assertThat(failed.err()).doesNotContain("secret");
        }
    }

    private static Tools.Result run(Object... arguments) {
        return FairleadJar.run(arguments).succeeded();
    }

    private Path random(String name, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        Path file = Files.write(local.resolve(name), content);
        return Files.setLastModifiedTime(file, FileTime.from(TIME));
    }
}
