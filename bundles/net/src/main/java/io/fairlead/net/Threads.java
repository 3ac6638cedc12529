// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Threads for blocking code: virtual ones where the running JDK has them (21 and later), else daemon threads. Found by
 * reflection once, since the byte code is Java 17's.
 */
public final class Threads {
    private static final MethodHandle NEW_THREAD_PER_TASK = find();

    private Threads() {}

    /** Whether {@link #perTask} gives virtual threads. */
    public static boolean virtual() {
        return NEW_THREAD_PER_TASK != null;
    }

    /**
     * An executor that runs each task on a thread of its own, named {@code name-N}. How many may run at once is the
     * caller's to bound, by the connections it accepts.
     */
    public static ExecutorService perTask(String name) {
        if (NEW_THREAD_PER_TASK != null) {
            try {
                return (ExecutorService) NEW_THREAD_PER_TASK.invoke(virtualFactory(name));
            } catch (Throwable e) {
                throw new IllegalStateException("virtual threads", e);
            }
        }
        return Executors.newCachedThreadPool(daemons(name));
    }

    /** Platform daemon threads named {@code name-N}. */
    public static ThreadFactory daemons(String name) {
        AtomicLong number = new AtomicLong();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        };
    }

    private static MethodHandle find() {
        try {
            MethodHandle found = MethodHandles.publicLookup()
                    .findStatic(
                            Executors.class,
                            "newThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class, ThreadFactory.class));
            virtualFactory("probe"); // preview releases have the method and refuse it
            return found;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    private static ThreadFactory virtualFactory(String name) throws ReflectiveOperationException {
        Class<?> builder = Class.forName("java.lang.Thread$Builder"); // its methods, not the hidden class's
        Object made = Thread.class.getMethod("ofVirtual").invoke(null);
        made = builder.getMethod("name", String.class, long.class).invoke(made, name + "-", 0L);
        return (ThreadFactory) builder.getMethod("factory").invoke(made);
    }
}
