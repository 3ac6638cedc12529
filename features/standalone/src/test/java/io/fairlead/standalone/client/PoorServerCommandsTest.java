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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands with FTP servers that lack much, or lie. */
class PoorServerCommandsTest {
    @TempDir
    private Path folder;

    private static void succeeds(String... arguments) {
        CommandRun run = CommandRun.of(arguments);
        assertThat(run.status()).as(run.err()).isZero();
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static List<String> data(FakeFtpServer server) {
        return server.commands.stream()
                .filter(line -> line.matches("(RETR|REST|STOR|PASS|RNFR|RNTO).*"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ls", "get", "rm", "sync", "put"})
    void aWrongPasswordIsTriedOnce(String command) throws Exception {
        try (FakeFtpServer server = new FakeFtpServer(Habit.REFUSES)) {
            String there = server.url("/a");
            String here = file("here", "x").toString();
            CommandRun run =
                    switch (command) {
                        case "put" -> CommandRun.of("put", here, there);
                        case "get", "sync" ->
                            CommandRun.of(command, there, folder.resolve("to").toString());
                        default -> CommandRun.of(command, there);
                    };
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.err()).contains("530 no");
            assertThat(data(server)).containsExactly("PASS secret");
        }
    }

    @Test
    void putsIntoAFolderForUploadsOnly() throws Exception {
        try (FakeFtpServer server = new FakeFtpServer(Habit.UPLOADS_ONLY)) {
            succeeds("put", file("a", "content").toString(), server.url("/box"));
            succeeds("put", file("b", "other").toString(), server.url("/in/"));
            assertThat(server.text("/box")).isEqualTo("content");
            assertThat(server.text("/in/b")).isEqualTo("other");
            assertThat(server.files).hasSize(2);
        }
    }

    @Test
    void aShortFileIsAnErrorWhateverTheServerSays() throws Exception {
        try (FakeFtpServer server = new FakeFtpServer(Habit.SHORT)) {
            server.put("/a", "0123456789");
            CommandRun run =
                    CommandRun.of("get", server.url("/a"), folder.resolve("a").toString());
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.err()).contains("5 of 10 bytes");
            assertThat(folder.resolve("a")).doesNotExist();
        }
    }

    @Test
    void goesOnWhereItWasCutAndAsksForNothingElse() throws Exception {
        Path target = folder.resolve("a");
        try (FakeFtpServer server = new FakeFtpServer(Habit.SHORT)) {
            server.put("/a", "0123456789");
            CommandRun.of("get", server.url("/a"), target.toString());
        }
        try (FakeFtpServer server = new FakeFtpServer()) {
            server.put("/a", "0123456789");
            succeeds("get", "-c", server.url("/a"), target.toString());
            assertThat(target).hasContent("0123456789");
            assertThat(data(server)).containsExactly("PASS secret", "REST 5", "RETR /a");
            server.commands.clear();
            succeeds("get", "-c", server.url("/a"), target.toString());
            assertThat(data(server)).containsExactly("PASS secret");
        }
    }

    @Test
    void replacesAFileByARename() throws Exception {
        try (FakeFtpServer server = new FakeFtpServer()) {
            server.put("/a", "old");
            succeeds("put", file("a", "new").toString(), server.url("/a"));
            assertThat(server.text("/a")).isEqualTo("new");
            assertThat(server.files).containsOnlyKeys("/a");
            assertThat(data(server)).startsWith("PASS secret", "RNFR /a", "RNTO");
            assertThat(data(server)).element(3).asString().matches("STOR /\\.fairlead-.*\\.part");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LISTS_ONLY", "LISTS_FOR_PEOPLE"})
    void copiesNothingAgainForATimeToTheMinute(Habit habit) throws Exception {
        Path local = Files.createDirectory(folder.resolve("local"));
        Path file = Files.writeString(local.resolve("a"), "content");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2024-02-29T12:34:56Z")));
        try (FakeFtpServer server = new FakeFtpServer(habit)) {
            assertThat(CommandRun.of("sync", local.toString(), server.url("/")).out())
                    .isEqualTo("copy a\n");
            assertThat(server.files.get("/a").time()).isEqualTo("20240229123456");
            assertThat(CommandRun.of("sync", local.toString(), server.url("/")).out())
                    .isEmpty();
            Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2024-02-29T12:36:00Z")));
            assertThat(CommandRun.of("sync", local.toString(), server.url("/")).out())
                    .isEqualTo("copy a\n");
        }
    }

    @Test
    void anEncodedSlashLeadsToTheRootOfTheServer() throws Exception {
        try (FakeFtpServer server = new FakeFtpServer()) {
            server.loginFolder = "/home/me";
            server.put("/home/me/a", "mine");
            server.put("/a", "the server's");
            assertThat(CommandRun.of("cat", server.url("/a")).out()).isEqualTo("mine");
            assertThat(CommandRun.of("cat", server.url("/%2Fa")).out()).isEqualTo("the server's");
            assertThat(CommandRun.of("cat", server.url("/%2fa")).out()).isEqualTo("the server's");
        }
    }

    @Test
    void whatIsInARootGoesIntoTheFolder() throws Exception {
        try (FakeFtpServer server = new FakeFtpServer()) {
            server.put("/a", "content");
            succeeds("get", "-r", server.url("/"), folder.toString());
            assertThat(folder.resolve("a")).hasContent("content");
        }
    }
}
