// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import io.fairlead.api.storage.VPath;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Paths of which something was found out a moment ago, so that the server need not be asked again. Thread-safe. */
final class RecentPaths {
    private static final int MAX = 1_000;

    private final long trustedNanos;

    private final Map<VPath, Long> seen = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<VPath, Long> eldest) {
            return size() > MAX;
        }
    };

    /** @param trusted how long something is believed */
    RecentPaths(Duration trusted) {
        trustedNanos = trusted.toNanos();
    }

    synchronized void add(VPath path) {
        seen.put(path, System.nanoTime());
    }

    synchronized boolean contains(VPath path) {
        Long at = seen.get(path);
        return at != null && System.nanoTime() - at < trustedNanos;
    }

    /** Forgets it and everything below, as something has changed there. */
    synchronized void forget(VPath changed) {
        seen.keySet().removeIf(p -> p.startsWith(changed));
    }
}
