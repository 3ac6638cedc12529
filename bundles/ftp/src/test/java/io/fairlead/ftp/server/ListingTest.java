// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListingTest {
    private static ServerFixture fixture;

    @BeforeAll
    static void start() throws IOException {
        fixture = ServerFixture.start();
        fixture.makeDirectory("/d");
        fixture.makeDirectory("/d/sub");
        fixture.write("/d/a.txt", "hello".getBytes(UTF_8));
        fixture.write("/d/b c.txt", new byte[0]);
        fixture.write("/d/*", new byte[1]);
        fixture.write("/d/ä", new byte[0]);
        fixture.write("/d/-x", new byte[0]);
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource({
        "NLST d, '*|-x|a.txt|b c.txt|sub|ä', d/",
        "NLST d/, '*|-x|a.txt|b c.txt|sub|ä', d/",
        "NLST /d, '*|-x|a.txt|b c.txt|sub|ä', /d/",
        "NLST -la d, '*|-x|a.txt|b c.txt|sub|ä', d/",
        "NLST -a -l d, '*|-x|a.txt|b c.txt|sub|ä', d/",
        "NLST -d d, d, ''",
        "NLST d/*.txt, 'a.txt|b c.txt', d/",
        "NLST d/b c.txt, b c.txt, d/",
        "NLST d/?.txt, a.txt, d/",
        "NLST d/*, *, d/", // the very name comes first
        "NLST d/?*, '*|-x|a.txt|b c.txt|sub|ä', d/",
        "NLST d/s*, sub, d/",
        "NLST ./d/-x, -x, ./d/",
        "NLST nope*, '', ''",
        "NLST d/sub, '', ''",
        "NLST d/[ab]*, 'a.txt|b c.txt', d/",
        "NLST d/[!a]*.txt, b c.txt, d/",
        "'NLST  -la d', '*|-x|a.txt|b c.txt|sub|ä', d/",
        "'NLST -la   -a  d', '*|-x|a.txt|b c.txt|sub|ä', d/",
        "'NLST   d/*.txt', 'a.txt|b c.txt', d/",
        "NLST ~/d/*.txt, 'a.txt|b c.txt', ~/d/",
        "NLST ~/d/sub, '', ''"
    })
    void namesAreUsableAsTheyAre(String line, String names, String prefix) throws IOException {
        try (RawClient client = fixture.login()) {
            String expected = names.isEmpty() ? "" : prefix + names.replace("|", "\r\n" + prefix) + "\r\n";
            assertThat(client.text(line).lines().sorted())
                    .containsExactlyElementsOf(expected.lines().toList());
        }
    }

    @Test
    void inTheDirectoryItself() throws IOException {
        try (RawClient client = fixture.login()) {
            client.command("CWD d", 250);
            assertThat(client.text("NLST").lines().sorted()).containsExactly("*", "-x", "a.txt", "b c.txt", "sub", "ä");
            assertThat(client.text("NLST -a").lines()).hasSize(6);
            assertThat(client.text("LIST  -la").lines()).hasSize(6);
            assertThat(client.text("LIST -la  ").lines()).hasSize(6);
            assertThat(client.text("NLST -- -x")).isEqualTo("-x\r\n");
            assertThat(client.command("STAT  -la", 212).lines()).hasSize(8);
            assertThat(client.text("LIST *.txt").lines()).hasSize(2);
        }
    }

    @Test
    void longLines() throws IOException {
        try (RawClient client = fixture.login()) {
            assertThat(client.text("LIST d/a.txt"))
                    .matches("-rw-r--r--   1 ftp      ftp               5 [A-Z][a-z]{2} [ 0-9]\\d \\d\\d:\\d\\d"
                            + " a.txt\r\n");
            assertThat(client.text("LIST -la d").lines()).hasSize(6).anyMatch(line -> line.matches("drwx.* sub"));
            assertThat(client.text("LIST -d d")).startsWith("drwx").endsWith(" d\r\n");
        }
    }

    @Test
    void factsOfADirectory() throws IOException {
        try (RawClient client = fixture.login()) {
            client.command("OPTS MLST type;size;perm;", 200);
            assertThat(client.text("MLSD d").lines().sorted())
                    .containsExactly(
                            "type=dir;perm=cdeflmp; sub",
                            "type=file;size=0;perm=adfrw; -x",
                            "type=file;size=0;perm=adfrw; b c.txt",
                            "type=file;size=0;perm=adfrw; ä",
                            "type=file;size=1;perm=adfrw; *",
                            "type=file;size=5;perm=adfrw; a.txt");
            assertThat(client.command("MLST d", 250)).isEqualTo("250-Facts\n type=dir;perm=cdeflmp; /d\n250 End");
            client.command("OPTS MLST", 200);
            assertThat(client.command("MLST d/a.txt", 250)).isEqualTo("250-Facts\n  /d/a.txt\n250 End");
        }
    }

    @Test
    void manyEntries() throws IOException {
        fixture.makeDirectory("/many");
        for (int i = 0; i < 20_000; i++) {
            fixture.write("/many/file-" + i, new byte[0]);
        }
        try (RawClient client = fixture.login()) {
            assertThat(client.text("MLSD many").lines().distinct()).hasSize(20_000);
            assertThat(client.text("LIST many").lines().distinct()).hasSize(20_000);
            assertThat(client.command("STAT many", 212).lines()).hasSize(1003);
        }
    }

    /** A name has 255 characters at most where anybody knows. */
    @Test
    void absurdPatternsCostNothing() throws IOException {
        try (RawClient client = fixture.login();
                Socket data = client.data()) {
            assertThat(data.isConnected()).isTrue();
            client.command("LIST " + "*a".repeat(2_000), 553);
            client.command("STAT " + "*".repeat(4_000), 553);
            client.command("MLST " + "/x".repeat(2_000), 550);
        }
    }
}
