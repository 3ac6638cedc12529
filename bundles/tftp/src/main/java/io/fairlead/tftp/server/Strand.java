// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs a task on an executor, never twice at a time, and once more if it was called for meanwhile. Thread-safe. */
final class Strand {
    private final Executor executor;
    private final Runnable task;
    private final AtomicInteger calls = new AtomicInteger();

    Strand(Executor executor, Runnable task) {
        this.executor = executor;
        this.task = task;
    }

    /** Has the task run, soon. */
    void call() {
        if (calls.getAndIncrement() == 0) {
            try {
                executor.execute(this::run);
            } catch (RejectedExecutionException e) {
                calls.set(0); // every worker is busy: the next packet calls again
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
