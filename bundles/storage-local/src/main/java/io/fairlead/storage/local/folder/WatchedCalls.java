// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.folder;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes calls that open a name on the caller's own thread, for folders that nobody but our own user can change: a pipe that
 * turns up there all the same is our user's, so that it can be opened at both ends, which lets the call go on. A thread looks
 * for late calls while there are any. Cheaper than {@link DetachedCalls} by two changes of threads. Thread-safe.
 */
public final class WatchedCalls {
    /** Those of all storages of this process. */
    static final WatchedCalls OF_PROCESS = new WatchedCalls(TimeUnit.SECONDS.toNanos(1));

    private static final int IDLE_LOOKS = 120;
    private static final MethodHandle IS_VIRTUAL = isVirtual();

    private final long lateNanos;
    private final Set<UnderWay> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean watching;
    private Thread watcher; // guarded by this

    /** Compared by identity: two threads may open one path. */
    private static final class UnderWay {
        final Path folder;
        final Path name;
        final long since = System.nanoTime();

        UnderWay(Path folder, Path name) {
            this.folder = folder;
            this.name = name;
        }

        Path path() {
            return folder.resolve(name);
        }
    }

    /** A call is late after {@code lateNanos}. */
    WatchedCalls(long lateNanos) {
        this.lateNanos = lateNanos;
    }

    /** Whether the caller's thread may wait for a moment: not one that is virtual, which would hold up others. */
    static boolean suit() {
        if (IS_VIRTUAL == null) {
            return true;
        }
        try {
            return !(boolean) IS_VIRTUAL.invokeExact(Thread.currentThread());
        } catch (Throwable impossible) {
            return false;
        }
    }

    private static MethodHandle isVirtual() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (ReflectiveOperationException olderThan21) {
            return null;
        }
    }

    /**
     * Makes a call.
     *
     * @param name what it opens
     */
    public <T> T make(Path folder, Path name, Failures.Call<T> call) throws IOException {
        UnderWay mine = new UnderWay(folder, name);
        underWay.add(mine);
        if (!watching) {
            watch();
        }
        try {
            return call.run();
        } finally {
            underWay.remove(mine);
        }
    }

    private synchronized void watch() {
        watching = true;
        if (watcher == null) {
            watcher = new Thread(this::look, "storage-local-open-watch");
            watcher.setDaemon(true);
            watcher.start();
        } else {
            LockSupport.unpark(watcher);
        }
    }

    private void look() {
        int idle = 0;
        while (true) {
            LockSupport.parkNanos(this, lateNanos / 2);
            long now = System.nanoTime();
            underWay.stream()
                    .filter(call -> now - call.since > lateNanos)
                    .forEach(call -> DetachedCalls.freePipe(call.path()));
            idle = underWay.isEmpty() ? idle + 1 : 0;
            if (idle > IDLE_LOOKS) {
                watching = false;
                if (underWay.isEmpty()) { // else a call has begun that saw the flag
                    LockSupport.park(this);
                }
                watching = true;
                idle = 0;
            }
        }
    }
}
