// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Timeouts of many sessions on one daemon thread. Setting and cancelling one costs microseconds. A task must not block:
 * it closes a socket or hands over. What it throws is logged. Thread-safe.
 */
public final class Timers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Timers.class);

    private final ScheduledThreadPoolExecutor executor;

    /** {@code name} is that of the thread. */
    public Timers(String name) {
        executor = new ScheduledThreadPoolExecutor(1, Threads.daemons(name));
        executor.setRemoveOnCancelPolicy(true); // else cancelled timeouts of days hold their sessions
    }

    /** Something to come, unless cancelled before. */
    @FunctionalInterface
    public interface Timer extends AutoCloseable {
        /** Cancels; a task that runs already goes on. Idempotent. */
        @Override
        void close();
    }

    /** Runs {@code task} once after {@code delay}; never, if these timers are closed before. */
    public Timer after(Duration delay, Runnable task) {
        try {
            var future = executor.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException e) { // closed
            return () -> {};
        }
    }

    /**
     * Watches for silence: runs {@code task} once when {@code limit} has passed without a {@link IdleTimer#touch}. The
     * task comes up to a millisecond late, never early. A limit of zero is none.
     */
    public IdleTimer idle(Duration limit, Runnable task) {
        return new IdleTimer(this, limit, task);
    }

    /** Cancels everything, and ends the thread. */
    @Override
    public void close() {
        executor.shutdownNow();
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) { // others need the thread
            LOG.error("A timeout's task failed", e);
        }
    }
}
