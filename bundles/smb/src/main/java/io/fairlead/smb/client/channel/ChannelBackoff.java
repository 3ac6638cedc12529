// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.channel;

import java.util.concurrent.TimeUnit;

/** When an address is tried again: later each time, unless it was good for a while. Not thread-safe. */
final class ChannelBackoff {
    private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final long GOOD_NANOS = TimeUnit.MINUTES.toNanos(1);

    private long nanos; // 0 before the first
    private long until;

    /** It has failed, or was lost. */
    void begin() {
        long now = System.nanoTime();
        boolean good = nanos == 0 || now - until > GOOD_NANOS;
        nanos = good ? FIRST_NANOS : Math.min(LONGEST_NANOS, 2 * nanos);
        until = now + nanos;
    }

    boolean isOver() {
        return nanos == 0 || System.nanoTime() - until >= 0;
    }
}
