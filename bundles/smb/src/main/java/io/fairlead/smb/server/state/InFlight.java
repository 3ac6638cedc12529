// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import java.util.concurrent.Semaphore;

/**
 * Bounds the bytes of all requests that are served at one time, counted in credits. Only those of more than one credit count:
 * small ones go on whatever happens, among them the answers that large ones may wait for. Thread-safe.
 */
public final class InFlight {
    /** What a credit pays for, [MS-SMB2] 3.3.5.2.5. */
    private static final int CREDIT_BYTES = 64 * 1024;

    private final int most;
    private final Semaphore free;

    /** @param bytes in all; a request for more than that is served alone */
    public InFlight(long bytes) {
        most = (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / CREDIT_BYTES));
        free = new Semaphore(most, true);
    }

    /** Room for one request; for one thread. */
    public final class Room implements AutoCloseable {
        private int credits; // used by the thread that took it

        private Room(int credits) {
            this.credits = credits;
        }

        /** Idempotent. */
        @Override
        public void close() {
            free.release(credits);
            credits = 0;
        }
    }

    /** Waits until there is room, in the order of the calls. */
    public Room take(int credits) {
        int taken = credits > 1 ? Math.min(credits, most) : 0;
        if (taken > 0) { // a fair semaphore has even those wait in line who want nothing
            free.acquireUninterruptibly(taken);
        }
        return new Room(taken);
    }

    /** Whether a request waits for room. */
    boolean hasWaiting() {
        return free.hasQueuedThreads();
    }
}
