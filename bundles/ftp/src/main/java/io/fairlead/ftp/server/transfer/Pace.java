// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server.transfer;

import java.util.concurrent.locks.LockSupport;

/** Holds a transfer to a number of bytes per second. For one thread. */
final class Pace {
    private static final long NANOS = 1_000_000_000;
    private static final int SLICES = 10;

    private final long bytesPerSecond;
    private long freeFromNanos = System.nanoTime();

    /** {@code bytesPerSecond} of 0 is no limit. */
    Pace(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /** How much to move at once, at most {@code wanted}: small enough that the flow stays even. */
    int grain(int wanted) {
        return bytesPerSecond == 0 ? wanted : (int) Math.max(1, Math.min(wanted, bytesPerSecond / SLICES));
    }

    /** Waits until {@code moved} bytes have had their time. */
    void spend(long moved) {
        if (bytesPerSecond == 0) {
            return;
        }
        long now = System.nanoTime();
        freeFromNanos = Math.max(freeFromNanos, now - NANOS / SLICES) + moved * NANOS / bytesPerSecond;
        boolean interrupted = false;
        for (long left = freeFromNanos - now; left > 0; left = freeFromNanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
            interrupted |= Thread.interrupted(); // else parking would return at once, again and again
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
