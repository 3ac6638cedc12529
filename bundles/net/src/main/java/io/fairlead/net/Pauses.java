// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for nothing but time, in loops that an interrupt must neither end nor make run without a pause. */
public final class Pauses {
    private Pauses() {}

    /** Waits so many nanoseconds, whatever interrupts; the thread is interrupted afterwards if it was meanwhile. */
    public static void uninterruptibly(long nanos) {
        uninterruptibly(nanos, () -> false);
    }

    /** As {@link #uninterruptibly(long)}, or until something else has happened; whoever does that unparks the thread. */
    public static void uninterruptibly(long nanos, BooleanSupplier happened) {
        long until = System.nanoTime() + nanos;
        boolean interrupted = false;
        for (long left = nanos; left > 0 && !happened.getAsBoolean(); left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
            interrupted |= Thread.interrupted(); // else parking would return at once, again and again
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
