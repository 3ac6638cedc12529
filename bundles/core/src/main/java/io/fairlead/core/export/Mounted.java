// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Volume;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A volume of the storage, in use by a session and by each of its opens. It is closed when the last of them lets go, so
 * that parked opens and pending deletions outlive the session whose rights they work with. Thread-safe.
 */
final class Mounted {
    private final Volume volume;
    private final AtomicInteger users = new AtomicInteger(1);

    Mounted(Volume volume) {
        this.volume = volume;
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
