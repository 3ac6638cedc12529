// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.util.Set;

/** A whole-file upload: a file under no name until it is closed. */
final class ReplaceNode extends FileNode {
    private final FileInode file;
    private final DirectoryInode parent; // kept open, so that the upload follows when the folder is renamed
    private final VPath path;
    private volatile boolean aborted;

    ReplaceNode(MemoryVolume volume, FileInode file, Spot spot, Set<Access> access) {
        super(volume, file, access);
        file.hold();
        this.file = file;
        parent = spot.parent();
        path = spot.path();
    }

    @Override
    public void change(AttributeChanges changes) throws StorageException {
        if (!has(Access.WRITE)) {
            check(Access.ATTRIBUTES);
        }
        checkOpen();
        file.change(changes);
    }

    @Override
    public void rename(VPath target, boolean replace) throws StorageException {
        throw new StorageException(Reason.NOT_SUPPORTED, "has no name before it is closed");
    }

    @Override
    public void delete() throws StorageException {
        throw new StorageException(Reason.NOT_SUPPORTED, "has no name before it is closed");
    }

    @Override
    public void abort() {
        aborted = true;
    }

    @Override
    void closing() throws StorageException {
        if (!aborted) {
            volume().names().publish(file, parent, path);
        }
    }
}
