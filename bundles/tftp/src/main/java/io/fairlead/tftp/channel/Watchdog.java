// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.channel;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls transfers whose deadline has come. One daemon thread looks at all of them every few milliseconds, so that a
 * transfer can set its deadline with every block at the price of one field, and wait for packets without a timeout (a
 * timed receive costs the JDK three more system calls). There is no thread while there is no transfer. Thread-safe.
 */
public final class Watchdog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private static final long TICK_NANOS = 5_000_000;
    private static final long SHORTEST_NANOS = 200_000;
    private static final long KEEP_NANOS = 2_000_000_000;

    private final String name;
    private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
    private volatile Thread thread; // written under this
    private volatile boolean closed;

    public Watchdog(String name) {
        this.name = name;
    }

    /** Something with a deadline, in {@code System.nanoTime} nanoseconds. */
    public interface Watched {
        long deadline();

        /** Called at the deadline, at once or some milliseconds late. Must not block for long. */
        void overdue(long now);
    }

    /** Watches it until {@link #forget}. */
    public void watch(Watched it) {
        watched.add(it);
        if (thread == null) {
            start();
        }
    }

    public void forget(Watched it) {
        watched.remove(it);
    }

    /** A deadline nearer than a few milliseconds was set. */
    void hurry() {
        LockSupport.unpark(thread);
    }

    private synchronized void start() {
        if (thread == null && !closed) {
            thread = new Thread(this::run, name);
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void run() {
        long idleSince = System.nanoTime();
        while (!closed) {
            long now = System.nanoTime();
            if (!watched.isEmpty()) {
                idleSince = now;
            } else if (now - idleSince > KEEP_NANOS && ended()) {
                return;
            }
            LockSupport.parkNanos(this, watched.isEmpty() ? KEEP_NANOS / 4 : look(now));
        }
    }

    private synchronized boolean ended() {
        thread = null;
        if (watched.isEmpty()) {
            return true;
        }
        thread = Thread.currentThread(); // somebody came while we were about to go
        return false;
    }

    private long look(long now) {
        long nearest = TICK_NANOS;
        for (Watched it : watched) {
            if (it.deadline() - now <= 0) {
                try {
                    it.overdue(now);
                } catch (RuntimeException | Error e) { // other transfers need the thread
                    LOG.error("A transfer's timer failed", e);
                    watched.remove(it);
                }
            }
            nearest = Math.min(nearest, it.deadline() - now);
        }
        return Math.max(SHORTEST_NANOS, nearest);
    }

    /** Ends the thread; nothing is watched any more. */
    @Override
    public synchronized void close() {
        closed = true;
        watched.clear();
        LockSupport.unpark(thread);
    }
}
