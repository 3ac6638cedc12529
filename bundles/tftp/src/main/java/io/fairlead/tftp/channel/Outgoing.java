// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.channel;

import io.fairlead.tftp.protocol.Header;
import io.fairlead.tftp.transfer.Parameters;
import io.fairlead.tftp.transfer.Sender;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A transfer that sends: of a server's RRQ or a client's WRQ. Packets of the peer come in by {@link #packet}, on any
 * thread; the owner of the storage calls {@link #readAhead} when {@link #low}.
 */
public final class Outgoing extends Transfer {
    private final Sender sender;
    private final ByteSource source;
    private final Parameters agreed;
    private final ByteBuffer opening;
    private int chain; // most packets that leave in one piece; guarded by lock
    private boolean cutting; // whether the system was told to cut chains; guarded by lock
    private SendBuffer buffer; // guarded by lock; null until there is reason to read
    private boolean starving; // guarded by lock

    /**
     * @param opening the OACK to start with; null to start with the first block
     */
    public Outgoing(Sender sender, Parameters agreed, ByteSource source, ByteBuffer opening, Host host) {
        super(host);
        this.sender = sender;
        this.source = source;
        this.agreed = agreed;
        this.opening = opening;
        int window = agreed.windowBlocks();
        this.chain = window == 1 ? 1 : Math.min(window, host.port().chain(Header.BYTES + agreed.blockBytes()));
        this.cutting = chain > 1;
    }

    /** Whether {@link #memory} is to be called now: an OACK is sent without it, to a peer that may be anybody. */
    public boolean needsMemory() {
        lock.lock();
        try {
            return buffer == null && outcome() == null && (opening == null || sender.established());
        } finally {
            lock.unlock();
        }
    }

    /** Gives it {@link #memoryBytes}; direct. Not used any more once this has ended and nobody reads ahead. */
    public void memory(ByteBuffer direct) {
        lock.lock();
        try {
            buffer = new SendBuffer(direct, agreed.blockBytes(), agreed.windowBlocks(), chain);
        } finally {
            lock.unlock();
        }
    }

    /** Memory that content of this many bytes needs; {@code Long.MAX_VALUE} if that is not known. */
    public int memoryBytes(long size) {
        lock.lock();
        try {
            chain = (int) Math.min(chain, size / agreed.blockBytes() + 1);
            return SendBuffer.memoryBytes(agreed.blockBytes(), agreed.windowBlocks(), size)
                    + SendBuffer.chainBytes(agreed.blockBytes(), chain);
        } finally {
            lock.unlock();
        }
    }

    @Override
    void start(long now) {
        send(now);
    }

    @Override
    void handle(ByteBuffer datagram, int opcode, long now) {
        if (opcode != Header.ACK) {
            return; // a late duplicate of something else
        }
        if (sender.acknowledged(Header.block(datagram), now)) {
            if (buffer != null) {
                buffer.confirmed(sender.confirmed());
            }
            if (sender.done()) {
                end(Outcome.DONE);
                return;
            }
        }
        send(now);
    }

    private void send(long now) {
        starving = false;
        for (long block; outcome() == null && (block = sender.next()) != Sender.NONE; ) {
            if (block > 0 && (buffer == null || block > buffer.available())) {
                starving = true;
                return;
            }
            int run = block == 0 || chain == 1 ? 1 : run(block);
            int sent = run > 1 ? sendChain(block, run) : sendBlock(block);
            for (long next = block; next < block + sent; next++) {
                sender.sent(next, now);
            }
            if (sent == 0) {
                sender.blocked(now);
                return;
            }
        }
        if (sender.deadline() - now < HURRY_NANOS) {
            host.watchdog().hurry();
        }
    }

    /** How many blocks may leave in one piece, of them that may leave now. */
    private int run(long block) {
        return (int) Math.min(Math.min(chain, sender.run()), buffer.available() - block + 1);
    }

    /** Blocks sent: 1, or 0. */
    private int sendBlock(long block) {
        try {
            return sendAlone(block) ? 1 : 0;
        } catch (IOException e) {
            if (cutting) { // for a route whose packets are shorter, Linux then refuses each one, however short it is
                cutNoMore();
                return sendBlock(block);
            }
            networkFailed(e);
            return 0;
        }
    }

    private boolean sendAlone(long block) throws IOException {
        if (block == 0) {
            return host.port().send(opening.rewind());
        }
        ByteBuffer packet = buffer.packet(block, sender.onWire(block));
        try {
            return host.port().send(packet);
        } finally {
            buffer.putBack();
        }
    }

    /** Blocks sent: all, or the first, or none. */
    private int sendChain(long first, int count) {
        buffer.chain();
        for (long block = first; block < first + count; block++) {
            buffer.link(block, sender.onWire(block));
        }
        try {
            return host.port().send(buffer.chained()) ? count : 0;
        } catch (IOException e) { // the route can't have it; if it is something else, it will come again
            cutNoMore();
            return sendBlock(first);
        }
    }

    private void cutNoMore() {
        chain = 1;
        cutting = false;
        host.port().chainRefused();
    }

    /** Whether {@link #readAhead} has something to do. */
    public boolean low() {
        lock.lock();
        try {
            return outcome() == null && buffer != null && buffer.low(Math.max(0, sender.confirmed()));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Reads content, and sends what waited for it. Blocks; one thread at a time.
     *
     * @throws IOException if the source fails; the transfer goes on until {@link #storageFailed} ends it
     */
    public void readAhead() throws IOException {
        while (low()) {
            ByteBuffer region;
            lock.lock();
            try {
                region = buffer.region();
            } finally {
                lock.unlock();
            }
            int bytes = source.read(region);
            if (bytes == 0) {
                return;
            }
            filled(bytes);
        }
    }

    private void filled(int bytes) {
        guarded(() -> {
            buffer.filled(bytes);
            if (bytes < 0) {
                sender.end(buffer.last());
            }
            if (starving) {
                send(System.nanoTime());
            }
        });
    }

    @Override
    long nextDeadline() {
        return sender.deadline();
    }

    @Override
    void rest(long now) {
        sender.rest(now);
    }

    @Override
    boolean betweenBursts() {
        return sender.pausing();
    }

    @Override
    void timeout(long now) {
        if (starving && sender.idle()) {
            sender.rest(now); // this side is slow, not the peer
            return;
        }
        sender.overdue(now);
        if (sender.failed()) {
            end(Outcome.SILENCE);
        } else {
            send(now);
        }
    }

    @Override
    void hasten(long now) {
        sender.hasten(now);
    }

    @Override
    long lastSent() {
        return sender.sentAt();
    }

    @Override
    public boolean established() {
        return sender.established();
    }

    @Override
    public long blocks() {
        return Math.max(0, sender.confirmed());
    }

    /** Bytes of content that arrived, as far as is known. */
    public long bytes() {
        lock.lock();
        try {
            return buffer == null ? 0 : Math.min(buffer.filledBytes(), blocks() * agreed.blockBytes());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long repeated() {
        return sender.repeatedBlocks();
    }
}
