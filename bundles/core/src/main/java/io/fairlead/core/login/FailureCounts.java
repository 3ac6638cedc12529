// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.login;

import java.time.Duration;
import java.util.Map;

/**
 * Recent failures, and bans, by key. Thread-safe, does not block. An interface, so that servers on several machines can
 * count together some day.
 */
interface FailureCounts {
    /** Failures of this key that still count. */
    int count(LoginKey key);

    /** Time since the last failure of this key that still counts; as good as for ever without one. */
    Duration sinceLast(LoginKey key);

    /**
     * Counts one more failure of a key.
     *
     * @param window how long after its first failure a key starts at zero again
     * @return failures now, at least 1
     */
    int add(LoginKey key, Duration window);

    /** Takes failures back, down to none; a ban stays. */
    void subtract(LoginKey key, int failures);

    /** Bans a key, and starts its count at zero. */
    void ban(LoginKey key, Duration length);

    /** What remains of a key's ban; zero if it is not banned. */
    Duration bannedFor(LoginKey key);

    /** What remains of each ban. */
    Map<LoginKey, Duration> bans();

    /** Forgets a key's failures, and its ban. */
    void forget(LoginKey key);
}
