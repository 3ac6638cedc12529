// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.connection;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The credits of a connection, [MS-SMB2] 3.2.4.1.2 and 3.2.5.1.4: what the server allows us to have on our way. Who waits
 * longest is served first, so that large requests are not starved by small ones. Thread-safe.
 */
final class Credits {
    /** As many as we want to have. */
    private static final int WANTED = 2048;
    /** Asked for with one request: [MS-SMB2] leaves it to us, and servers give no more than they want. */
    private static final int AT_ONCE = 256;

    private final ReentrantLock turn = new ReentrantLock(true); // taken by the one that waits, before the other
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int available = 1; // guarded by lock, as the next two
    private int onTheirWay;
    private boolean ended;

    /**
     * Takes as many as are wanted; fewer, but not less than {@code least}, if there never were so many.
     *
     * @return how many; 0 if the connection has ended, or the server has left us without any
     */
    int take(int wanted, int least) {
        turn.lock();
        try {
            lock.lock();
            try {
                while (!ended) {
                    int owned = available + onTheirWay;
                    int possible = Math.max(least, Math.min(wanted, owned));
                    if (available >= possible) {
                        available -= possible;
                        onTheirWay += possible;
                        return possible;
                    }
                    if (onTheirWay == 0) {
                        return 0;
                    }
                    changed.awaitUninterruptibly();
                }
                return 0;
            } finally {
                lock.unlock();
            }
        } finally {
            turn.unlock();
        }
    }

    /** How many a request asks for in its header. */
    int toAskFor(int charge) {
        lock.lock();
        try {
            int missing = WANTED - available - onTheirWay;
            return charge + Math.max(0, Math.min(missing, AT_ONCE));
        } finally {
            lock.unlock();
        }
    }

    /** An answer to a request of that charge came, be it an interim one. */
    void answered(int charge, int granted) {
        lock.lock();
        try {
            onTheirWay -= charge;
            available += granted;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** All that we have, on their way or not. */
    int owned() {
        lock.lock();
        try {
            return available + onTheirWay;
        } finally {
            lock.unlock();
        }
    }

    /** Those of requests on their way. */
    int onTheirWay() {
        lock.lock();
        try {
            return onTheirWay;
        } finally {
            lock.unlock();
        }
    }

    /** Nobody waits any longer. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
