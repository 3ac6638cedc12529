// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.decorator;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;

/**
 * What a name stands for, which is about to go. While it is decided nobody opens it, for the storage's lock on names is
 * held for writing; but those who have it open may still write to it.
 *
 * @param path the name
 * @param id what it stands for
 * @param held if somebody writes to it; else null
 * @param bytes its size if nobody does
 */
record Departure(QuotaVolume volume, VPath path, NodeId id, Quota.Written held, long bytes) {

    /** Null if nothing is there. */
    static Departure of(QuotaVolume volume, VPath path) throws StorageException {
        Attributes found = volume.present(path);
        if (found == null) {
            return null;
        }
        Quota.Written held = volume.storage().quota().hold(found.id());
        // who wrote to it may have ended after the look
        long bytes = held != null || !found.isFile() ? 0 : volume.size(path);
        return new Departure(volume, path, found.id(), held, bytes);
    }

    /** It is gone; its place among the files is for the caller to give back, or to take. */
    void complete() {
        Quota quota = volume.storage().quota();
        if (held != null) {
            quota.giveBytes(held);
        } else {
            quota.giveBytes(bytes);
        }
    }

    /** It stays. */
    void cancel() {
        if (held != null) {
            held.close(() -> volume.size(path));
        }
    }
}
