// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.transport;

import io.fairlead.net.Threads;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The threads of a server: virtual ones where the JDK has them, so that idle connections cost little memory, and beside them
 * a bounded number of platform threads for connections that ask one request right after the other. There, each wait of a virtual
 * thread for its client takes two changes of threads more, and each open of a file on a local folder as many. Thread-safe.
 */
public final class ServingThreads implements Executor {
    private static final int MOST_BUSY = 64; // of a platform thread each, some 100 KiB

    private final ExecutorService perTask;
    private final ExecutorService platform; // null where all are platform threads
    private final Semaphore permits = new Semaphore(MOST_BUSY);

    /** @param name of the server, for the names of the threads */
    public ServingThreads(String name) {
        perTask = Threads.perTask("smb-" + name);
        platform = Threads.virtual() ? Executors.newCachedThreadPool(Threads.daemons("smb-busy-" + name)) : null;
    }

    /**
     * Runs a task on a thread of its own.
     *
     * @throws RejectedExecutionException after {@link #shutdown}
     */
    @Override
    public void execute(Runnable task) {
        perTask.execute(task);
    }

    /** Runs a task on a platform thread, if tasks run on virtual ones else, and there is one left; whether it does so. */
    public boolean executeBusy(Runnable task) {
        if (platform == null || !permits.tryAcquire()) {
            return false;
        }
        try {
            platform.execute(() -> {
                try {
                    task.run();
                } finally {
                    permits.release();
                }
            });
            return true;
        } catch (RejectedExecutionException e) {
            permits.release();
            return false;
        }
    }

    /** Takes no further task. */
    public void shutdown() {
        perTask.shutdown();
        if (platform != null) {
            platform.shutdown();
        }
    }

    /** Waits until all tasks have ended; false if some have not in time. */
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        long deadline = System.nanoTime() + unit.toNanos(timeout);
        boolean ended = perTask.awaitTermination(timeout, unit);
        return (platform == null || platform.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS))
                && ended;
    }
}
