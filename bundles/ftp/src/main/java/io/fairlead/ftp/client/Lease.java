// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import java.util.concurrent.TimeUnit;

/** A control connection in somebody's hands, who gives it back once. */
final class Lease {
    private static final StackWalker STACK = StackWalker.getInstance();

    private final ConnectionPool pool;
    private final ControlConnection connection;
    private final boolean reused;
    private final long takenAt = System.nanoTime();
    private final String taker;
    private volatile long restingSince; // nanoTime, 0 while it is being used

    Lease(ConnectionPool pool, ControlConnection connection, boolean reused) {
        this.pool = pool;
        this.connection = connection;
        this.reused = reused;
        this.taker = STACK.walk(frames -> frames.filter(f -> !isOurs(f.getClassName()))
                .findFirst()
                .map(StackWalker.StackFrame::toString)
                .orElse("?"));
    }

    private static boolean isOurs(String className) {
        return className.startsWith("io.fairlead.ftp.client.")
                || className.startsWith("io.fairlead.vfs.")
                || className.startsWith("org.apache.commons.vfs2.");
    }

    ControlConnection connection() {
        return connection;
    }

    /** Whether it was idle before: then it may turn out to have gone. */
    boolean reused() {
        return reused;
    }

    long takenAt() {
        return takenAt;
    }

    /** Says that the connection is in the middle of a download that nobody is reading from right now. */
    void rest() {
        restingSince = System.nanoTime() | 1;
    }

    /** Ends {@link #rest}. */
    void wake() {
        restingSince = 0;
    }

    long restingNanos(long nanoTime) {
        long since = restingSince;
        return since == 0 ? 0 : nanoTime - since;
    }

    /** Gives the connection back, ready for the next command. */
    void release() {
        pool.release(this, true);
    }

    /** Gives the connection back to be closed. */
    void discard() {
        pool.release(this, false);
    }

    @Override
    public String toString() {
        return taker + ", " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - takenAt) + " s ago";
    }
}
