// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs the same thing on several threads that start together. */
public final class Parallel {
    private static final long TIMEOUT_SECONDS = 60;

    private Parallel() {}

    /** What each thread does. */
    @FunctionalInterface
    public interface Task {
        /** Runs as thread number {@code thread}, from 0. */
        void run(int thread) throws Exception;
    }

    /**
     * Waits for all threads, at most a minute.
     *
     * @throws Exception the first failure of one of them
     */
    public static void run(int threads, Task task) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier start = new CyclicBarrier(threads);
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                running.add(pool.submit(() -> {
                    start.await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
                    task.run(thread);
                    return null;
                }));
            }
            for (Future<?> each : running) {
                finish(each);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static void finish(Future<?> running) throws Exception {
        try {
            running.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }
}
