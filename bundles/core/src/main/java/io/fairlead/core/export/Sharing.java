// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.util.List;

/** The refusals of {@link LocalOpens}, each a rule of [MS-FSA]. Called under the table's mutex. */
final class Sharing {
    private Sharing() {}

    /** [MS-FSA] 2.1.5.1.2, the sharing check. */
    static void refuseConflicts(List<Claim> others, Claim claim, Place place) throws StorageException {
        for (Claim other : others) {
            if (other != claim && !other.ghost && other.mode.conflictsWith(claim.mode)) {
                throw inUse(place, other);
            }
        }
    }

    /** Opens that do not let the file be deleted or renamed. */
    static void refuseKeepers(List<Claim> others, Place place) throws StorageException {
        for (Claim other : others) {
            if (!other.ghost && !other.mode.letsDelete()) {
                throw inUse(place, other);
            }
        }
    }

    /** [MS-FSA] 2.1.5.1.2: nothing is opened that is going to be deleted. */
    static void refusePending(List<Claim> others, Place place) throws StorageException {
        for (Claim other : others) {
            if (other.file.deletePending && !other.unlinked) {
                throw pending(place);
            }
        }
    }

    /** Uploads below, which need their folder: to the storage it may look empty. */
    static void refuseUploadsBelow(Place folder) throws StorageException {
        Claim[] found = new Claim[1];
        folder.forEachBelow(place -> {
            if (!place.uploads.isEmpty()) {
                found[0] = place.uploads.get(0);
            }
        });
        if (found[0] != null) {
            throw inUse(found[0].place, found[0]);
        }
    }

    static StorageException pending(Place place) {
        return new StorageException(Reason.IN_USE, place.path() + " is going to be deleted");
    }

    private static StorageException inUse(Place place, Claim other) {
        return new StorageException(Reason.IN_USE, place.path() + " is open for " + other.session);
    }
}
