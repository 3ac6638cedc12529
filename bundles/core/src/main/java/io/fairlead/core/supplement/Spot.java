// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;

/**
 * Where the files of one owner are.
 *
 * @param folder in the hidden folder
 * @param name how the names of the owner's files there begin
 */
record Spot(VPath folder, String name) {
    /** The record. */
    VPath record() throws StorageException {
        return folder.child(name);
    }

    /** The record while it is written, where the storage replaces no file at once. */
    VPath successor() throws StorageException {
        return folder.child(name + ".new");
    }

    /** Content of a stream. */
    VPath stream(int number) throws StorageException {
        return folder.child(name + "." + number);
    }
}
