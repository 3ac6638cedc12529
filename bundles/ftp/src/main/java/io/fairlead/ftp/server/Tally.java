// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** How many sessions each key (a user) has, up to a limit. Keeps nothing of those who have none. Thread-safe. */
final class Tally<K> {
    private final ConcurrentMap<K, Integer> counts = new ConcurrentHashMap<>();

    /** Counts one more, unless that would be more than {@code limit}; 0 is no limit. */
    boolean enter(K key, int limit) {
        int count = counts.merge(key, 1, Integer::sum);
        if (limit > 0 && count > limit) {
            leave(key);
            return false;
        }
        return true;
    }

    void leave(K key) {
        counts.computeIfPresent(key, (k, count) -> count == 1 ? null : count - 1);
    }
}
