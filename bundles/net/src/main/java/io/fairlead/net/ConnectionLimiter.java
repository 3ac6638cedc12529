// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds how many connections are open in all and from one origin: whatever the caller takes for one peer, as an address or
 * its network. Thread-safe; never blocks. Memory: one entry for each origin connected now.
 */
public final class ConnectionLimiter {
    private final AtomicInteger open = new AtomicInteger();
    private final Map<Object, Integer> byOrigin = new ConcurrentHashMap<>();
    private volatile Limits limits;

    private record Limits(int total, int perOrigin) {}

    /** A connection that counts until this is closed. Closing is idempotent. */
    @FunctionalInterface
    public interface Permit extends AutoCloseable {
        @Override
        void close();
    }

    /** See {@link #limit}. */
    public ConnectionLimiter(int total, int perOrigin) {
        limit(total, perOrigin);
    }

    /**
     * Sets the limits for connections to come; those open go on, and count.
     *
     * @param total connections in all; 0 for any number
     * @param perOrigin connections from one origin; 0 for any number
     */
    public void limit(int total, int perOrigin) {
        if (total < 0 || perOrigin < 0) {
            throw new IllegalArgumentException("limits " + total + " and " + perOrigin + " must not be negative");
        }
        limits = new Limits(total, perOrigin);
    }

    /** Lets one more connection in; empty if that would exceed a limit. Origins are compared by {@code equals}. */
    public Optional<Permit> tryAcquire(Object origin) {
        Limits now = limits;
        if (!increment(now.total)) {
            return Optional.empty();
        }
        var admitted = new AtomicBoolean();
        byOrigin.compute(origin, (key, count) -> {
            int before = count == null ? 0 : count;
            admitted.set(now.perOrigin == 0 || before < now.perOrigin);
            return admitted.get() ? Integer.valueOf(before + 1) : count;
        });
        if (!admitted.get()) {
            open.decrementAndGet();
            return Optional.empty();
        }
        return Optional.of(permit(origin));
    }

    /** Connections now. */
    public int open() {
        return open.get();
    }

    private boolean increment(int most) {
        if (open.incrementAndGet() > most && most > 0) {
            open.decrementAndGet();
            return false;
        }
        return true;
    }

    private Permit permit(Object origin) {
        var released = new AtomicBoolean();
        return () -> {
            if (released.compareAndSet(false, true)) {
                byOrigin.computeIfPresent(origin, (key, count) -> count == 1 ? null : Integer.valueOf(count - 1));
                open.decrementAndGet();
            }
        };
    }
}
