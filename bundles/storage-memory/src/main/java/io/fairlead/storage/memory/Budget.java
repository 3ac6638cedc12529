// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Space;
import io.fairlead.api.storage.StorageException;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the bytes that all contents of one storage take. Thread-safe. */
final class Budget {
    private volatile long maxBytes;
    private final AtomicLong usedBytes = new AtomicLong();

    Budget(long maxBytes) {
        limit(maxBytes);
    }

    /** Sets another bound; what is taken stays taken. */
    final void limit(long maxBytes) {
        if (maxBytes < 1) {
            throw new IllegalArgumentException("maxBytes must be at least 1, not " + maxBytes);
        }
        this.maxBytes = maxBytes;
    }

    /**
     * Takes bytes from what is free.
     *
     * @throws StorageException {@link Reason#NO_SPACE}, and then none was taken
     */
    void take(long bytes) throws StorageException {
        long max = maxBytes;
        long before = usedBytes.getAndUpdate(used -> bytes > max - used ? used : used + bytes);
        if (bytes > max - before) {
            throw new StorageException(Reason.NO_SPACE, max + " bytes are used up");
        }
    }

    void give(long bytes) {
        usedBytes.addAndGet(-bytes);
    }

    Space space() {
        long max = maxBytes;
        return new Space(max, Math.max(0, max - usedBytes.get()));
    }
}
