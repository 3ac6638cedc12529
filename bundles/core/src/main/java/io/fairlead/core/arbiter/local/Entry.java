// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter.local;

import io.fairlead.api.export.ByteRange;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.core.arbiter.FileGuard;
import io.fairlead.core.arbiter.FileKey;
import io.fairlead.core.arbiter.OpenRecord;
import java.util.Optional;

/** One open in the table, and the guard of its reads and writes. Guarded by the table but for what is volatile. */
final class Entry implements FileGuard {
    OpenRecord record;
    final SharedFile file;
    NameSlot slot;

    /** Closed, and kept only to delete the file when the others close. */
    boolean ghost;

    /** It takes no more wishes. */
    boolean closing;

    boolean deleteOnClose;
    boolean parked;
    boolean persistent;

    /** The file has lost its name, nothing is left to delete. */
    volatile boolean unlinked;

    /** It takes no locks any more. */
    volatile boolean locksEnded;

    Entry(OpenRecord record, SharedFile file, NameSlot slot) {
        this.record = record;
        this.file = file;
        this.slot = slot;
        this.deleteOnClose = record.deleteOnClose();
    }

    boolean isUpload() {
        return record.upload();
    }

    /**
     * As {@link LocalOpens#pendDeletion}.
     *
     * @return a closed open that is to delete the file no longer
     */
    Optional<Entry> pendDeletion(boolean pending) throws StorageException {
        if (closing || unlinked) {
            throw new StorageException(Reason.STALE, slot.path());
        }
        Entry before = file.deleter;
        if (pending && before != null) {
            return Optional.empty();
        }
        file.deletePending = pending;
        file.deleter = pending ? this : null;
        return Optional.ofNullable(before).filter(deleter -> !pending && deleter.ghost);
    }

    /** It stands against nobody from now on; whether it is kept, to delete its file at last. */
    boolean beginClosing() {
        if (deleteOnClose && file.deleter == null && !isUpload() && !unlinked) {
            file.deletePending = true;
            file.deleter = this;
        }
        closing = true;
        ghost = file.deleter == this;
        return ghost;
    }

    @Override
    public FileKey file() {
        return file.key;
    }

    @Override
    public boolean quiet() {
        FileLocks locks = file.lockedRanges;
        return locks == null || locks.isEmpty();
    }

    @Override
    public boolean isUnlinked() {
        return unlinked;
    }

    @Override
    public boolean isDeletePending() {
        return file.deletePending;
    }

    @Override
    public void mayRead(ByteRange range) throws StorageException {
        FileLocks locks = file.lockedRanges;
        if (locks != null) {
            locks.mayRead(this, range);
        }
    }

    @Override
    public void mayWrite(ByteRange range) throws StorageException {
        FileLocks locks = file.lockedRanges;
        if (locks != null) {
            locks.mayWrite(this, range);
        }
    }
}
