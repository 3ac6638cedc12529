// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.transport;

import io.fairlead.net.BufferPool;

/**
 * Memory of messages, used again and again: what was never touched costs more than the bytes that go through it, and arrays
 * of their size are no easy work for a garbage collector. Nor does a channel then keep buffers of its own for each thread
 * that gave it bytes on the heap. Thread-safe, never blocks.
 */
public final class MessageMemory {
    private static final long MOST_IDLE_BYTES = 32L << 20;
    private static final int PARTS_OF_HEAP = 16;
    private static final int HEADERS = 4 * 1024;
    private static final int[] SIZES = {
        4 << 10,
        16 << 10,
        (64 << 10) + HEADERS,
        (128 << 10) + HEADERS,
        (1 << 20) + HEADERS,
        (4 << 20) + HEADERS,
        (8 << 20) + HEADERS
    };

    private final BufferPool direct;

    public MessageMemory() {
        direct = new BufferPool(Math.min(MOST_IDLE_BYTES, Runtime.getRuntime().maxMemory() / PARTS_OF_HEAP), SIZES);
    }

    /** For bytes between a socket and a storage, which neither has to copy then. */
    public BufferPool.Lease direct(int bytes) {
        return direct.lease(bytes);
    }
}
