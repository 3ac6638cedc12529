// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.channel;

import io.fairlead.tftp.offload.DatagramBatch;
import io.fairlead.tftp.offload.JoinedPackets;
import io.fairlead.tftp.protocol.Header;
import io.fairlead.tftp.transfer.Parameters;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * Receives what comes in for an {@link Incoming} at a socket of its own. Of a window it takes as many packets with one
 * call of the system as there are, where that can be done. One thread.
 */
public final class Intake {
    private static final int BATCH_BYTES = 256 * 1024;
    private static final int MOST_DATAGRAM_BYTES = 1 << 16;

    private final TransferSocket socket;
    private final Incoming transfer;
    private final Stranger stranger;
    private final DatagramBatch batch; // null if packets are received one by one, in place
    private JoinedPackets joined; // null if the system does not put packets together
    private boolean draining; // whether more is likely to be there than was waited for
    private int received; // datagrams in the batch
    private int next; // of them

    /** Hears of packets that are not the peer's. */
    @FunctionalInterface
    public interface Stranger {
        /** {@code datagram} is from position to limit, and reused after the call. */
        void packet(ByteBuffer datagram, InetSocketAddress from) throws IOException;
    }

    /** Gives memory to receive into. */
    @FunctionalInterface
    public interface Memory {
        /** A direct buffer; used until the transfer has ended. */
        ByteBuffer of(int bytes) throws IOException;
    }

    /** {@code memory} is asked once or not at all. */
    public Intake(TransferSocket socket, Incoming transfer, Parameters agreed, Memory memory, Stranger stranger)
            throws IOException {
        this.socket = socket;
        this.transfer = transfer;
        this.stranger = stranger;
        if (agreed.windowBlocks() > 1) {
            int packetBytes = Header.BYTES + agreed.blockBytes();
            this.joined = socket.join(packetBytes) ? new JoinedPackets(packetBytes) : null;
            int datagramBytes = joined != null
                    ? Math.min(MOST_DATAGRAM_BYTES, packetBytes * agreed.windowBlocks())
                    : packetBytes + 1; // one more, to see that a block is too long
            int datagrams = Math.min(agreed.windowBlocks(), Math.max(2, BATCH_BYTES / datagramBytes));
            this.batch = socket.batch(datagramBytes, datagrams, memory);
        } else {
            this.joined = null;
            this.batch = null;
        }
    }

    /**
     * Waits for a datagram, and gives it to the transfer.
     *
     * @return whether the peer has sent it; else it was given to {@code stranger}
     */
    public boolean receive() throws IOException {
        if (next == received && draining) {
            next = 0;
            received = socket.receive(batch);
            draining = received > 0;
        }
        if (next < received) {
            int mine = next++;
            return hand(batch.datagram(mine), batch.from(mine));
        }
        boolean fromPeer = batch == null ? inPlace() : alone();
        draining = batch != null && transfer.awaitsBlocks();
        return fromPeer;
    }

    private boolean inPlace() throws IOException {
        ByteBuffer target = transfer.target();
        int start = target.position();
        InetSocketAddress from = socket.receive(target);
        boolean fromPeer = socket.peer().equals(from);
        if (!fromPeer) {
            stranger.packet(target.duplicate().flip().position(start), from);
        }
        transfer.received(fromPeer, System.nanoTime());
        return fromPeer;
    }

    private boolean alone() throws IOException {
        ByteBuffer datagram = batch.first();
        InetSocketAddress from = socket.receive(datagram);
        return hand(datagram.flip(), from);
    }

    private boolean hand(ByteBuffer datagram, InetSocketAddress from) throws IOException {
        if (!socket.peer().equals(from)) {
            stranger.packet(datagram, from);
            return false;
        }
        if (joined == null) {
            transfer.packet(datagram, System.nanoTime());
        } else if (joined.ambiguous(datagram)) {
            joinNoMore();
        } else {
            transfer.received(datagram, joined, System.nanoTime());
        }
        return true;
    }

    /** The packet in hand, and all that may be put together already, is treated as lost: the peer sends it again, and then alone. */
    private void joinNoMore() {
        joined = null;
        socket.joinNoMore();
        do {
            received = socket.receive(batch);
        } while (received > 0);
        next = 0;
    }
}
