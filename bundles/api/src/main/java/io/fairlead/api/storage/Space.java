// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

/**
 * Room, in bytes, as the volume's user sees it.
 *
 * @param totalBytes size of the medium, or of the user's quota where that is smaller
 * @param freeBytes what this user may still write
 */
public record Space(long totalBytes, long freeBytes) {
    /** What a storage without a bound or without the knowledge gives. */
    public static final Space UNKNOWN = new Space(Long.MAX_VALUE, Long.MAX_VALUE);
}
