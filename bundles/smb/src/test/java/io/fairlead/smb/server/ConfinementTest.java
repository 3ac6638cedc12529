// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.net.WireWriter;
import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.OutputResponse;
import io.fairlead.smb.protocol.QueryDirectoryRequest;
import io.fairlead.smb.protocol.QueryInfoRequest;
import io.fairlead.smb.protocol.ReadRequest;
import io.fairlead.smb.protocol.ReadResponse;
import io.fairlead.smb.protocol.SetInfoRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a client calls a file, it stays within the share. */
@Timeout(120)
class ConfinementTest {
    private static final String SECRET = "secret of another";
    private static final int RENAME = 10;
    private static final int LINK = 11;
    private static final Duration RACE = Duration.ofMillis(Long.getLong("smb.race.millis", 1_500));

    /** Names that must not reach anything, in whatever place. */
    private static final List<String> HOSTILE = List.of(
            "..\\x",
            "a\\..\\..\\secret.txt",
            "..",
            ".",
            "...\\..\\..",
            "/etc/passwd",
            "a/../../secret.txt",
            "\\x",
            "\\\\?\\C:\\x",
            "\\??\\C:\\x",
            "C:\\x",
            "C:/x",
            "a::$INDEX_ALLOCATION",
            "a:s:$BITMAP",
            "a:..\\..\\secret.txt",
            "a:/x",
            "a\0b",
            "a\nb",
            "a\\\\b",
            "a*",
            "a?",
            "a<",
            "a>",
            "a|b",
            "a\"b",
            "x".repeat(256),
            ("y".repeat(200) + "\\").repeat(160) + "z");

    @TempDir
    Path folder;

    private Served served;
    private SmbPeer peer;
    private Path files;

    @BeforeEach
    void serve() throws Exception {
        served = new Served(folder, 0, UnaryOperator.identity());
        peer = SmbPeer.connected(served);
        files = folder.resolve("files");
        Files.writeString(folder.resolve("secret.txt"), SECRET);
    }

    @AfterEach
    void stop() throws Exception {
        peer.close();
        served.close();
    }

    private SmbPeer.Answer create(String name, int disposition, int options) throws IOException {
        return peer.ask(Command.CREATE, new CreateRequest(0, 2, 0x12019f, 0, 7, disposition, options, name, List.of()));
    }

    private List<String> inside() throws IOException {
        try (Stream<Path> all = Files.walk(files)) {
            return all.filter(path -> !path.equals(files))
                    .map(path -> files.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    private void assertNothingTouched() throws IOException {
        assertThat(Files.readString(folder.resolve("secret.txt"))).isEqualTo(SECRET);
        try (Stream<Path> beside = Files.list(folder)) {
            assertThat(beside.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("files", "users", "secret.txt");
        }
    }

    @Test
    void noNameLeadsOut() throws Exception {
        for (String name : HOSTILE) {
            for (int disposition = 0; disposition <= 5; disposition++) {
                assertThat(create(name, disposition, 0).status())
                        .as("%s, disposition %s", name, disposition)
                        .isLessThan(0);
            }
        }
        assertThat(inside()).isEmpty();
        assertNothingTouched();
    }

    @Test
    void noNewNameLeadsOut() throws Exception {
        FileId file = peer.open("kept").fileId();
        for (String name : HOSTILE) {
            for (int kind : new int[] {RENAME, LINK}) {
                assertThat(rename(file, kind, name)).as("%s %s", kind, name).isLessThan(0);
            }
        }
        assertThat(rename(file, RENAME, "")).isLessThan(0);
        assertThat(inside()).containsExactly("kept");
        assertNothingTouched();
    }

    private int rename(FileId file, int kind, String name) throws IOException {
        byte[] value = new WireWriter(ByteOrder.LITTLE_ENDIAN)
                .u64(1)
                .u64(0)
                .u32(2L * name.length())
                .utf16(name)
                .toBytes();
        return peer.ask(Command.SET_INFO, new SetInfoRequest(1, kind, 0, file, value))
                .status();
    }

    @Test
    void noPatternLeadsOut() throws Exception {
        FileId root = peer.openFolder("").fileId();
        for (String pattern : List.of("..\\*", "..\\secret.txt", "a\\*", "\\*", "../secret.txt", "x".repeat(5000))) {
            assertThat(peer.ask(Command.QUERY_DIRECTORY, new QueryDirectoryRequest(37, 1, 0, root, pattern, 60_000))
                            .status())
                    .as(pattern)
                    .isLessThan(0);
        }
    }

    @Test
    void noPipeNameLeadsAnywhere() throws Exception {
        peer.connectTree("\\\\s\\IPC$");
        for (String name : List.of("/srvsvc", "..\\srvsvc", "/tmp/x.so", "PIPE\\..\\srvsvc", "srvsvc/", "", "x")) {
            assertThat(create(name, 1, 0).status()).as(name).isLessThan(0);
        }
    }

    @Test
    void noLinkLeadsOut() throws Exception {
        Files.createSymbolicLink(files.resolve("out"), folder.resolve("secret.txt"));
        Files.createSymbolicLink(files.resolve("up"), Path.of(".."));
        Files.createSymbolicLink(files.resolve("new"), folder.resolve("made.txt"));
        for (String name : List.of("out", "up\\secret.txt", "up", "new")) {
            for (int disposition = 0; disposition <= 5; disposition++) {
                assertThat(create(name, disposition, 0).status())
                        .as("%s, disposition %s", name, disposition)
                        .isLessThan(0);
            }
        }
        assertNothingTouched();
    }

    @Test
    void noLinkThatComesAndGoesLeadsOut() throws Exception {
        Files.createDirectory(files.resolve("d"));
        Files.writeString(files.resolve("d/secret.txt"), "harmless");
        Path link = folder.resolve("files/link");
        AtomicBoolean over = new AtomicBoolean();
        Thread swapper = new Thread(() -> {
            try {
                Files.createSymbolicLink(link, Path.of(".."));
                while (!over.get()) {
                    Files.move(files.resolve("d"), files.resolve("e"));
                    Files.move(link, files.resolve("d"), StandardCopyOption.ATOMIC_MOVE);
                    Files.move(files.resolve("d"), link, StandardCopyOption.ATOMIC_MOVE);
                    Files.move(files.resolve("e"), files.resolve("d"));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        swapper.start();
        int opened = 0;
        long end = System.nanoTime() + RACE.toNanos();
        try {
            while (System.nanoTime() < end) {
                SmbPeer.Answer answer = create("d\\secret.txt", 1, 0x40);
                if (answer.status() == 0) {
                    FileId file = CreateResponse.decode(answer.body()).fileId();
                    SmbPeer.Answer read = peer.ask(Command.READ, new ReadRequest(0, 100, 0, file, 0, 0));
                    if (read.status() == 0) {
                        var data = ReadResponse.decode(read.body()).data();
                        assertThat(StandardCharsets.UTF_8.decode(data).toString())
                                .isEqualTo("harmless");
                        opened++;
                    }
                    peer.ask(Command.CLOSE, new CloseRequest(0, file));
                }
            }
        } finally {
            over.set(true);
            swapper.join();
        }
        assertThat(opened).isPositive();
        assertNothingTouched();
    }

    /** One of two files that differ by case is the same one each time, and the other is not opened in its place. */
    @Test
    void namesThatDifferByCaseAreTakenByTheirOwn() throws Exception {
        Files.writeString(files.resolve("Name"), "upper");
        Files.writeString(files.resolve("name"), "lower");
        for (String name : List.of("Name", "name")) {
            FileId file = CreateResponse.decode(create(name, 1, 0x40).body()).fileId();
            var data = ReadResponse.decode(peer.ask(Command.READ, new ReadRequest(0, 100, 0, file, 0, 0))
                            .body())
                    .data();
            assertThat(StandardCharsets.UTF_8.decode(data).toString())
                    .isEqualTo(name.equals("Name") ? "upper" : "lower");
        }
        byte[] first = fileId("NAME");
        for (int i = 0; i < 10; i++) {
            assertThat(fileId("NAME")).isEqualTo(first);
        }
    }

    /** Nor are names that only look the same, composed or not. */
    @Test
    void namesThatLookTheSameAreTakenByTheirOwn() throws Exception {
        String composed = "caf\u00e9";
        String decomposed = "cafe\u0301";
        Files.writeString(files.resolve(composed), "composed");
        assertThat(create(decomposed, 1, 0x40).status()).isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND.code());
        Files.writeString(files.resolve(decomposed), "decomposed");
        byte[] first = fileId(composed);
        byte[] second = fileId(decomposed);
        assertThat(first).isNotEqualTo(second);
        for (int i = 0; i < 10; i++) {
            assertThat(fileId(i % 2 == 0 ? composed : composed.toUpperCase(Locale.ROOT)))
                    .isEqualTo(first);
            assertThat(fileId(i % 2 == 0 ? decomposed : decomposed.toUpperCase(Locale.ROOT)))
                    .isEqualTo(second);
        }
    }

    private byte[] fileId(String name) throws IOException {
        FileId file = CreateResponse.decode(create(name, 1, 0x40).body()).fileId();
        SmbPeer.Answer told = peer.ask(Command.QUERY_INFO, new QueryInfoRequest(1, 6, 8, 0, 0, file, new byte[0]));
        return OutputResponse.decode(told.body()).output();
    }
}
