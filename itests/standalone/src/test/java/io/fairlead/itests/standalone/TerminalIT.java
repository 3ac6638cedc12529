// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.testing.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees, on a terminal that script(1) of Linux makes. */
@EnabledOnOs(OS.LINUX)
class TerminalIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    @BeforeEach
    void needScript() {
        Tools.require("script", "stty");
    }

    private Path seen() {
        return folder.resolve("seen");
    }

    private String text() throws IOException {
        return Files.exists(seen()) ? Files.readString(seen(), StandardCharsets.UTF_8) : "";
    }

    private List<String> script(String command) {
        return List.of("script", "-q", "-e", "-f", "-c", command, seen().toString());
    }

    private static String jar(Object... arguments) {
        return FairleadJar.command(List.of(), arguments).stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
    }

    @Test
    void theBarFitsAndLeavesNothingBetweenLines() throws IOException {
        Path from = Files.createDirectory(folder.resolve("from"));
        Files.write(from.resolve("one"), new byte[150_000]);
        Files.write(from.resolve("two"), new byte[150_000]);
        String sync = jar("sync", "--bwlimit", "200k", from, folder.resolve("to"));
        Tools.run(PATIENCE, folder, script("stty cols 64; " + sync).toArray(String[]::new))
                .succeeded();
        List<String> pieces = List.of(text().split("[\r\n]+"));
        assertThat(pieces).contains("copy one", "copy two");
        assertThat(pieces)
                .filteredOn(piece -> piece.contains("KiB/s"))
                .isNotEmpty()
                .allMatch(piece -> piece.matches("\\[#*-*] +\\d+%.*") && piece.length() < 64);
        assertThat(pieces).anyMatch(piece -> piece.contains("2 copied (293 KiB), 0 deleted, 0 the same"));
    }

    @Test
    void namesWriteNowhereElseThanInTheirLine() throws IOException {
        Path from = Files.createDirectory(folder.resolve("from"));
        Files.createFile(from.resolve("a\u001b]0;title\u0007b"));
        Files.createFile(from.resolve("photo\u202egpj.exe"));
        Tools.run(PATIENCE, folder, script(jar("ls", from)).toArray(String[]::new))
                .succeeded();
        assertThat(text()).contains("a?]0;title?b", "photo?gpj.exe").doesNotContain("\u001b", "\u202e");
        Tools.Result piped = Tools.run(
                PATIENCE, folder, FairleadJar.command(List.of(), "ls", from).toArray(String[]::new));
        assertThat(piped.succeeded().out().lines()).contains("a\u001b]0;title\u0007b", "photo\u202egpj.exe");
    }

    @Test
    void aPasswordIsAskedForThoughOutputGoesToAFile() throws Exception {
        Path served = Files.createDirectory(folder.resolve("served"));
        Files.writeString(served.resolve("file"), "content");
        try (ServeProcess server = ServeProcess.start(served, folder.resolve("home"))) {
            String url = server.url("/file").replace(":secret@", "@");
            Path out = folder.resolve("out");
            Process asking = new ProcessBuilder(script(jar("cat", url) + " > '" + out + "'")).start();
            try {
                await().atMost(PATIENCE).until(() -> text().contains("Password of me@"));
                asking.getOutputStream().write("secret\n".getBytes(StandardCharsets.UTF_8));
                asking.getOutputStream().flush();
                assertThat(asking.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            } finally {
                asking.destroyForcibly();
            }
            assertThat(out).hasContent("content");
            assertThat(text().lines().filter(line -> !line.startsWith("Script")))
                    .noneMatch(line -> line.contains("secret"));
        }
    }
}
