// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import org.osgi.annotation.versioning.ConsumerType;

/** Extension: further names of a file. Thread-safe. */
@ConsumerType
public interface HardLinks {
    /**
     * Gives an open file one more name; both are equal from then on.
     *
     * @param file a file, not a directory, opened with any access through this volume
     * @param replace whether a file of that name goes, at once
     * @throws StorageException {@link Reason#EXISTS} unless {@code replace}; {@link Reason#IS_DIRECTORY};
     *     {@link Reason#PARENT_NOT_FOUND}; {@link Reason#NAME_INVALID}; {@link Reason#STALE} if the file has no name left;
     *     {@link Reason#NOT_SUPPORTED} where the medium has none, or the new name is on another one;
     *     {@link LinkEncountered} for a link in the parents of {@code name}, under {@link LinkPolicy#STOP}
     */
    void link(Node file, VPath name, boolean replace) throws StorageException;
}
