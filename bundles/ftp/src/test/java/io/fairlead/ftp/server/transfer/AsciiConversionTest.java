// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server.transfer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AsciiConversionTest {
    @ParameterizedTest
    @CsvSource({"'', ''", "a, a", "n, rn", "anb, arnb", "r, r", "nn, rnrn", "rar, rar", "anrb, arnrb"})
    void fromFileToNetworkAndBack(String file, String network) {
        byte[] inFile = bytes(file);
        byte[] onNetwork = bytes(network);
        for (int piece = 1; piece <= Math.max(1, onNetwork.length); piece++) {
            assertThat(convert(AsciiConversion.toNetwork(), inFile, piece)).isEqualTo(onNetwork);
            assertThat(convert(AsciiConversion.fromNetwork(), onNetwork, piece)).isEqualTo(inFile);
        }
    }

    /** A doubled CR would be taken for the end of one line and another. */
    @ParameterizedTest
    @CsvSource({"rn", "arnbrn", "arnrn", "rrn", "rnr"})
    void aFileOfCrLfLinesIsSentAsItIs(String file) {
        for (int piece = 1; piece <= file.length(); piece++) {
            assertThat(convert(AsciiConversion.toNetwork(), bytes(file), piece)).isEqualTo(bytes(file));
        }
    }

    @Test
    void whateverAFileHoldsNoLfIsAloneOnTheNetworkAndNoCrIsAdded() {
        Random random = new Random(959);
        for (int i = 0; i < 500; i++) {
            byte[] file = new byte[random.nextInt(50)];
            for (int at = 0; at < file.length; at++) {
                file[at] = (byte) "ab\r\n".charAt(random.nextInt(4));
            }
            byte[] network = convert(AsciiConversion.toNetwork(), file, 1 + random.nextInt(9));
            String unixLines = new String(file, ISO_8859_1).replace("\r\n", "\n");
            assertThat(new String(network, ISO_8859_1)).isEqualTo(unixLines.replace("\n", "\r\n"));
            assertThat(new String(convert(AsciiConversion.fromNetwork(), network, 1 + random.nextInt(9)), ISO_8859_1))
                    .isEqualTo(unixLines);
        }
    }

    private static byte[] bytes(String text) {
        return text.replace('r', '\r').replace('n', '\n').getBytes(ISO_8859_1);
    }

    private static byte[] convert(AsciiConversion conversion, byte[] from, int piece) {
        ByteBuffer all = ByteBuffer.allocate(from.length * 2 + 2);
        for (int at = 0; at < from.length; at += piece) {
            all.put(conversion.convert(ByteBuffer.wrap(from, at, Math.min(piece, from.length - at))));
        }
        all.put(conversion.end()).flip();
        byte[] converted = new byte[all.remaining()];
        all.get(converted);
        return converted;
    }
}
