// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.crypto;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Keyed ciphers to use again: making one costs more than most messages do. Not kept for each thread, for of virtual
 * threads there may be thousands. One that failed is not given back. Thread-safe, never blocks.
 */
final class IdlePool<T> {
    private static final int MOST_IDLE = 8; // more than that many messages of one session at one moment are rare

    private final Supplier<T> make;
    private final Deque<T> idle = new ConcurrentLinkedDeque<>();
    private final AtomicInteger count = new AtomicInteger();

    IdlePool(Supplier<T> make) {
        this.make = make;
    }

    T take() {
        T found = idle.pollFirst(); // the last one used is still in the processor's cache
        if (found == null) {
            return make.get();
        }
        count.decrementAndGet();
        return found;
    }

    void give(T used) {
        if (count.incrementAndGet() > MOST_IDLE) {
            count.decrementAndGet();
        } else {
            idle.addFirst(used);
        }
    }
}
