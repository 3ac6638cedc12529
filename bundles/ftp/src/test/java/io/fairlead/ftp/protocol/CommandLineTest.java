// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "NOOP|NOOP|''",
                "noop |NOOP|''",
                "RETR a b|RETR|a b",
                "RETR  a |RETR| a ",
                "STOR äöü/日本|STOR|äöü/日本",
                "XSHA256 f|XSHA256|f"
            })
    void reads(String line, String verb, String argument) throws IOException {
        assertThat(CommandLine.decode(line.getBytes(UTF_8), TextCodec.UTF8)).isEqualTo(new CommandLine(verb, argument));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " RETR a", "1CWD", "Ünder a", "ABCDEFGHIJKLMNOPQ", "RE-TR a", "RETR\ta", "\u0000"})
    void refusesWhatIsNoVerb(String line) {
        assertThatThrownBy(() -> CommandLine.decode(line.getBytes(UTF_8), TextCodec.UTF8))
                .isInstanceOfSatisfying(
                        FtpSyntaxException.class, e -> assertThat(e.code()).isEqualTo(ReplyCode.UNKNOWN_COMMAND));
    }

    @ParameterizedTest
    @ValueSource(strings = {"MKD a\rb", "MKD a\0b", "MKD a\nb"})
    void refusesControlsThatSplitLines(String line) {
        assertThatThrownBy(() -> CommandLine.decode(line.getBytes(UTF_8), TextCodec.withFallback(ISO_8859_1)))
                .isInstanceOfSatisfying(
                        FtpSyntaxException.class, e -> assertThat(e.code()).isEqualTo(ReplyCode.BAD_ARGUMENT));
    }

    @Test
    void refusesWhatIsNotUtf8UnlessThereIsAFallback() throws IOException {
        byte[] latin = "CWD \u00e4".getBytes(ISO_8859_1);
        byte[] overlongSlash = "CWD ..\u00c0\u00af".getBytes(ISO_8859_1);
        assertThatThrownBy(() -> CommandLine.decode(latin, TextCodec.UTF8)).isInstanceOf(FtpSyntaxException.class);
        assertThatThrownBy(() -> CommandLine.decode(overlongSlash, TextCodec.UTF8))
                .isInstanceOf(FtpSyntaxException.class);
        assertThat(CommandLine.decode(latin, TextCodec.withFallback(ISO_8859_1)).argument())
                .isEqualTo("\u00e4");
        assertThat(CommandLine.decode(overlongSlash, TextCodec.withFallback(ISO_8859_1))
                        .argument())
                .doesNotContain("/");
    }

    @Test
    void encodesWhatItReads() throws IOException {
        assertThat(new CommandLine("CWD", " ä ").encode()).isEqualTo("CWD  ä \r\n".getBytes(UTF_8));
        assertThat(CommandLine.of("PASV").encode()).isEqualTo("PASV\r\n".getBytes(UTF_8));
        assertThatThrownBy(() -> new CommandLine("CWD", "a\r\nMKD b").encode()).isInstanceOf(FtpSyntaxException.class);
    }

    @Test
    void logsNoSecret() {
        assertThat(new CommandLine("PASS", "geheim")).hasToString("PASS ***");
        assertThat(new CommandLine("CWD", "a\u001b[2J")).hasToString("CWD a?[2J");
    }

    @Test
    void survivesMutations() throws IOException {
        Mutations.feed(
                text -> CommandLine.decode(text.getBytes(ISO_8859_1), TextCodec.UTF8),
                List.of("RETR a", "USER me", "EPRT |1|1.2.3.4|99|", "SITE CHMOD 644 x"));
    }
}
