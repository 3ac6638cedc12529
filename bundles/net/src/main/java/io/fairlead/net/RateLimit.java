// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Holds transfers back, all that share it together, so that they move no more than so many bytes a second. Thread-safe. */
public final class RateLimit {
    /** No limit. */
    public static final RateLimit NONE = new RateLimit(0, () -> 0, nanos -> {});

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int SLICES = 10; // of a second, which a flow is made even by

    private final long bytesPerSecond;
    private final LongSupplier nanoClock;
    private final LongConsumer pause;
    private long freeNanos; // guarded by this: when the next byte may go

    /**
     * With a clock of its own.
     *
     * @param bytesPerSecond 0 for no limit
     * @param nanoClock as {@link System#nanoTime}
     * @param pause waits for so many nanoseconds of that clock
     */
    RateLimit(long bytesPerSecond, LongSupplier nanoClock, LongConsumer pause) {
        this.bytesPerSecond = bytesPerSecond;
        this.nanoClock = nanoClock;
        this.pause = pause;
        this.freeNanos = nanoClock.getAsLong();
    }

    /** @param bytesPerSecond 0 for no limit */
    public static RateLimit of(long bytesPerSecond) {
        return bytesPerSecond == 0 ? NONE : new RateLimit(bytesPerSecond, System::nanoTime, Pauses::uninterruptibly);
    }

    /** How much to move at once, from 1 to {@code wanted}: so little that the flow stays even. */
    public int grain(int wanted) {
        return bytesPerSecond == 0 ? wanted : (int) Math.max(1, Math.min(wanted, bytesPerSecond / SLICES));
    }

    /** Counts bytes that were moved, and waits until they have had their time. An interrupt does not shorten it. */
    public void moved(long bytes) {
        long left = due(bytes);
        if (left > 0) {
            pause.accept(left);
        }
    }

    /** As {@link #moved}, for who waits by other means: counts, and says how many nanoseconds are left; 0 for none. */
    public long due(long bytes) {
        return bytesPerSecond == 0 ? 0 : Math.max(0, take(bytes) - nanoClock.getAsLong());
    }

    /** Time that nobody used is lost, but for the last slice: what a reader is late by is no loss of rate. */
    private synchronized long take(long bytes) {
        long earliest = nanoClock.getAsLong() - SECOND / SLICES;
        long from = freeNanos - earliest > 0 ? freeNanos : earliest;
        freeNanos = from + (long) ((double) bytes * SECOND / bytesPerSecond);
        return freeNanos;
    }
}
