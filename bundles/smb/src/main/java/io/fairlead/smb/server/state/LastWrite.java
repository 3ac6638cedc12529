// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * LastWriteTime as one open tells it, [MS-FSA] 2.1.4.17, in the way of Windows, which applications have come to expect: the
 * first write shows after two seconds, later ones when the open is flushed, resized or closed. What the client sets stays,
 * whatever it writes then. Thread-safe.
 */
public final class LastWrite {
    private static final long HELD_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final LongSupplier nanoTime;
    private final Clock clock;
    private Instant told; // guarded by this, as the others; null before the first time
    private Instant first; // write since the last flush; null if there was none
    private long firstNanos;
    private boolean shown; // the first write
    private boolean later; // there were others since it was
    private volatile Instant set; // by the client; null if not

    LastWrite(LongSupplier nanoTime, Clock clock) {
        this.nanoTime = nanoTime;
        this.clock = clock;
    }

    /** What to tell, where the storage has {@code real}. */
    synchronized Instant tell(Instant real) {
        boolean held = first != null && !shown && !isOver() && told != null;
        if (held || later) {
            return told;
        }
        shown = first != null;
        told = real;
        return real;
    }

    private boolean isOver() {
        return nanoTime.getAsLong() - firstNanos >= HELD_NANOS;
    }

    /** The open has written. */
    public synchronized void wrote() {
        if (set != null) {
            return;
        }
        if (first == null) {
            first = clock.instant();
            firstNanos = nanoTime.getAsLong();
        } else if (shown) {
            later = true;
        } else if (isOver()) {
            shown = true;
            told = first;
            later = true;
        }
    }

    /** Whatever was written shows. */
    public synchronized void flush() {
        first = null;
        shown = false;
        later = false;
    }

    /** Whether a write does not show that a close has to. */
    public synchronized boolean isBehind() {
        return later;
    }

    /** What the client has set ([MS-FSA] 2.1.5.14.2 UserSetModificationTime); null if it has not. */
    public Instant set() {
        return set;
    }

    /** @param time null to follow again */
    public void set(Instant time) {
        set = time;
        flush();
    }
}
