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
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes calls that open a name on the caller's own thread, for folders that nobody but our own user can change: a pipe that
 * turns up there all the same is our user's, so that it can be opened at both ends, which lets the call go on. A thread looks
 * for late calls while there are any, and for a while longer. Cheaper than {@link DetachedCalls} by two changes of threads. Thread-safe.
 */
public final class WatchedCalls {
    /** Those of all storages of this process. */
    static final WatchedCalls OF_PROCESS = new WatchedCalls(TimeUnit.SECONDS.toNanos(1));

    private static final int IDLE_LOOKS = 20;
    private static final int MOST_FREE = 64;
    private static final MethodHandle IS_VIRTUAL = isVirtual();

    private final long lateNanos;
    /** Calls, or what has been calls and will be again. */
    private final Set<UnderWay> underWay = ConcurrentHashMap.newKeySet();
    /** Those that no thread uses; most find theirs by the thread's number. */
    private final AtomicReferenceArray<UnderWay> free = new AtomicReferenceArray<>(MOST_FREE);

    private volatile boolean watching;
    private Thread watcher; // guarded by this

    /** Compared by identity: two threads may open one path. */
    final class UnderWay implements AutoCloseable {
        private static final long IDLE = Long.MIN_VALUE;

        private final int place;
        private Path folder;
        private Path name;
        private volatile long since = IDLE; // written last, and first at the end

        private UnderWay(int place) {
            this.place = place;
        }

        private void begin(Path where, Path what) {
            folder = where;
            name = what;
            since = Math.max(IDLE + 1, System.nanoTime());
        }

        @Override
        public void close() {
            since = IDLE;
            folder = null;
            name = null;
            if (!free.compareAndSet(place, null, this)) {
                underWay.remove(this);
            }
        }

        private boolean isIdle() {
            return since == IDLE;
        }

        /** What it opens, if it began so long ago; else null. When it has just ended, perhaps what another call opens. */
        private Path lateBy(long nanos) {
            long then = since;
            Path where = folder;
            Path what = name;
            boolean late = then != IDLE && System.nanoTime() - then > nanos;
            return late && where != null && what != null ? where.resolve(what) : null;
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
        try (UnderWay mine = begin(folder, name)) {
            return call.run();
        }
    }

    /** A call begins, for the caller's thread to make; it ends when the result is closed. */
    UnderWay begin(Path folder, Path name) {
        int place = (int) Thread.currentThread().getId() & (MOST_FREE - 1);
        UnderWay mine = free.getAndSet(place, null);
        if (mine == null) {
            mine = new UnderWay(place);
            underWay.add(mine);
        }
        mine.begin(folder, name);
        if (!watching) {
            watch();
        }
        return mine;
    }

    /** For tests: whether there is a thread that looks. */
    synchronized boolean isWatched() {
        return watcher != null;
    }

    private boolean areAllIdle() {
        return underWay.stream().allMatch(UnderWay::isIdle);
    }

    private synchronized void watch() {
        watching = true;
        if (watcher == null) {
            watcher = new Thread(this::look, "storage-local-open-watch");
            watcher.setDaemon(true);
            watcher.start();
        }
    }

    private void look() {
        int idle = 0;
        while (idle <= IDLE_LOOKS || !ends()) {
            LockSupport.parkNanos(this, lateNanos / 2);
            for (UnderWay call : underWay) {
                Path late = call.lateBy(lateNanos);
                if (late != null) {
                    DetachedCalls.freePipe(late);
                }
            }
            idle = areAllIdle() ? idle + 1 : 0;
        }
    }

    /** The thread ends with what it works for: it would keep the classes of a bundle that was replaced. */
    private synchronized boolean ends() {
        watching = false;
        if (areAllIdle()) {
            watcher = null; // the next call begins another
            return true;
        }
        watching = true; // a call has begun that saw the flag as it was
        return false;
    }
}
