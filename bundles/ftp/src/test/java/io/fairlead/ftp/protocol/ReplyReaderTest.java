// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyReaderTest {
    private static ReplyReader reader(String text) {
        return new ReplyReader(
                Channels.newChannel(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))),
                StandardCharsets.UTF_8);
    }

    @Test
    void readsOneLine() throws Exception {
        assertThat(reader("220 ready\r\n").next()).isEqualTo(new Reply(220, "ready"));
        assertThat(reader("220 ready\n").next()).isEqualTo(new Reply(220, "ready"));
        assertThat(reader("220\r\n").next()).isEqualTo(new Reply(220, ""));
        assertThat(reader("220 \r\n").next()).isEqualTo(new Reply(220, ""));
    }

    @Test
    void readsSeveralLines() throws Exception {
        Reply reply = reader("250-Start\r\n type=file; a\r\n250-more\r\n251 no end\r\n250\u00e4\r\n250 End\r\n")
                .next();
        assertThat(reply.code()).isEqualTo(250);
        assertThat(reply.lines()).containsExactly("Start", " type=file; a", "more", "251 no end", "250\u00e4", "End");
        assertThat(reply.text()).isEqualTo("End");
    }

    @Test
    void readsOneReplyAfterTheOther() throws Exception {
        ReplyReader replies = reader("150 a\r\n226 b\r\n");
        assertThat(replies.next().code()).isEqualTo(150);
        assertThat(replies.hasBuffered()).isTrue();
        assertThat(replies.next().code()).isEqualTo(226);
        assertThat(replies.hasBuffered()).isFalse();
        assertThatThrownBy(replies::next).isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\r\n", "22\r\n", "2200 x\r\n", "abc\r\n", "099 x\r\n", "600 x\r\n", "220x\r\n", " 220 x\r\n"})
    void refusesWhatIsNoReply(String text) {
        assertThatThrownBy(() -> reader(text).next()).isInstanceOf(FtpSyntaxException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "220 x", "220-x\r\n", "220-x\r\n220"})
    void refusesAnEndInTheMiddle(String text) {
        assertThatThrownBy(() -> reader(text).next()).isInstanceOf(EOFException.class);
    }

    @Test
    void isBounded() {
        String longLine = "220 " + "x".repeat(ReplyReader.MAX_LINE_BYTES) + "\r\n";
        assertThatThrownBy(() -> reader(longLine).next()).isInstanceOf(FtpSyntaxException.class);
        String manyLines = "220-x\r\n".repeat(ReplyReader.MAX_LINES + 1) + "220 x\r\n";
        assertThatThrownBy(() -> reader(manyLines).next()).isInstanceOf(FtpSyntaxException.class);
        String much = ("220-" + "x".repeat(100_000) + "\r\n").repeat(6) + "220 x\r\n";
        assertThatThrownBy(() -> reader(much).next()).isInstanceOf(FtpSyntaxException.class);
    }

    @Test
    void givesAValueOrAnExceptionWhateverComes() throws Exception {
        Mutations.feed(
                text -> {
                    try {
                        return reader(text).next();
                    } catch (EOFException e) {
                        return null; // cut short
                    }
                },
                List.of("250-Start\r\n type=file;size=5; a\r\n250 End\r\n"));
    }

    @Test
    void isPrintedWithoutControlCharacters() {
        assertThat(new Reply(550, "a\u001b[2Jb\r" + "x".repeat(500)).toString())
                .startsWith("550 a?[2Jb?x")
                .endsWith("...")
                .hasSizeLessThan(220);
    }
}
