// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.Set;

/** An open file. */
class FileNode extends MemoryNode {
    private final FileInode file;

    FileNode(MemoryVolume volume, Tree tree, FileInode file, Set<Access> access, boolean created) {
        super(volume, tree, file, access, created);
        this.file = file;
    }

    @Override
    public int read(ByteBuffer into, long position) throws StorageException {
        check(Access.READ);
        int count = file.content().read(into, position);
        file.markRead();
        return count;
    }

    @Override
    public void write(ByteBuffer from, long position) throws StorageException {
        boolean appends = has(Access.APPEND) && !has(Access.WRITE);
        check(appends ? Access.APPEND : Access.WRITE);
        try {
            if (appends) {
                file.content().append(from);
            } else {
                file.content().write(from, position);
            }
        } finally {
            file.markModified(); // part may be written
        }
    }

    @Override
    public void resize(long size) throws StorageException {
        check(Access.WRITE);
        if (size != file.size()) {
            file.content().resize(size);
            file.markModified();
        }
    }
}
