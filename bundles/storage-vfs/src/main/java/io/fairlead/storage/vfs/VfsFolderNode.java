// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.vfs;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;

/**
 * An open folder. Commons VFS gives all children at once, so memory grows with the folder; what is known of each is asked
 * when its turn comes.
 */
final class VfsFolderNode extends VfsNode {
    private FileObject[] children; // guarded by lock; null before the first call
    private int next; // guarded by lock

    VfsFolderNode(VfsVolume volume, VPath path, Open how, boolean created) {
        super(volume, path, how, created);
    }

    @Override
    public List<Entry> next(int max) throws StorageException {
        require(Access.READ);
        if (max < 1) {
            throw new IllegalArgumentException("max must be at least 1, not " + max);
        }
        if (volume.ability().byNameOnly()) {
            throw new StorageException(Reason.NOT_SUPPORTED, path() + ": the provider of the URL can't list");
        }
        lock.lock();
        try {
            if (children == null) {
                children = volume.tree().file(path()).getChildren();
                next = 0;
            }
            List<Entry> entries = new ArrayList<>();
            while (entries.size() < max && next < children.length) {
                addTo(entries, children[next]);
                children[next++] = null;
            }
            return entries;
        } catch (FileSystemException | RuntimeException e) {
            throw Failures.translated(e, path());
        } finally {
            lock.unlock();
        }
    }

    /** Leaves out what is an upload under way, what has gone meanwhile, and a name that can't be one here. */
    private void addTo(List<Entry> entries, FileObject child) throws StorageException {
        String name = Tree.nameOf(child);
        VPath childPath = name == null ? null : path().child(name);
        if (childPath == null || volume.tree().isHidden(childPath)) {
            return;
        }
        Attributes attributes = volume.tree().attributesOf(child, childPath, Links.ITSELF);
        if (attributes != null) {
            entries.add(new Entry(name, attributes));
        }
    }

    @Override
    public void rewind() throws StorageException {
        requireOpen();
        lock.lock();
        try {
            children = null;
        } finally {
            lock.unlock();
        }
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
        requireOpen();
        return new StorageException(Reason.IS_DIRECTORY, path());
    }

    @Override
    public void close() {
        markClosed();
    }
}
