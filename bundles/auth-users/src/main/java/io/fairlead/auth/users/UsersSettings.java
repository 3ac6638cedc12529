// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How to authenticate.
 *
 * @param file of users; need not exist yet
 * @param cache how long a password that was right need not be hashed again; zero for never
 */
public record UsersSettings(Path file, Duration cache) {
    private static final Duration LONGEST = Duration.ofDays(1);

    /** Remembers for 5 minutes. */
    public static UsersSettings of(Path file) {
        return new UsersSettings(file, Duration.ofMinutes(5));
    }

    /**
     * @throws IllegalArgumentException if the time is negative or more than a day
     */
    public UsersSettings {
        if (cache.isNegative() || cache.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "cacheSeconds = " + cache.toSeconds() + "; expected 0 to " + LONGEST.toSeconds());
        }
    }
}
