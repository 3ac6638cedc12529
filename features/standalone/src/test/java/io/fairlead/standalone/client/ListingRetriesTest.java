// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.standalone.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Looks and listings whose connection is lost are done again by each command that has to do with folders. */
class ListingRetriesTest {
    @TempDir
    private Path folder;

    private Path local;

    @BeforeEach
    void files() throws IOException {
        local = Files.createDirectory(folder.resolve("local"));
        Files.writeString(local.resolve("a"), "content");
    }

    private static CommandRun run(FakeFtpServer server, String line, Path... here) {
        List<String> arguments = new ArrayList<>();
        for (String word : line.split(" ")) {
            arguments.add(word.equals("URL") ? server.url("/") : word.equals("HERE") ? here[0].toString() : word);
        }
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({
        "ls -l URL, MLSD",
        "ls URL, MLST",
        "tree URL, MLSD",
        "find URL, MLSD",
        "du URL, MLSD",
        "stat URL, MLST",
        "check URL HERE, MLSD",
        "check -c URL HERE, RETR",
        "check URL HERE, MLST",
        "sync URL HERE, MLSD",
        "sync HERE URL, MLSD",
        "sync HERE URL, MLST",
        "get -r URL HERE, MLSD",
        "cp -r URL HERE, MLST",
        "put -r HERE URL, MLST"
    })
    void isDoneAgain(String line, String verb) throws IOException {
        try (FakeFtpServer server = new FakeFtpServer()) {
            server.put("/a", "content");
            server.cut(verb, 2);
            CommandRun without = run(server, line, local);
            assertThat(without.status()).as(without.out()).isEqualTo(1);
            server.cut(verb, 2);
            String[] words = line.split(" ", 2);
            CommandRun run = run(server, words[0] + " --retries 3 " + words[1], local);
            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.err().lines()).isNotEmpty().allMatch(told -> told.contains("; attempt "));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"MLSD", "MLST", "DELE"})
    void deletionsAreDoneAgain(String verb) throws IOException {
        try (FakeFtpServer server = new FakeFtpServer()) {
            server.folder("/d");
            server.put("/d/a", "content");
            server.put("/d/b", "content");
            server.cut(verb, 2);
            CommandRun run = CommandRun.of("rm", "-r", "--retries", "3", server.url("/d"));
            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.err()).contains("; attempt ");
            assertThat(server.files).isEmpty();
        }
    }

    /** A deletion may have been done before the connection was lost. */
    @Test
    void whatIsGoneIsNoFailure() throws IOException {
        try (FakeFtpServer server = new FakeFtpServer()) {
            server.put("/a", "content");
            server.cutAfter("DELE");
            CommandRun run = CommandRun.of("rm", "--retries", "1", server.url("/a"));
            assertThat(run.status()).as(run.err()).isZero();
            assertThat(server.files).isEmpty();
        }
    }

    @Test
    void nothingIsToldTwice() throws IOException {
        try (FakeFtpServer server = new FakeFtpServer()) {
            server.put("/a", "content");
            server.cut("MLSD", 2);
            String[] line = Stream.of("ls", "--retries", "1", server.url("/")).toArray(String[]::new);
            assertThat(CommandRun.of(line).out().lines())
                    .as(Arrays.toString(line))
                    .containsExactly("a");
        }
    }
}
