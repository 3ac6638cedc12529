// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.standalone.CommandRun;
import io.fairlead.standalone.client.FakeFtpServer.Habit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code put -c}, and what uploads that were killed have left. */
class UploadResumeCommandsTest {
    private static final String WHOLE = "0123456789";
    private static final String PART = "/\\.fairlead-[0-9a-f]{12}-[0-9a-f]{16}\\.part";

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void file() throws IOException {
        file = Files.writeString(folder.resolve("a"), WHOLE);
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2024-02-29T12:34:56Z")));
    }

    private static List<String> data(FakeFtpServer server) {
        return server.commands.stream()
                .filter(line -> line.matches("(REST|STOR|APPE|RNTO |DELE).*"))
                .toList();
    }

    private CommandRun put(FakeFtpServer server, String... options) {
        String[] line = new String[options.length + 3];
        line[0] = "put";
        System.arraycopy(options, 0, line, 1, options.length);
        line[options.length + 1] = file.toString();
        line[options.length + 2] = server.url("/a");
        return CommandRun.of(line);
    }

    @Test
    void goesOnWhereItWasCut() throws IOException {
        try (FakeFtpServer server = new FakeFtpServer()) {
            server.put("/a", "old");
            server.cutUpload(5);
            assertThat(put(server, "-c").status()).isEqualTo(1);
            assertThat(server.text("/a")).isEqualTo("old");
            server.commands.clear();
            CommandRun run = put(server, "-c");
            assertThat(run.status()).as(run.err()).isZero();
            assertThat(server.text("/a")).isEqualTo(WHOLE);
            assertThat(server.files).containsOnlyKeys("/a");
            assertThat(data(server)).hasSize(3).first().isEqualTo("REST 5");
            assertThat(data(server).get(1)).matches("STOR " + PART);
            server.commands.clear();
            assertThat(put(server, "-c").status()).isZero();
            assertThat(data(server)).as("it is there already").isEmpty();
        }
    }

    @Test
    void addsWhereUploadsKnowNoRestart() throws IOException {
        try (FakeFtpServer server = new FakeFtpServer(Habit.RESTARTS_DOWNLOADS_ONLY)) {
            server.cutUpload(4);
            assertThat(put(server, "-c").status()).isEqualTo(1);
            assertThat(server.files).doesNotContainKey("/a");
            assertThat(put(server, "-c").status()).isZero();
            assertThat(server.text("/a")).isEqualTo(WHOLE);
            assertThat(data(server)).anyMatch(line -> line.matches("APPE " + PART));
        }
    }

    @Test
    void goesOnByItselfWithRetries() throws IOException {
        try (FakeFtpServer server = new FakeFtpServer()) {
            server.cutUpload(5);
            CommandRun run = put(server, "-c", "--retries", "2");
            assertThat(run.status()).as(run.err()).isZero();
            assertThat(server.text("/a")).isEqualTo(WHOLE);
            assertThat(data(server)).contains("REST 5");
        }
    }

    @Test
    void aSourceThatHasChangedIsSentFromItsBeginning() throws IOException {
        try (FakeFtpServer server = new FakeFtpServer()) {
            server.cutUpload(5);
            assertThat(put(server, "-c").status()).isEqualTo(1);
            Files.writeString(file, "something else");
            assertThat(put(server, "-c").status()).isZero();
            assertThat(server.text("/a")).isEqualTo("something else");
            assertThat(data(server)).noneMatch(line -> line.startsWith("REST"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"put", "sync"})
    void whatWasLeftLongAgoIsRemovedAndTold(String command) throws IOException {
        try (FakeFtpServer server = new FakeFtpServer()) {
            server.cutUpload(5);
            assertThat(put(server, "-c").status()).isEqualTo(1);
            String left = server.files.keySet().iterator().next();
            assertThat(left).matches(PART);
            server.put("/.fairlead-0123456789ab-0123456789abcdef.part", "another's");
            Files.writeString(file, "something else");
            String from = command.equals("put") ? file.toString() : folder.toString();
            assertThat(CommandRun.of(command, from, server.url("/")).err()).isEmpty();
            assertThat(server.files).as("it may be in use").containsKey(left);
            server.put(left, "01234"); // with a time of long ago
            CommandRun run = CommandRun.of(command, from, server.url("/"));
            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.err()).contains("removed what 1 earlier uploads have left");
            assertThat(server.files).hasSize(2).doesNotContainKey(left);
        }
    }

    @Test
    void syncDoesNotDeleteWhatAnotherUploadIsWriting() throws IOException {
        try (FakeFtpServer server = new FakeFtpServer()) {
            server.cutUpload(5);
            assertThat(put(server, "-c").status()).isEqualTo(1);
            String left = server.files.keySet().iterator().next();
            CommandRun run = CommandRun.of("sync", "--delete", folder.toString(), server.url("/"));
            assertThat(run.out()).isEqualTo("copy a\n");
            assertThat(server.files).containsKey(left);
        }
    }
}
