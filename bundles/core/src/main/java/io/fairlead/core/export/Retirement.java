// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.core.Background;
import java.time.Duration;
import java.util.concurrent.Future;

/**
 * The last time of a session whose storage, or Export, was replaced: its open files go on, for as long as that takes and a
 * minute at most (ADR 0018). The arbiter stays with them. Thread-safe.
 */
final class Retirement {
    static final Duration LONGEST = Duration.ofMinutes(1);

    private final Arbiter arbiter;
    private final Runnable cut;
    private volatile boolean begun;
    private boolean ended; // guarded by this
    private Future<?> limit; // likewise; null before it begins

    /** @param cut ends the session; called when the time is over */
    Retirement(Arbiter arbiter, Runnable cut) {
        this.arbiter = arbiter;
        this.cut = cut;
    }

    synchronized void begin() {
        if (!begun && !ended) {
            Arbiters.retain(arbiter);
            limit = Background.after(LONGEST, cut);
        }
        begun = true;
    }

    boolean hasBegun() {
        return begun;
    }

    /** The session has ended. Idempotent. */
    synchronized void end() {
        if (!ended && limit != null) {
            limit.cancel(false);
            Arbiters.release(arbiter);
        }
        ended = true;
    }
}
