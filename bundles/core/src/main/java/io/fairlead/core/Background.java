// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Threads of the Export's own: for listeners, and for closing what may take its time. They end when idle, so that nobody
 * needs to stop them. Tasks may block; as many run at once as there are. What may be many goes by {@link Turns}.
 */
public final class Background {
    private static final long IDLE_SECONDS = 5;
    private static final AtomicLong NUMBER = new AtomicLong();
    private static final ThreadFactory DAEMONS = task -> {
        Thread thread = new Thread(task, "export-" + NUMBER.getAndIncrement());
        thread.setDaemon(true);
        thread.setContextClassLoader(Background.class.getClassLoader());
        return thread;
    };
    private static final ThreadPoolExecutor TASKS = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), DAEMONS);
    private static final ScheduledThreadPoolExecutor TIMER = timer();

    private Background() {}

    public static void run(Runnable task) {
        TASKS.execute(task);
    }

    public static Future<?> after(Duration delay, Runnable task) {
        return TIMER.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, DAEMONS);
        timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }
}
