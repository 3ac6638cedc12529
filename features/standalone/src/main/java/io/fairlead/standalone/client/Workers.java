// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Does work on a number of threads; on that of the caller if the number is one. After a failure nothing more is begun.
 * For one caller.
 */
final class Workers implements AutoCloseable {
    private final int count;
    private final ExecutorService threads;
    private final Semaphore free;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /** @param count how much is under way at most */
    Workers(int count) {
        this.count = count;
        this.free = new Semaphore(count);
        this.threads = count > 1 ? Executors.newFixedThreadPool(count) : null;
    }

    /**
     * Does it, or has it done when a thread is free.
     *
     * @throws IOException what earlier work has failed with, or this
     */
    void run(Attempts.Work work) throws IOException {
        if (threads == null) {
            work.run();
            return;
        }
        free.acquireUninterruptibly();
        if (failure.get() != null) {
            free.release();
            await();
        }
        threads.execute(() -> {
            try {
                work.run();
            } catch (IOException | RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            } finally {
                free.release();
            }
        });
    }

    /**
     * Returns when all is done.
     *
     * @throws IOException what the first that failed has failed with
     */
    void await() throws IOException {
        free.acquireUninterruptibly(count);
        free.release(count);
        Throwable failed = failure.get();
        if (failed instanceof IOException e) {
            throw new IOException(e.getMessage(), e);
        }
        if (failed instanceof Error e) {
            throw e;
        }
        if (failed != null) {
            throw (RuntimeException) failed;
        }
    }

    /** Waits for what is under way. */
    @Override
    public void close() {
        if (threads != null) {
            free.acquireUninterruptibly(count);
            threads.shutdown();
        }
    }
}
