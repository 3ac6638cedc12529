// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.VPath;
import io.fairlead.core.export.ArbitratedExport;
import io.fairlead.core.export.ExportSettings;
import io.fairlead.net.SocketEndpoints;
import io.fairlead.standalone.CommandRun;
import io.fairlead.storage.local.LocalSettings;
import io.fairlead.storage.local.LocalStorage;
import io.fairlead.tftp.server.TftpServer;
import io.fairlead.tftp.server.WritePolicy;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands on {@code tftp://} URLs of a server in this process: what TFTP can do, and one line for what it can't. */
class TftpCommandsTest {
    @TempDir
    Path served;

    @TempDir
    Path local;

    private final SocketEndpoints endpoints = new SocketEndpoints();
    private final ArbitratedExport export =
            new ArbitratedExport(new ExportSettings("files", VPath.ROOT, false, false, List.of()));
    private LocalStorage storage;
    private TftpServer server;

    @BeforeEach
    void start() throws IOException {
        storage = LocalStorage.open(LocalSettings.of(served));
        export.attach(storage);
        server = TftpServer.builder(endpoints, export)
                .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .writes(WritePolicy.REPLACE)
                .drain(Duration.ZERO)
                .start();
    }

    @AfterEach
    void stop() throws IOException {
        server.close(true);
        endpoints.close();
        export.close();
        storage.close();
    }

    private String url(String path) {
        return "tftp://127.0.0.1:" + server.addresses().get(0).getPort() + "/" + path;
    }

    @Test
    void putsAndGetsWholeFiles() throws IOException {
        byte[] content = new byte[1_000_000];
        new Random(1).nextBytes(content);
        Path file = Files.write(local.resolve("ä b%.bin"), content);
        succeeds("put", file, url(""));
        assertThat(served.resolve("ä b%.bin")).hasBinaryContent(content);
        succeeds("get", url("ä%20b%25.bin"), local.resolve("back"));
        assertThat(local.resolve("back")).hasBinaryContent(content);
        succeeds("cp", url("ä%20b%25.bin"), url("copy"));
        assertThat(served.resolve("copy")).hasBinaryContent(content);
        Files.createDirectory(served.resolve("d"));
        succeeds("put", file, local.resolve("back"), url("d/"));
        assertThat(served.resolve("d/back")).hasBinaryContent(content);
        assertThat(succeeds("sha256", url("copy")).out().substring(0, 64))
                .isEqualTo(succeeds("sha256", file).out().substring(0, 64));
    }

    @Test
    void tellsWhatIsKnownOfAFile() throws IOException {
        Files.writeString(served.resolve("a"), "hello");
        assertThat(succeeds("cat", url("a")).out()).isEqualTo("hello");
        assertThat(succeeds("stat", url("a")).out())
                .isEqualTo("name:     " + url("a") + "\ntype:     file\nsize:     5 bytes\nmodified: unknown\n");
        assertThat(succeeds("stat", "--json", url("a")).out())
                .isEqualTo("{\"name\":\"" + url("a") + "\",\"type\":\"file\",\"size\":5}\n");
    }

    @Test
    void aFileOfUnknownTimeIsAsOldAsItsCopy() throws IOException {
        Instant before = Instant.now().minusSeconds(60);
        Files.setLastModifiedTime(Files.writeString(served.resolve("a"), "hello"), FileTime.fromMillis(1));
        succeeds("get", url("a"), local.resolve("b"));
        assertThat(Files.getLastModifiedTime(local.resolve("b")).toInstant()).isAfter(before);
    }

    @Test
    void aCutDownloadOfUnknownTimeBeginsAnew() throws IOException {
        Files.writeString(served.resolve("a"), "new content");
        Files.writeString(local.resolve(".a.b-0.part"), "old ");
        succeeds("get", "-c", url("a"), local.resolve("a"));
        assertThat(local.resolve("a")).hasContent("new content");
    }

    @Test
    void theModeIsNoPartOfTheName() throws IOException {
        Files.writeString(served.resolve("a"), "1\n2\n");
        succeeds("get", url("a;mode=netascii"), local + "/");
        assertThat(local.resolve("a")).hasContent("1\n2\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ls @",
                "ls @a",
                "tree @",
                "rm @a",
                "rm -f @a",
                "mv @a @b",
                "mv @a #moved",
                "mkdir @new",
                "mkdir -p @new/er",
                "sync @ #",
                "sync # @",
                "put -r # @"
            })
    void whatTftpCannotDoIsOneLineAndStatusOne(String command) throws IOException {
        Files.writeString(served.resolve("a"), "a");
        CommandRun run = run((Object[])
                command.replace("@", url("")).replace("#", local + "/").split(" "));
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).hasSize(1).first().asString().contains("TFTP can't ");
        assertThat(served.resolve("a")).hasContent("a");
        assertThat(local).isEmptyDirectory();
        try (var files = Files.list(served)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void failuresAreOneLine() throws IOException {
        fails("no such file", "cat", url("none"));
        fails("TFTP knows no users", "cat", "tftp://me:secret@127.0.0.1:1/a");
        fails("mode=mail; expected one of netascii, octet", "cat", url("a;mode=mail"));
        Files.createDirectory(served.resolve("d"));
        fails("access violation", "cat", url("d"));
        try (var silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            fails(
                    "no answer from 127.0.0.1:" + silent.getLocalPort(),
                    "cat",
                    "tftp://127.0.0.1:" + silent.getLocalPort() + "/a");
        }
    }

    private static void fails(String why, Object... arguments) {
        CommandRun run = run(arguments);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err().lines())
                .hasSize(1)
                .first()
                .asString()
                .contains(why)
                .doesNotContain("secret");
    }

    private static CommandRun succeeds(Object... arguments) {
        CommandRun run = run(arguments);
        assertThat(run.status()).as(run.err()).isZero();
        return run;
    }

    private static CommandRun run(Object... arguments) {
        return CommandRun.of(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    }
}
