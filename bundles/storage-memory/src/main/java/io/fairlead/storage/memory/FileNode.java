// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.Set;

/** An open file, or an open stream of one. */
class FileNode extends MemoryNode {
    private final Content content;

    FileNode(MemoryVolume volume, DirectoryEntry entry, Content content, Set<Access> access, boolean created) {
        super(volume, entry, entry.inode(), access, created);
        this.content = content;
    }

    /** Of a file that has no name yet. */
    FileNode(MemoryVolume volume, FileInode file, Set<Access> access) {
        super(volume, null, file, access, false);
        content = file.content();
    }

    final Content content() {
        return content;
    }

    @Override
    public final long size() throws StorageException {
        checkOpen();
        return content.size();
    }

    @Override
    public int read(ByteBuffer into, long position) throws StorageException {
        check(Access.READ);
        int count = content.read(into, position);
        inode().markRead();
        return count;
    }

    @Override
    public void write(ByteBuffer from, long position) throws StorageException {
        boolean appends = has(Access.APPEND) && !has(Access.WRITE);
        check(appends ? Access.APPEND : Access.WRITE);
        try {
            if (appends) {
                content.append(from);
            } else {
                content.write(from, position);
            }
        } finally {
            inode().markModified(); // part may be written
        }
    }

    @Override
    public void resize(long size) throws StorageException {
        check(Access.WRITE);
        if (size != content.size()) {
            content.resize(size);
            inode().markModified();
        }
    }
}
