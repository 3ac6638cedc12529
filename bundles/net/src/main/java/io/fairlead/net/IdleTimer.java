// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.time.Duration;

/**
 * Watches one connection for silence, made by {@link Timers#idle}. {@link #touch} is cheap enough for every buffer: it
 * stores the time, and the timer set at the beginning sets itself anew when it finds that something happened.
 * Thread-safe.
 */
public final class IdleTimer implements AutoCloseable {
    private final Timers timers;
    private final long limitNanos;
    private final Runnable task;
    private volatile long touched = System.nanoTime();
    private volatile boolean closed;
    private volatile Timers.Timer next;

    IdleTimer(Timers timers, Duration limit, Runnable task) {
        this.timers = timers;
        this.limitNanos = limit.toNanos();
        this.task = task;
        if (limitNanos > 0) {
            set(limitNanos);
        }
    }

    /** Something happened: the silence starts from now. */
    public void touch() {
        touched = System.nanoTime();
    }

    /** How long it has been silent. */
    public Duration silence() {
        return Duration.ofNanos(System.nanoTime() - touched);
    }

    /** Stops watching. Idempotent. */
    @Override
    public void close() {
        closed = true;
        Timers.Timer pending = next;
        if (pending != null) {
            pending.close();
        }
    }

    private void set(long nanos) {
        next = timers.after(Duration.ofNanos(nanos), this::look);
        if (closed) { // closed between the two: cancel what close() did not see
            next.close();
        }
    }

    private void look() {
        long left = limitNanos - (System.nanoTime() - touched);
        if (closed) {
            return;
        }
        if (left > 0) {
            set(left);
        } else {
            closed = true;
            task.run();
        }
    }
}
