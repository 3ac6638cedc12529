// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.change;

import java.time.Duration;

/**
 * How late a storage's reports are of what was done through the Export: a moment, but seconds on a busy machine, and then all
 * of them. Shared by all that hear one storage. Thread-safe.
 */
public final class ReportDelay {
    private static final long USUAL_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long MOST_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int TIMES_LATER = 4; // than another one a report may be
    private static final int FORGETS = 64; // the part that each report in time takes away

    private volatile long window = USUAL_NANOS; // guesses may be lost between threads

    /** Nanoseconds between a change and the report of it, at most: 2 to 10 s. */
    long window() {
        return window;
    }

    /** A report was so late, or early. */
    void seen(long nanos) {
        long wanted = Math.max(window - window / FORGETS, TIMES_LATER * nanos);
        window = Math.max(USUAL_NANOS, Math.min(MOST_NANOS, wanted));
    }
}
