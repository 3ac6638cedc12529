// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.standalone.CommandRun;
import io.fairlead.standalone.client.FakeFtpServer.Habit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Devices, pipes and sockets that are in a folder of a server. */
class SpecialFilesTest {
    private static final String SKIPPED = "pipe: a device, pipe or socket";

    @TempDir
    private Path folder;

    private FakeFtpServer server;

    private void start(Habit... habits) throws IOException {
        server = new FakeFtpServer(habits);
        server.put("/a", "abc");
        server.special("/pipe");
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Habit.class,
            names = {"HASHES", "LISTS_ONLY"}) // as MLSD tells, and as LIST does
    void areSkippedByNameAndNeverAskedFor(Habit habit) throws IOException {
        start(habit);
        for (String[] line : new String[][] {{"get", "-r"}, {"cp", "-r", "-L"}, {"sync"}}) {
            String[] arguments = Arrays.copyOf(line, line.length + 2);
            Path target = folder.resolve(line[0]);
            arguments[line.length] = server.url("/");
            arguments[line.length + 1] = target.toString();
            CommandRun run = CommandRun.of(arguments);
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.err()).contains("skipping", SKIPPED);
            assertThat(target.toFile().list()).containsExactly("a");
        }
        assertThat(server.commands).noneMatch(line -> line.startsWith("RETR") && line.endsWith("pipe"));
    }

    @Test
    void areShownAsWhatTheyAre() throws IOException {
        start();
        assertThat(CommandRun.of("ls", "-l", server.url("/")).out().lines())
                .anyMatch(line -> line.startsWith("s            - ") && line.endsWith(" pipe"))
                .anyMatch(line -> line.startsWith("-            3 ") && line.endsWith(" a"));
        assertThat(CommandRun.of("ls", "--json", server.url("/")).out())
                .contains("{\"name\":\"pipe\",\"type\":\"special\",");
        assertThat(CommandRun.of("stat", server.url("/pipe")).out())
                .contains("type:     special")
                .doesNotContain("size");
        assertThat(CommandRun.of("find", "--type", "s", server.url("/")).out()).endsWith("/pipe\n");
        assertThat(CommandRun.of("find", "--type", "f", server.url("/")).out())
                .endsWith("/a\n")
                .doesNotContain("pipe");
    }

    @Test
    void nothingTakesTheirPlace() throws IOException {
        start();
        Path tree = Files.createDirectory(folder.resolve("tree"));
        Path file = Files.writeString(tree.resolve("pipe"), "file");
        for (CommandRun run : new CommandRun[] {
            CommandRun.of("put", file.toString(), server.url("/")),
            CommandRun.of("put", file.toString(), server.url("/pipe")),
            CommandRun.of("sync", tree.toString(), server.url("/"))
        }) {
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.err()).contains(SKIPPED.replace(": a", " is a"), "not replaced");
        }
        assertThat(server.text("/pipe")).isEmpty();
        assertThat(CommandRun.of("rm", server.url("/pipe")).status()).isZero();
        assertThat(server.files).containsOnlyKeys("/a");
    }
}
