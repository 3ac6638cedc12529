// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.standalone.CommandRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wildcards at the end of URLs. */
class WildcardsTest {
    private static final List<String> NAMES = List.of("a.txt", "b.txt", "c1", "c2", "c*", ".hidden.txt", "ä*.txt");

    @TempDir
    private Path folder;

    private FakeFtpServer server;

    @BeforeEach
    void start() throws IOException {
        server = new FakeFtpServer();
        NAMES.forEach(name -> server.put("/" + name, "of " + name));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private String run(String command, String pattern) {
        CommandRun run = CommandRun.of(command, server.url("/" + pattern));
        assertThat(run.status()).as(run.err()).isZero();
        return String.join(" ", run.out().lines().toList());
    }

    @ParameterizedTest
    @CsvSource({
        "*.txt,   a.txt b.txt ä*.txt",
        "?.txt,   a.txt b.txt",
        "?%2etxt, a.txt b.txt",
        ".*,      .hidden.txt",
        "c?,      c* c1 c2",
        "c[12]*,  c1 c2",
        "c*,      c*",
        "*%2A*,   c* ä*.txt",
        "%C3%A4*, ä*.txt",
        "c%31*,   c1"
    })
    void chooseAmongTheEntries(String pattern, String names) {
        assertThat(run("ls", pattern)).isEqualTo(names);
    }

    @Test
    void chooseForEveryCommandThatTakesSeveral() {
        assertThat(run("cat", "c[12]*")).isEqualTo("of c1of c2");
        assertThat(run("find", "c[12]*")).contains("/c1 ").endsWith("/c2");
        assertThat(run("stat", "c[12]*")).contains("/c1 ").contains("/c2 ");
        assertThat(run("du", "c[12]*")).contains("/c1 ").endsWith("/c2");
        assertThat(run("sha256", "c[12]*")).contains("/c1 ").endsWith("/c2");
        CommandRun get = CommandRun.of("get", server.url("/?.txt"), folder.toString());
        assertThat(get.status()).as(get.err()).isZero();
        assertThat(folder.resolve("a.txt")).hasContent("of a.txt");
        assertThat(folder).isDirectoryNotContaining("glob:**/{c*,ä*,.h*}").isDirectoryContaining("glob:**/b.txt");
        run("rm", "?.txt");
        assertThat(server.files).containsOnlyKeys("/c1", "/c2", "/c*", "/.hidden.txt", "/ä*.txt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ls", "get", "rm", "cat", "mv"})
    void tellIfTheyChooseNothing(String command) {
        String url = server.url("/x*");
        CommandRun run =
                command.equals("mv") ? CommandRun.of("mv", url, server.url("/y")) : CommandRun.of(command, url);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains("/x*: no file or folder").doesNotContain("secret");
        assertThat(server.files).hasSize(NAMES.size());
    }

    @Test
    void mayChooseNothingIfWhatIsMissingDoesNotMatter() {
        assertThat(CommandRun.of("rm", "-f", server.url("/x*")).status()).isZero();
    }
}
