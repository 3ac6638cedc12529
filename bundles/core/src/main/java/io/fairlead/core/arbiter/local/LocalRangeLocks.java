// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter.local;

import io.fairlead.api.export.ByteRange;
import io.fairlead.api.export.OpenId;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.core.arbiter.RangeLocks;
import java.util.List;

/**
 * Locks by the name of their open; each file keeps its own.
 *
 * @param opens knows which file that is
 */
public record LocalRangeLocks(LocalOpens opens) implements RangeLocks {
    @Override
    public void lock(OpenId owner, ByteRange range, boolean exclusive, Patience patience) throws StorageException {
        Entry entry = opens.entry(owner);
        entry.file.locks().lock(entry, range, exclusive, patience);
    }

    @Override
    public void unlock(OpenId owner, ByteRange range) throws StorageException {
        Entry entry = opens.entry(owner);
        FileLocks locks = entry.file.lockedRanges;
        if (locks == null) {
            throw new StorageException(Reason.NOT_FOUND, "no lock of " + range);
        }
        locks.unlock(entry, range);
    }

    @Override
    public void cancelWaiting(OpenId owner) throws StorageException {
        Entry entry = opens.entry(owner);
        FileLocks locks = entry.file.lockedRanges;
        if (locks != null) {
            locks.cancelWaiting(entry);
        }
    }

    @Override
    public int releaseAll(OpenId owner) throws StorageException {
        Entry entry = opens.entry(owner);
        entry.locksEnded = true; // before the look: who locks now makes the locks first, and then looks at this
        FileLocks locks = entry.file.lockedRanges;
        return locks == null ? 0 : locks.releaseAll(entry);
    }

    @Override
    public int count(OpenId owner) throws StorageException {
        Entry entry = opens.entry(owner);
        FileLocks locks = entry.file.lockedRanges;
        return locks == null ? 0 : locks.count(entry);
    }

    @Override
    public List<Lock> held(OpenId owner) throws StorageException {
        Entry entry = opens.entry(owner);
        FileLocks locks = entry.file.lockedRanges;
        return locks == null ? List.of() : locks.held(entry);
    }
}
