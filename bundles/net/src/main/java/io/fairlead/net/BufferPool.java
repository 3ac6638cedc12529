// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Buffers to use again, since making one costs more than filling it. Kept per size, not per thread: of virtual
 * threads there may be thousands. Any number may be out on lease; what comes back is kept up to the bound, and left to
 * the garbage collector beyond it. Thread-safe, never blocks.
 */
public final class BufferPool {
    private final int[] sizes;
    private final Deque<ByteBuffer>[] idle;
    private final long mostIdleBytes;
    private final AtomicLong idleBytes = new AtomicLong();

    /**
     * Of direct buffers, which channels read and write without copying.
     *
     * @param mostIdleBytes kept while nobody uses them
     * @param sizes of the buffers; a lease gets the smallest that suffices
     */
    @SuppressWarnings({"unchecked", "rawtypes"})
    public BufferPool(long mostIdleBytes, int... sizes) {
        this.mostIdleBytes = mostIdleBytes;
        this.sizes = Arrays.stream(sizes).sorted().distinct().toArray();
        this.idle = new Deque[this.sizes.length];
        Arrays.setAll(idle, i -> new ConcurrentLinkedDeque<>());
    }

    /** A buffer on loan. */
    public final class Lease implements AutoCloseable {
        private final int sizeClass;
        private ByteBuffer buffer;

        private Lease(int sizeClass, ByteBuffer buffer) {
            this.sizeClass = sizeClass;
            this.buffer = buffer;
        }

        /**
         * The buffer, big-endian, cleared when leased. Nobody may use it after the lease was closed.
         *
         * @throws IllegalStateException if it was
         */
        public synchronized ByteBuffer buffer() {
            if (buffer == null) {
                throw new IllegalStateException("the lease is closed");
            }
            return buffer;
        }

        /** Gives the buffer back. Idempotent. */
        @Override
        public synchronized void close() {
            if (buffer != null) {
                giveBack(sizeClass, buffer);
                buffer = null;
            }
        }
    }

    /** A buffer of {@code atLeast} bytes or more. One larger than every size of the pool is made, and not kept. */
    public Lease lease(int atLeast) {
        int sizeClass = 0;
        while (sizeClass < sizes.length && sizes[sizeClass] < atLeast) {
            sizeClass++;
        }
        if (sizeClass == sizes.length) {
            return new Lease(sizeClass, ByteBuffer.allocateDirect(atLeast));
        }
        ByteBuffer buffer = idle[sizeClass].pollFirst(); // the last used, which the processor's cache may hold
        if (buffer == null) {
            buffer = ByteBuffer.allocateDirect(sizes[sizeClass]);
        } else {
            idleBytes.addAndGet(-buffer.capacity());
        }
        return new Lease(sizeClass, buffer.clear().order(ByteOrder.BIG_ENDIAN));
    }

    /** Bytes kept at this moment while nobody uses them. */
    public long idleBytes() {
        return idleBytes.get();
    }

    private void giveBack(int sizeClass, ByteBuffer buffer) {
        if (sizeClass == sizes.length) {
            return;
        }
        if (idleBytes.addAndGet(buffer.capacity()) > mostIdleBytes) {
            idleBytes.addAndGet(-buffer.capacity());
        } else {
            idle[sizeClass].addFirst(buffer);
        }
    }
}
