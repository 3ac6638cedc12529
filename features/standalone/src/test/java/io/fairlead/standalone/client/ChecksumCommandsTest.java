// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.standalone.CommandRun;
import io.fairlead.standalone.client.FakeFtpServer.Habit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code checksum}, and {@code check} by checksums: the server's own where it has them. */
class ChecksumCommandsTest {
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    private Path folder;

    private Path local;

    @BeforeEach
    void files() throws IOException {
        local = Files.createDirectory(folder.resolve("local"));
        Files.writeString(local.resolve("a"), "abc");
        Files.writeString(local.resolve("b"), "other");
    }

    private static void fill(FakeFtpServer server) {
        server.put("/a", "abc");
        server.put("/b", "OTHER");
    }

    private static boolean nothingRead(FakeFtpServer server) {
        return server.commands.stream().noneMatch(line -> line.startsWith("RETR"));
    }

    @Test
    void checkAsksTheServerThatKnows() throws IOException {
        try (FakeFtpServer server = new FakeFtpServer(Habit.HASHES)) {
            fill(server);
            CommandRun run = CommandRun.of("check", "--checksum", local.toString(), server.url("/"));
            assertThat(run.out().lines())
                    .containsExactly(
                            "content: b", "1 files are the same, 1 differ; compared 2 by the server's SHA-256");
            assertThat(run.status()).isEqualTo(1);
            assertThat(nothingRead(server)).isTrue();
            server.put("/b", "other");
            CommandRun json = CommandRun.of("check", "--checksum", "--json", server.url("/"), local.toString());
            assertThat(json.out().strip()).isEqualTo("{\"same\":2,\"different\":0,\"the server's SHA-256\":2}");
            assertThat(json.status()).isZero();
        }
    }

    @Test
    void checkReadsWhereNobodyKnows() throws IOException {
        try (FakeFtpServer server = new FakeFtpServer()) {
            fill(server);
            CommandRun run = CommandRun.of("check", "--checksum", local.toString(), server.url("/"));
            assertThat(run.out().lines())
                    .containsExactly("content: b", "1 files are the same, 1 differ; compared 2 by reading");
        }
    }

    @Test
    void checkOfContentReadsWhateverTheServerKnows() throws IOException {
        try (FakeFtpServer server = new FakeFtpServer(Habit.HASHES)) {
            fill(server);
            CommandRun run = CommandRun.of("check", "-c", local.toString(), server.url("/"));
            assertThat(run.out()).isEqualTo("content: b\n1 files are the same, 1 differ\n");
            assertThat(nothingRead(server)).isFalse();
        }
    }

    @Test
    void twoServersNeedReadNothing() throws IOException {
        try (FakeFtpServer one = new FakeFtpServer(Habit.HASHES);
                FakeFtpServer other = new FakeFtpServer(Habit.HASHES)) {
            fill(one);
            fill(other);
            CommandRun run = CommandRun.of("check", "--checksum", one.url("/"), other.url("/"));
            assertThat(run.status()).as(run.err()).isZero();
            assertThat(nothingRead(one) && nothingRead(other)).isTrue();
        }
    }

    @Test
    void checksumTellsWhoComputedIt() throws IOException {
        try (FakeFtpServer server = new FakeFtpServer(Habit.HASHES)) {
            fill(server);
            String file = local.resolve("a").toString();
            CommandRun run = CommandRun.of("checksum", server.url("/a"), file);
            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.out().lines()).hasSize(2).allMatch(line -> line.startsWith(ABC + "  "));
            assertThat(run.err())
                    .contains("SHA-256: 1 computed by the server, 1 by reading")
                    .doesNotContain("secret");
            assertThat(nothingRead(server)).isTrue();
            assertThat(CommandRun.of("checksum", "--json", server.url("/a")).out())
                    .contains("\"algorithm\":\"SHA-256\",\"checksum\":\"" + ABC + "\",\"by\":\"server\"");
            assertThat(CommandRun.of("checksum", "--json", "--read", server.url("/a"))
                            .out())
                    .contains("\"by\":\"reading\"");
            CommandRun odd = CommandRun.of("checksum", server.url("/none"), server.url("/a"));
            assertThat(odd.status()).isEqualTo(1);
            assertThat(odd.out()).as("the rest goes on").startsWith(ABC);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "sha1, a9993e364706816aba3e25717850c26c9cd0d89d",
        "SHA-1, a9993e364706816aba3e25717850c26c9cd0d89d",
        "md5, 900150983cd24fb0d6963f7d28e17f72",
        "crc32, 352441c2",
        "sha-256, " + ABC
    })
    void checksumKnowsMoreThanOne(String algorithm, String expected) {
        CommandRun run =
                CommandRun.of("checksum", "-a", algorithm, local.resolve("a").toString());
        assertThat(run.out()).startsWith(expected + "  ");
    }

    @Test
    void checksumOfAnUnknownKindIsWrongUsage() {
        CommandRun run =
                CommandRun.of("checksum", "-a", "sha3", local.resolve("a").toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("none of sha256, sha512, sha1, md5 and crc32");
    }
}
