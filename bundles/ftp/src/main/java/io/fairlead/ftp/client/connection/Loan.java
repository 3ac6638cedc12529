// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client.connection;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A control connection in somebody's hands, who gives it back once. */
public final class Loan {
    private static final long IN_USE = 0;
    private static final long TAKEN = -1;
    private static final StackWalker STACK = StackWalker.getInstance();

    private final ConnectionPool pool;
    private final ControlConnection connection;
    private final boolean reused;
    private final long takenAt = System.nanoTime();
    private final String taker;
    private final AtomicLong restingSince = new AtomicLong(IN_USE); // nanoTime, or one of the constants above

    Loan(ConnectionPool pool, ControlConnection connection, boolean reused) {
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
    public void rest() {
        restingSince.set(System.nanoTime() & ~1L | 2); // neither of the two constants
    }

    /** Ends {@link #rest}; false if the connection was taken away meanwhile. */
    public boolean wake() {
        long since = restingSince.get();
        return since == IN_USE || since != TAKEN && restingSince.compareAndSet(since, IN_USE);
    }

    /** Takes the connection away from a download that rests; false if it does not any more. */
    boolean take() {
        long since = restingSince.get();
        return since != IN_USE && since != TAKEN && restingSince.compareAndSet(since, TAKEN);
    }

    long restingNanos(long nanoTime) {
        long since = restingSince.get();
        return since == IN_USE || since == TAKEN ? 0 : nanoTime - since;
    }

    /** Gives the connection back, ready for the next command. */
    public void release() {
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
