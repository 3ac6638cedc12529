// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.login;

import java.time.Duration;
import java.util.Map;

/**
 * Recent failures, and bans, by key. Thread-safe, does not block. What another server on another machine has counted may
 * lag by seconds. Times are durations, never points in time, so that no two clocks have to agree.
 */
public interface FailureCounts {
    /** Failures of this key, at most 500 characters, that still count. */
    int count(String key);

    /** Time since the last failure of this key that still counts; as good as for ever without one. */
    Duration sinceLast(String key);

    /**
     * Counts one more failure of a key.
     *
     * @param window how long after its first failure a key starts at zero again
     * @return failures now, at least 1
     */
    int add(String key, Duration window);

    /** Takes failures back, down to none; a ban stays. */
    void subtract(String key, int failures);

    /** Bans a key, and starts its count at zero. */
    void ban(String key, Duration length);

    /** What remains of a key's ban; zero if it is not banned. */
    Duration bannedFor(String key);

    /** What remains of each ban. */
    Map<String, Duration> bans();

    /** Forgets a key's failures, and its ban. */
    void forget(String key);
}
