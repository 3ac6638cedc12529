// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.tftp.protocol.Header;
import io.fairlead.tftp.transfer.Parameters;
import io.fairlead.tftp.transfer.Sender;
import io.fairlead.tftp.transfer.Timing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Windows that leave in chains, cut here as the system would cut them. */
class OutgoingChainsTest {
    private static final int BLOCK = 512;
    private static final int PACKET = Header.BYTES + BLOCK;

    private final byte[] content = new byte[20 * BLOCK + 100];
    private final List<Integer> sends = new ArrayList<>(); // bytes
    private final ByteBuffer arrived = ByteBuffer.allocate(1 << 20);
    private final List<Integer> blocks = new ArrayList<>(); // as they left
    private final Watchdog watchdog = new Watchdog("outgoing-test");
    private int chain = 5;
    private boolean refusing;
    private boolean route; // whether it takes no packets of that length, so none at all while they may be cut
    private boolean cutting;
    private long now;

    private final PacketPort port = new PacketPort() {
        @Override
        public boolean send(ByteBuffer packets) throws IOException {
            if (refusing && packets.remaining() > PACKET || route && cutting) {
                throw new IOException("Input/output error");
            }
            sends.add(packets.remaining());
            while (packets.hasRemaining()) {
                int block = Header.block(packets);
                if (blocks.stream().noneMatch(it -> it == block)) {
                    int from = packets.position() + Header.BYTES;
                    arrived.put(packets.slice(from, Math.min(BLOCK, packets.limit() - from)));
                }
                blocks.add(block);
                packets.position(Math.min(packets.limit(), packets.position() + PACKET));
            }
            return true;
        }

        @Override
        public int chain(int packetBytes) {
            assertThat(packetBytes).isEqualTo(PACKET);
            cutting = true;
            return chain;
        }

        @Override
        public void chainRefused() {
            cutting = false;
        }

        @Override
        public void close() {}
    };

    @Test
    void windowLeavesInChainsOfEqualPackets() throws IOException {
        Outgoing transfer = begin(8);
        assertThat(sends).containsExactly(5 * PACKET, 3 * PACKET);
        acknowledge(transfer, 8);
        acknowledge(transfer, 16);
        assertThat(sends.subList(4, sends.size())).containsExactly(4 * PACKET, Header.BYTES + 100);
        acknowledge(transfer, 21);
        assertThat(transfer.outcome().done()).isTrue();
        assertThat(arrived.flip()).isEqualTo(ByteBuffer.wrap(content));
    }

    @Test
    void onlyWhatWasMissedIsSentAgainInShorterBursts() throws IOException {
        Outgoing transfer = begin(8);
        acknowledge(transfer, 3);
        assertThat(blocks).startsWith(1, 2, 3, 4, 5, 6, 7, 8, 4, 5, 6, 7).hasSize(12);
        assertThat(sends).endsWith(4 * PACKET);
        assertThat(transfer.repeated()).isEqualTo(4);
    }

    @Test
    void refusedChainIsSentPacketByPacket() throws IOException {
        refusing = true;
        everythingArrivesPacketByPacket();
    }

    @Test
    void routeThatRefusesEveryPacketIsTriedWithoutChains() throws IOException {
        route = true;
        everythingArrivesPacketByPacket();
    }

    private void everythingArrivesPacketByPacket() throws IOException {
        Outgoing transfer = begin(8);
        acknowledge(transfer, 8);
        acknowledge(transfer, 16);
        acknowledge(transfer, 21);
        assertThat(transfer.outcome().done()).isTrue();
        assertThat(sends).hasSize(21).allMatch(bytes -> bytes <= PACKET);
        assertThat(arrived.flip()).isEqualTo(ByteBuffer.wrap(content));
    }

    private Outgoing begin(int window) throws IOException {
        watchdog.close(); // before there is a thread that would go by the machine's clock
        new Random(7).nextBytes(content);
        var agreed = new Parameters(BLOCK, window, 0, Optional.empty());
        var sender = new Sender(agreed, Timing.DEFAULT, new Random(1), false, now).answered();
        ByteBuffer source = ByteBuffer.wrap(content);
        var transfer =
                new Outgoing(sender, agreed, into -> read(source, into), null, new Host(port, watchdog, it -> {}));
        transfer.memory(ByteBuffer.allocateDirect(transfer.memoryBytes(content.length)));
        transfer.begin(now);
        transfer.readAhead();
        return transfer;
    }

    private static int read(ByteBuffer source, ByteBuffer into) {
        int bytes = Math.min(source.remaining(), into.remaining());
        into.put(source.slice(source.position(), bytes));
        source.position(source.position() + bytes);
        return bytes == 0 ? -1 : bytes;
    }

    private void acknowledge(Outgoing transfer, int block) throws IOException {
        ByteBuffer ack = ByteBuffer.allocate(Header.BYTES).putInt(Header.word(Header.ACK, block));
        transfer.packet(ack.flip(), ++now);
        transfer.readAhead();
    }
}
