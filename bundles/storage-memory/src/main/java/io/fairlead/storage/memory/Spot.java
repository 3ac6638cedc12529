// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.storage.VPath;

/**
 * Where a path led.
 *
 * @param parent the directory that holds the name; null for the root
 * @param path without any link on the way, and with none at its end that is to be followed
 * @param entry what is there; null if nothing
 */
record Spot(DirectoryInode parent, VPath path, DirectoryEntry entry) {
    /** What is there; null if nothing. */
    Inode found() {
        return entry == null ? null : entry.inode();
    }
}
