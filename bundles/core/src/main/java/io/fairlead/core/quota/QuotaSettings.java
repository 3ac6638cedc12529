// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.quota;

import java.time.Duration;

/**
 * Bounds of one Export; 0 for none.
 *
 * @param bytes of content in the whole Export
 * @param files files, folders and links in the whole Export, without its root
 * @param userBytes the same in each user's home
 * @param userFiles likewise
 * @param recount how long after a count the next one begins, where others change the storage, too; zero for never
 */
public record QuotaSettings(long bytes, long files, long userBytes, long userFiles, Duration recount) {
    /** What {@link #recount} is unless it is said. */
    public static final Duration USUAL_RECOUNT = Duration.ofHours(1);

    public static final QuotaSettings NONE = new QuotaSettings(0, 0, 0, 0, USUAL_RECOUNT);

    /** @throws IllegalArgumentException if a number is negative; says which */
    public QuotaSettings {
        notNegative("quotaBytes", bytes);
        notNegative("quotaFiles", files);
        notNegative("userQuotaBytes", userBytes);
        notNegative("userQuotaFiles", userFiles);
        notNegative("quotaRecountMinutes", recount.toMinutes());
    }

    private static void notNegative(String key, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(key + " = " + value + "; expected 0 (no bound) or more");
        }
    }

    boolean ofExport() {
        return bytes > 0 || files > 0;
    }

    /** Whether there is a bound at all. */
    public boolean any() {
        return ofExport() || ofUsers();
    }

    /** Whether each user has a bound, for which the Export must give homes. */
    public boolean ofUsers() {
        return userBytes > 0 || userFiles > 0;
    }
}
