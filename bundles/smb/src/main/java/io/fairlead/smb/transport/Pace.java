// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.transport;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How long the other end takes for one message, in one direction. One thread at a time begins and ends; any asks. */
public final class Pace {
    private static final long MEBIBYTE = 1 << 20;

    private final LongSupplier nanoTime;
    private volatile long bytes;
    private volatile long since; // 0 while there is no message

    public Pace() {
        this(System::nanoTime);
    }

    /** @param nanoTime as {@link System#nanoTime} */
    public Pace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** A message begins. */
    public void begin(long length) {
        long now = nanoTime.getAsLong();
        bytes = length;
        since = now == 0 ? 1 : now;
    }

    /** It is there, or gone. */
    public void end() {
        since = 0;
    }

    /** Whether the message takes longer than {@code patience}, and as much more for each MiB that it has. */
    public boolean isLate(Duration patience) {
        long began = since;
        return began != 0 && nanoTime.getAsLong() - began > patience.toNanos() * (1 + bytes / MEBIBYTE);
    }
}
