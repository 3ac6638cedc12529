// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

/** An open directory. Its cursor is the last name given, so it needs no memory and survives every change. */
final class DirectoryNode extends MemoryNode {
    private final DirectoryInode directory;
    private String last;

    DirectoryNode(MemoryVolume volume, DirectoryEntry entry, Set<Access> access, boolean created) {
        super(volume, entry, entry.inode(), access, created);
        directory = (DirectoryInode) entry.inode();
    }

    @Override
    public List<Entry> next(int max) throws StorageException {
        check(Access.READ);
        if (max < 1) {
            throw new IllegalArgumentException("max must be at least 1, not " + max);
        }
        List<Entry> entries = volume().tree().list(directory, last, max);
        if (!entries.isEmpty()) {
            last = entries.get(entries.size() - 1).name();
        }
        return entries;
    }

    @Override
    public boolean isEmpty() throws StorageException {
        checkOpen();
        return volume().tree().list(directory, null, 1).isEmpty();
    }

    @Override
    public void rewind() throws StorageException {
        check(Access.READ);
        last = null;
    }

    @Override
    public int read(ByteBuffer into, long position) throws StorageException {
        throw refused();
    }

    @Override
    public void write(ByteBuffer from, long position) throws StorageException {
        throw refused();
    }

    @Override
    public void resize(long size) throws StorageException {
        throw refused();
    }

    private StorageException refused() throws StorageException {
        checkOpen();
        return new StorageException(Reason.IS_DIRECTORY, "a directory has no content");
    }
}
