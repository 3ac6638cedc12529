// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server.transfer;

import io.fairlead.ftp.protocol.ReplyCode;
import io.fairlead.ftp.server.reply.CommandRefused;
import io.fairlead.net.BufferPool;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * The memory that transfers may have for their buffers at one time: in all, and for each user. Half of both goes to large
 * buffers; who comes later gets a small one, and moves on more slowly; and who finds none left is told to try again. So
 * nobody takes the memory from everybody by transfers that stand still. Thread-safe, never blocks.
 */
public final class TransferMemory {
    static final int LARGE_BUFFER = 1 << 20;
    static final int SMALL_BUFFER = 64 << 10;

    /** What an idle server keeps of its buffers. */
    private static final long MOST_KEPT_BYTES = 16L << 20;

    private static final int PARTS_FOR_LARGE = 2;
    private static final int PARTS_KEPT = 4;

    private final BufferPool buffers;
    private final long inAll;
    private final long perUser;
    private final Map<String, Long> byUser = new HashMap<>(); // guarded by this
    private long used; // guarded by this

    /** At most {@code inAll} bytes, and {@code perUser} of them for each user. */
    public TransferMemory(long inAll, long perUser) {
        this.inAll = inAll;
        this.perUser = perUser;
        this.buffers = new BufferPool(Math.min(MOST_KEPT_BYTES, inAll / PARTS_KEPT), SMALL_BUFFER, LARGE_BUFFER);
    }

    /** A part of the memory, until it's closed. Idempotent. */
    final class Share implements AutoCloseable {
        private final String user;
        private final long bytes;
        private boolean closed; // guarded by the memory

        private Share(String user, long bytes) {
            this.user = user;
            this.bytes = bytes;
        }

        long bytes() {
            return bytes;
        }

        @Override
        public void close() {
            synchronized (TransferMemory.this) {
                if (!closed) {
                    closed = true;
                    used -= bytes;
                    byUser.computeIfPresent(user, (key, own) -> own > bytes ? own - bytes : null);
                }
            }
        }
    }

    /** A buffer, and the share it's counted by. */
    record Buffer(Share share, BufferPool.Lease lease) implements AutoCloseable {
        ByteBuffer bytes() {
            return lease.buffer();
        }

        @Override
        public void close() {
            lease.close();
            share.close();
        }
    }

    /**
     * Takes {@code wanted} bytes, or else {@code least}.
     *
     * @throws CommandRefused with 450, if not even these are left
     */
    synchronized Share take(String user, long wanted, long least) throws CommandRefused {
        if (fits(user, wanted, PARTS_FOR_LARGE)) {
            return taken(user, wanted);
        }
        if (fits(user, least, 1)) {
            return taken(user, least);
        }
        throw new CommandRefused(ReplyCode.BUSY, "Too many transfers at this moment, try again later");
    }

    /**
     * A buffer of either size.
     *
     * @param copies how many times the bytes in it are held, by whoever converts them
     * @throws CommandRefused as {@link #take}
     */
    Buffer buffer(String user, int copies) throws CommandRefused {
        Share share = take(user, (long) LARGE_BUFFER * copies, (long) SMALL_BUFFER * copies);
        try {
            return new Buffer(share, buffers.lease((int) (share.bytes() / copies)));
        } catch (OutOfMemoryError e) { // of direct memory, which others use as well
            share.close();
            throw new CommandRefused(ReplyCode.BUSY, "No memory for a transfer at this moment, try again later");
        }
    }

    /** Bytes in use. */
    synchronized long used() {
        return used;
    }

    private boolean fits(String user, long bytes, int parts) {
        return used + bytes <= inAll / parts && byUser.getOrDefault(user, 0L) + bytes <= perUser / parts;
    }

    private Share taken(String user, long bytes) {
        used += bytes;
        byUser.merge(user, bytes, Long::sum);
        return new Share(user, bytes);
    }
}
