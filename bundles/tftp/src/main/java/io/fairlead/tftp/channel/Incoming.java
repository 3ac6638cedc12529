// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.channel;

import io.fairlead.tftp.offload.JoinedPackets;
import io.fairlead.tftp.protocol.ErrorCode;
import io.fairlead.tftp.protocol.Header;
import io.fairlead.tftp.transfer.Parameters;
import io.fairlead.tftp.transfer.Receiver;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A transfer that receives: of a server's WRQ or a client's RRQ. An owner with a socket of its own receives into
 * {@link #target} and then calls {@link #received}, one that shares a port gives copies to {@link #packet}. The owner takes
 * {@link #content} away, and when the transfer is {@link #complete}, stores it and says {@link #stored}: only then is
 * the last block acknowledged.
 */
public final class Incoming extends Transfer {
    private final Receiver receiver;
    private final int blockBytes;
    private final int windowBlocks;
    private final ByteBuffer opening;
    private final ByteBuffer ack = ByteBuffer.allocateDirect(Header.BYTES);
    private ReceiveBuffer buffer; // guarded by lock, unless one thread does it all
    private ReceiveBuffer other; // likewise; null if one thread does it all
    private ByteBuffer target; // where the packet in hand was received, if it was in place
    private boolean stored; // guarded by lock

    /**
     * @param memory direct, {@link #memoryBytes} or more; not used any more once this has ended
     * @param more as much again (then both with room for a window), where {@link #content} is stored while packets come in; else null
     * @param opening the OACK or ACK 0 that answers a WRQ; null for a client, whose ACK 0 answers the OACK
     */
    public Incoming(
            Receiver receiver, Parameters agreed, ByteBuffer memory, ByteBuffer more, ByteBuffer opening, Host host) {
        super(host);
        this.receiver = receiver;
        this.blockBytes = agreed.blockBytes();
        this.windowBlocks = agreed.windowBlocks();
        this.opening = opening;
        this.buffer = new ReceiveBuffer(memory, blockBytes);
        this.other = more == null ? null : new ReceiveBuffer(more, blockBytes);
    }

    /** Memory to take this many bytes before they are taken away; at least one block. */
    public static int memoryBytes(Parameters agreed, int bytes) {
        return ReceiveBuffer.memoryBytes(agreed.blockBytes(), Math.max(1, bytes / agreed.blockBytes()));
    }

    @Override
    void start(long now) {
        acknowledge(now);
    }

    /** Room for the next datagram; there must be {@link #hasRoom}. For the one thread that receives. */
    public ByteBuffer target() {
        target = buffer.target();
        return target;
    }

    /**
     * A datagram was put into {@link #target}.
     *
     * @param fromPeer whether the peer sent it; else it is dropped
     */
    public void received(boolean fromPeer, long now) {
        if (fromPeer) {
            int start = buffer.filled();
            packet(target.limit(target.position()).position(start), now);
        }
        if (target != null) { // else it was taken already
            buffer.dropped();
            target = null;
        }
    }

    /** A datagram of the peer that may be several, from position to limit; both are changed. */
    void received(ByteBuffer datagram, JoinedPackets packets, long now) {
        if (!packets.wellFormed(datagram)) {
            guarded(this::tooLong);
            return;
        }
        int end = datagram.limit();
        for (int at = datagram.position(); at < end; at = datagram.limit()) {
            datagram.limit(Math.min(end, at + packets.packetBytes())).position(at);
            packet(datagram, now);
        }
    }

    private void tooLong() {
        abort(new Outcome(Outcome.How.REFUSED, ErrorCode.ILLEGAL_OPERATION, "block longer than agreed", null));
    }

    @Override
    void handle(ByteBuffer datagram, int opcode, long now) {
        if (opcode == Header.DATA) {
            data(datagram, now);
        } else if (opcode == Header.OACK) {
            receiver.openingRepeated(now);
            acknowledge(now);
        }
    }

    private void data(ByteBuffer datagram, long now) {
        int bytes = datagram.remaining() - Header.BYTES;
        if (bytes > blockBytes) {
            tooLong();
            return;
        }
        if (!buffer.hasRoom(1)) {
            return; // as if lost: the peer sends it again
        }
        if (receiver.data(Header.block(datagram), bytes, now)) {
            if (target != null) {
                buffer.taken(bytes);
                target = null;
            } else {
                buffer.put(datagram, datagram.position() + Header.BYTES, bytes);
            }
        }
        acknowledge(now);
    }

    @Override
    void late(ByteBuffer datagram, int opcode, long now) {
        if (opcode == Header.DATA && outcome().done()) {
            receiver.data(Header.block(datagram), 0, now);
            acknowledge(now);
        }
    }

    private void acknowledge(long now) {
        long due = receiver.due();
        if (due == Receiver.NONE || receiver.done() && !stored || held()) {
            return;
        }
        try {
            if (due == 0 && opening != null) {
                host.port().send(opening.rewind());
            } else {
                ack.putInt(0, Header.word(Header.ACK, receiver.onWire(due)));
                host.port().send(ack.rewind());
            }
            receiver.acknowledged(now);
        } catch (IOException e) {
            networkFailed(e);
        }
    }

    /** Whether blocks are missing of a window that has begun. */
    boolean awaitsBlocks() {
        return receiver.sinceAck() > 0 && !receiver.done();
    }

    /**
     * Whether the peer has to wait until {@link #content} is taken: packets can't wait in a shared port, and one
     * that is dropped costs the peer's timeout.
     */
    private boolean held() {
        return other != null && !receiver.done() && !buffer.hasRoom(windowBlocks);
    }

    /** Whether one more block fits. */
    public boolean hasRoom() {
        lock.lock();
        try {
            return buffer.hasRoom(1);
        } finally {
            lock.unlock();
        }
    }

    /** Bytes to take away. */
    public int bytes() {
        lock.lock();
        try {
            return buffer.filled();
        } finally {
            lock.unlock();
        }
    }

    /** What was received and not yet taken away; stays as it is until {@link #clear}. */
    public ByteBuffer content() {
        if (other == null) {
            return buffer.content();
        }
        guarded(() -> {
            ReceiveBuffer full = buffer;
            buffer = other;
            other = full;
            acknowledge(System.nanoTime());
        });
        return other.content();
    }

    /** {@link #content} was taken away. */
    public void clear() {
        (other == null ? buffer : other).clear();
    }

    /** Whether the last block is there. */
    public boolean complete() {
        lock.lock();
        try {
            return receiver.done();
        } finally {
            lock.unlock();
        }
    }

    /** All content is stored: acknowledges the last block, and ends. */
    public void stored() {
        guarded(() -> {
            if (outcome() != null) {
                return; // the peer has begun something else, and would take the ACK for that
            }
            stored = true;
            end(Outcome.DONE); // first: the peer's next request may come as soon as it has the ACK
            acknowledge(System.nanoTime());
        });
    }

    /** How long to stay, for a peer that misses the last ACK. */
    public long dallyNanos() {
        return receiver.dallyNanos();
    }

    @Override
    void rest(long now) {
        receiver.rest(now);
    }

    @Override
    void timeout(long now) {
        if (held()) {
            receiver.rest(now); // this side is slow, not the peer
            return;
        }
        receiver.overdue(now);
        if (receiver.failed()) {
            end(Outcome.SILENCE);
        } else {
            acknowledge(now);
        }
    }

    @Override
    long nextDeadline() {
        return receiver.done() ? Long.MAX_VALUE / 2 : receiver.deadline();
    }

    @Override
    void hasten(long now) {
        receiver.hasten(now);
    }

    @Override
    long lastSent() {
        return receiver.acknowledgedAt();
    }

    @Override
    public boolean established() {
        return receiver.established();
    }

    @Override
    public long blocks() {
        return receiver.receivedBlocks();
    }

    @Override
    public long repeated() {
        return receiver.repeatedAcks();
    }
}
