// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs a task on an executor, never twice at a time, and once more if it was called for meanwhile. When the executor has
 * no thread left, the task gets one of its own: what it has to give back is what others wait for. Thread-safe.
 */
final class Strand {
    private final Executor executor;
    private final ThreadFactory spare;
    private final Runnable task;
    private final AtomicInteger calls = new AtomicInteger();

    Strand(Executor executor, ThreadFactory spare, Runnable task) {
        this.executor = executor;
        this.spare = spare;
        this.task = task;
    }

    /** Has the task run, soon. */
    void call() {
        if (calls.getAndIncrement() == 0) {
            try {
                executor.execute(this::run);
            } catch (RejectedExecutionException e) {
                spare.newThread(this::run).start();
            }
        }
    }

    private void run() {
        int seen;
        do {
            seen = calls.get();
            task.run();
        } while (calls.addAndGet(-seen) != 0);
    }
}
