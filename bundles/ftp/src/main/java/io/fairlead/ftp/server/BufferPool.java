// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import java.nio.ByteBuffer;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/** Large direct buffers for transfers: used again, for making one costs as much as moving a small file. Thread-safe. */
final class BufferPool {
    static final int BUFFER_BYTES = 1 << 20;
    private static final int KEPT = 16;

    private final Deque<ByteBuffer> free = new ConcurrentLinkedDeque<>();
    private final AtomicInteger kept = new AtomicInteger();

    /** A cleared buffer; more than are kept are made freely, since each transfer takes one and transfers are limited. */
    ByteBuffer take() {
        ByteBuffer buffer = free.pollFirst();
        if (buffer == null) {
            return ByteBuffer.allocateDirect(BUFFER_BYTES);
        }
        kept.decrementAndGet();
        return buffer.clear();
    }

    void give(ByteBuffer buffer) {
        if (kept.incrementAndGet() <= KEPT) {
            free.addFirst(buffer); // the one used last is the one still in the processor's cache
        } else {
            kept.decrementAndGet();
        }
    }
}
