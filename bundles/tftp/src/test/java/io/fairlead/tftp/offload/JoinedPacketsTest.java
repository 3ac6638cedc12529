// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.offload;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.tftp.protocol.ErrorCode;
import io.fairlead.tftp.protocol.ErrorPacket;
import io.fairlead.tftp.protocol.Header;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the system may have put together, and what it can't have. */
class JoinedPacketsTest {
    private static final int BLOCK = 512;
    private static final JoinedPackets PACKETS = new JoinedPackets(Header.BYTES + BLOCK);

    @Test
    void fullBlocksAndAShorterOneAreSeveral() {
        ByteBuffer joined = joined(data(7, BLOCK), data(8, BLOCK), data(9, 100));
        assertThat(PACKETS.wellFormed(joined)).isTrue();
        assertThat(PACKETS.ambiguous(joined)).isFalse();
    }

    @Test
    void emptyLastBlockIsNotMissed() {
        ByteBuffer joined = joined(data(7, BLOCK), data(8, 0));
        assertThat(PACKETS.wellFormed(joined)).isTrue();
        assertThat(PACKETS.ambiguous(joined)).isFalse();
    }

    @Test
    void blockLongerThanAgreedIsNoChain() {
        assertThat(PACKETS.wellFormed(data(7, BLOCK + 1))).isFalse();
        assertThat(PACKETS.wellFormed(data(7, BLOCK + 300))).isFalse();
    }

    @Test
    void lastBlockTwiceIsAmbiguous() {
        ByteBuffer last = data(9, 100);
        assertThat(PACKETS.ambiguous(joined(last, last))).isTrue();
        assertThat(PACKETS.ambiguous(joined(data(8, BLOCK), last, last))).isTrue();
        assertThat(PACKETS.ambiguous(joined(data(9, 0), data(9, 0)))).isTrue();
    }

    @Test
    void lastBlockAndAnErrorAreAmbiguous() {
        ByteBuffer error = new ErrorPacket(ErrorCode.NOT_DEFINED, "the server stops").toDatagram();
        assertThat(PACKETS.ambiguous(joined(data(9, 100), error))).isTrue();
    }

    @Test
    void noLastBlockByItselfIsAmbiguous() {
        var random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            ByteBuffer block = data(2000 + random.nextInt(60_000), random.nextInt(BLOCK));
            for (int at = Header.BYTES; at < block.limit(); at++) {
                block.put(at, (byte) random.nextInt(6)); // full of what could be opcodes
            }
            assertThat(PACKETS.ambiguous(block))
                    .as("block of %s", block.limit())
                    .isFalse();
        }
    }

    private static ByteBuffer data(int block, int bytes) {
        ByteBuffer packet = ByteBuffer.allocate(Header.BYTES + bytes).putInt(Header.word(Header.DATA, block));
        while (packet.hasRemaining()) {
            packet.put((byte) 0x55);
        }
        return packet.flip();
    }

    private static ByteBuffer joined(ByteBuffer... packets) {
        ByteBuffer all = ByteBuffer.allocate(1 << 16);
        for (ByteBuffer packet : packets) {
            all.put(packet.duplicate());
        }
        return all.flip();
    }
}
