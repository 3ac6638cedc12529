// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.jaas;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * When each account logged in last, for as long as that counts. An account that is not known here logged in to another
 * authenticator, of an earlier configuration for instance: its time starts at the first question. Thread-safe.
 */
final class RecentLogins {
    private static final int REMEMBERED = 100_000;

    private final long longestNanos; // 0 for ever
    private final LongSupplier nanoClock;
    private final Map<String, Long> at = new LinkedHashMap<>(); // guarded by itself; the longest ago first

    RecentLogins(Duration longest, LongSupplier nanoClock) {
        this.longestNanos = longest.toNanos();
        this.nanoClock = nanoClock;
    }

    void note(String account) {
        if (longestNanos == 0) {
            return;
        }
        synchronized (at) {
            at.remove(account); // and in again, as the youngest
            at.put(account, nanoClock.getAsLong());
            Iterator<Long> oldest = at.values().iterator();
            while (at.size() > REMEMBERED) {
                oldest.next();
                oldest.remove();
            }
        }
    }

    boolean isTooLongAgo(String account) {
        if (longestNanos == 0) {
            return false;
        }
        synchronized (at) {
            Long last = at.get(account);
            if (last == null) {
                note(account);
                return false;
            }
            return nanoClock.getAsLong() - last > longestNanos;
        }
    }
}
