// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineReaderTest {
    @Test
    void readsLinesEndedByEither() throws IOException {
        assertThat(lines("USER a\r\nPASS b\n\r\n\nABOR\r\nunfinished"))
                .containsExactly("USER a", "PASS b", "", "", "ABOR");
    }

    @Test
    void keepsACarriageReturnInside() throws IOException {
        assertThat(lines("a\rb\r\r\n")).containsExactly("a\rb\r");
    }

    @Test
    void dropsTelnet() throws IOException {
        // RFC 959 4.1.3 ABOR: IAC IP, then Synch (IAC DM); then negotiation, a doubled IAC, and a subnegotiation
        assertThat(lines("\u00ff\u00f4\u00ff\u00f2ABOR\r\n")).containsExactly("ABOR");
        assertThat(lines("\u00ff\u00fb\nNOOP\r\n\u00ff\u00fe\u0001NOOP\n")).containsExactly("NOOP", "NOOP");
        assertThat(lines("a\u00ff\u00ffb\n")).containsExactly("a\u00ffb");
        assertThat(lines("a\u00ff\u00fa\u0001x\n\u00ff\u00ffy\u00ff\u00f0b\n")).containsExactly("ab");
    }

    @Test
    void givesUpOnALineWithoutAnEnd() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'a';
            }
        };
        assertThatThrownBy(() -> new LineReader(endless).next()).isInstanceOf(FtpSyntaxException.class);
        assertThatThrownBy(() -> lines("\u00ff\u00fa" + "x".repeat(9000) + "\n"))
                .isInstanceOf(FtpSyntaxException.class);
    }

    @Test
    void knowsWhatWasSentAhead() throws IOException {
        LineReader reader = new LineReader(new ByteArrayInputStream("AUTH TLS\r\nFEAT\r\n".getBytes(ISO_8859_1)));
        reader.next();
        assertThat(reader.hasBuffered()).isTrue();
        assertThat(reader.next()).asString(ISO_8859_1).isEqualTo("FEAT");
        assertThat(reader.hasBuffered()).isFalse();
    }

    @Test
    void survivesAnyBytesInAnyPieces() throws IOException {
        Random random = new Random(854);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            LineReader whole = new LineReader(new ByteArrayInputStream(bytes), 200);
            LineReader dribbled = new LineReader(dribble(bytes, random), 200);
            try {
                for (byte[] line = whole.next(); line != null; line = whole.next()) {
                    assertThat(dribbled.next()).isEqualTo(line);
                }
                assertThat(dribbled.next()).isNull();
            } catch (FtpSyntaxException tooLong) {
                assertThatThrownBy(dribbled::next).isInstanceOf(FtpSyntaxException.class);
            }
        }
    }

    @Test
    void aLineIsGoneOnWithAfterATimeout() throws IOException {
        Deque<String> pieces = new ArrayDeque<>(List.of("NO", "", "O\377", "", "\361P\r\n"));
        LineReader reader = new LineReader(new InputStream() {
            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                byte[] piece = pieces.remove().getBytes(ISO_8859_1);
                if (piece.length == 0) {
                    throw new SocketTimeoutException();
                }
                System.arraycopy(piece, 0, into, offset, piece.length);
                return piece.length;
            }
        });
        assertThatThrownBy(reader::next).isInstanceOf(SocketTimeoutException.class);
        assertThatThrownBy(reader::next).isInstanceOf(SocketTimeoutException.class);
        assertThat(reader.next()).asString().isEqualTo("NOOP");
    }

    private static InputStream dribble(byte[] bytes, Random random) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, 1 + random.nextInt(5)));
            }
        };
    }

    private static List<String> lines(String text) throws IOException {
        LineReader reader = new LineReader(new ByteArrayInputStream(text.getBytes(ISO_8859_1)));
        List<String> lines = new ArrayList<>();
        for (byte[] line = reader.next(); line != null; line = reader.next()) {
            lines.add(new String(line, ISO_8859_1));
        }
        return lines;
    }
}
