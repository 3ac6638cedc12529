// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetasciiTest {
    @ParameterizedTest
    @CsvSource({"'', ''", "a, a", "N, RN", "R, R0", "RN, R0RN", "aNb, aRNb", "aRb, aR0b", "NN, RNRN", "RR, R0R0"})
    void pairs(String local, String wire) {
        assertThat(encode(text(local), 1)).isEqualTo(text(wire));
        assertThat(decode(text(wire), 1)).isEqualTo(text(local));
    }

    @ParameterizedTest
    @CsvSource({"Ra, Ra", "R, R", "RaRN, RaN"})
    void whatIsNotNetasciiIsKept(String wire, String local) {
        assertThat(decode(text(wire), 3)).isEqualTo(text(local));
    }

    @Test
    void everyCutGivesTheSame() {
        Random random = new Random(1);
        byte[] local = new byte[4096];
        for (int i = 0; i < local.length; i++) {
            local[i] = (byte) "ab\n\r\0".charAt(random.nextInt(5));
        }
        byte[] wire = encode(local, 4096);
        for (int cut : new int[] {1, 2, 3, 5, 8, 511, 512, 513}) {
            assertThat(encode(local, cut)).isEqualTo(wire);
            assertThat(decode(wire, cut)).isEqualTo(local);
        }
    }

    private static byte[] encode(byte[] local, int blockBytes) {
        var encoder = new NetasciiEncoder();
        var out = new ByteArrayOutputStream();
        ByteBuffer from = ByteBuffer.wrap(local);
        while (from.hasRemaining() || encoder.pending()) {
            ByteBuffer block = ByteBuffer.allocate(blockBytes);
            encoder.encode(from, block);
            out.write(block.array(), 0, block.position());
        }
        return out.toByteArray();
    }

    private static byte[] decode(byte[] wire, int blockBytes) {
        var decoder = new NetasciiDecoder();
        var out = new ByteArrayOutputStream();
        for (int at = 0; at < wire.length; at += blockBytes) {
            ByteBuffer block = ByteBuffer.wrap(wire, at, Math.min(blockBytes, wire.length - at));
            ByteBuffer local = ByteBuffer.allocate(blockBytes + 1);
            decoder.decode(block, local);
            out.write(local.array(), 0, local.position());
        }
        ByteBuffer end = ByteBuffer.allocate(1);
        decoder.finish(end);
        out.write(end.array(), 0, end.position());
        return out.toByteArray();
    }

    private static byte[] text(String text) {
        return text.replace('N', '\n').replace('R', '\r').replace('0', '\0').getBytes(StandardCharsets.ISO_8859_1);
    }
}
