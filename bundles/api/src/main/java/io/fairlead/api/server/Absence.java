// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.server;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Waits for something that is away, most likely because it is being replaced: an export, a storage, an authenticator. Each
 * wait is bounded, parks the calling thread and nobody else's, holds nothing, and ends as soon as nobody wants it any more.
 * What has been missed for half a minute is not waited for: it is not being replaced. Thread-safe.
 */
public final class Absence {
    private static final long LONG_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long GAP_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long FIRST_PAUSE_MILLIS = 5;
    private static final long LONGEST_PAUSE_MILLIS = 50;
    private static final long HERE = 0;

    private final LongSupplier nanoTime;
    private final long mostNanos;
    private volatile long sinceNanos = HERE; // when it was first missed
    private volatile long missedNanos; // and when last: who missed it may have left before it was there again

    /** @param most how long one wait may be; zero for none */
    public Absence(Duration most) {
        this(most, System::nanoTime);
    }

    /** For tests, with a clock of their own. */
    Absence(Duration most, LongSupplier nanoTime) {
        this.mostNanos = most.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Begins a wait. {@code wanted} is cheap and does not block; once it is false, the wait is over. */
    public Wait begin(BooleanSupplier wanted) {
        return new Wait(wanted);
    }

    /** What {@code source} gives, as soon as it gives something; empty if it does not in time, or is not wanted. */
    public <T> Optional<T> await(Supplier<Optional<T>> source, BooleanSupplier wanted) {
        Wait wait = begin(wanted);
        Optional<T> found = source.get();
        while (found.isEmpty() && wait.again()) {
            found = source.get();
        }
        found.ifPresent(present -> here());
        return found;
    }

    /** It is there. */
    public void here() {
        sinceNanos = HERE;
    }

    private boolean isLong(long now) {
        long since = sinceNanos;
        boolean forgotten = now - missedNanos > GAP_NANOS;
        missedNanos = now;
        if (since == HERE || forgotten) {
            sinceNanos = now == HERE ? now + 1 : now;
            return false;
        }
        return now - since > LONG_NANOS;
    }

    /** One wait. For one thread. */
    public final class Wait {
        private final BooleanSupplier wanted;
        private long began = nanoTime.getAsLong();
        private long looked = began; // the last time it was waited for
        private long pauseMillis = FIRST_PAUSE_MILLIS;

        private Wait(BooleanSupplier wanted) {
            this.wanted = wanted;
        }

        /**
         * It was not there. Waits for a moment.
         *
         * @return whether to look again; false at the end of the time, when nobody wants it, and on an interrupt, which
         *     stays set
         */
        public boolean again() {
            long now = nanoTime.getAsLong();
            if (now - looked > GAP_NANOS) { // it was there, and what was asked of it took its time
                began = now;
            }
            boolean gone = isLong(now);
            if (gone || now - began >= mostNanos || !wanted.getAsBoolean()) {
                return false;
            }
            try {
                Thread.sleep(pauseMillis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
            pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
            looked = nanoTime.getAsLong();
            return wanted.getAsBoolean();
        }

        /**
         * As {@link #again()}, after a call that failed: one that failed for another reason than
         * {@link Reason#UNAVAILABLE} has met what is there.
         */
        public boolean again(StorageException failed) {
            if (failed.reason() != Reason.UNAVAILABLE) {
                over();
                return false;
            }
            return again();
        }

        /** It was there. */
        public void over() {
            here();
        }
    }
}
