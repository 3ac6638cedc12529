// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Volume;

/**
 * By what owners are known, hence where in the hidden folder their files are; and which of them may have any, so that the
 * others cost no call to the storage. Thread-safe.
 */
interface Keeping {
    Spot spot(Owner owner) throws StorageException;

    /** Equal for two views of one owner; null if that can't be told for sure. */
    Object key(Owner owner);

    /** A number that is the same for two views of one owner. */
    int lane(Owner owner);

    /** False only if no owner has any files in the hidden folder. */
    boolean mayHaveAny(Volume volume) throws StorageException;

    /** False only for an owner that has no files in the hidden folder. */
    boolean mayHave(Volume volume, Owner owner) throws StorageException;

    /** The owner is about to get files there. */
    void expect(Volume volume, Owner owner) throws StorageException;

    /** The owner has files there now. */
    void stored(Owner owner);

    /** Whether a record found for this owner is another's, of which the owner only has the identity. */
    boolean isAnothers(OwnerRecord record, Stamp now);
}
