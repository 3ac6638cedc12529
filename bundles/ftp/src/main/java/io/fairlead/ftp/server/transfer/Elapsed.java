// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server.transfer;

import java.time.Duration;

/** Limits of time, by {@link System#nanoTime}. */
public final class Elapsed {
    private Elapsed() {}

    /** Whether {@code limit}, unless zero, has passed. */
    public static boolean passed(long sinceNanos, long nowNanos, Duration limit) {
        return !limit.isZero() && nowNanos - sinceNanos >= limit.toNanos();
    }
}
