// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.open;

import io.fairlead.net.Pauses;
import java.util.concurrent.TimeUnit;

/** Pauses between attempts, each twice as long as the one before, up to a second. For one thread. */
public final class Backoff {
    private static final long FIRST_MILLIS = 20;
    private static final long LONGEST_MILLIS = 1000;

    private long millis = FIRST_MILLIS;

    /** An interrupt does not shorten it: nobody would pause any more from then on. */
    public void pause() {
        Pauses.uninterruptibly(TimeUnit.MILLISECONDS.toNanos(millis));
        millis = Math.min(LONGEST_MILLIS, 2 * millis);
    }
}
