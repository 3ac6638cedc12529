// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.core.names.Names;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A volume of the storage, in use by a session and by each of its opens. It is closed when the last of them lets go, so
 * that parked opens and pending deletions outlive the session whose rights they work with. Thread-safe.
 */
final class Mounted {
    private final Volume volume;
    private final Names names;
    private final AtomicInteger users = new AtomicInteger(1);

    /** @param names how paths of the session become paths of the volume */
    Mounted(Volume volume, Names names) {
        this.volume = volume;
        this.names = names;
    }

    /** Makes a call that needs something to be there, where it is. */
    <T> T find(VPath path, Names.Call<T> call) throws StorageException {
        return names.find(volume, path, call);
    }

    /**
     * Makes a call that may make a name, at the spelling that is there.
     *
     * @param self where the file is that gets the name, for a rename; else null
     */
    <T> T make(VPath path, VPath self, Names.Call<T> call) throws StorageException {
        return names.make(volume, path, self, call);
    }

    Volume volume() {
        return volume;
    }

    /** @throws StorageException {@code STALE} if it was closed */
    void retain() throws StorageException {
        int now = users.get();
        while (now > 0) {
            if (users.compareAndSet(now, now + 1)) {
                return;
            }
            now = users.get();
        }
        throw new StorageException(Reason.STALE, "the session has ended");
    }

    void release() throws StorageException {
        if (users.decrementAndGet() == 0) {
            volume.close();
        }
    }
}
