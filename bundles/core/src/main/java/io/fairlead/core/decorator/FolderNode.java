// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.decorator;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** An open folder that no storage has: it is there for the mount points below it, and takes no changes. */
final class FolderNode implements Node {
    private final MountVolume volume;
    private final VPath path;
    private final Attributes attributes;
    private final Set<Access> access;
    private final PinnedCursor cursor;
    private volatile boolean closed;

    FolderNode(MountVolume volume, VPath path, Attributes attributes, Set<Access> access) {
        this.volume = volume;
        this.path = path;
        this.attributes = attributes;
        this.access = access.isEmpty() ? EnumSet.noneOf(Access.class) : EnumSet.copyOf(access);
        cursor = new PinnedCursor(volume, path);
    }

    @Override
    public NodeId id() {
        return attributes.id();
    }

    @Override
    public Attributes attributes() throws StorageException {
        checkOpen();
        return attributes;
    }

    @Override
    public void change(AttributeChanges changes) throws StorageException {
        throw refused(Reason.READ_ONLY);
    }

    @Override
    public int read(ByteBuffer into, long position) throws StorageException {
        throw refused(Reason.IS_DIRECTORY);
    }

    @Override
    public void write(ByteBuffer from, long position) throws StorageException {
        throw refused(Reason.IS_DIRECTORY);
    }

    @Override
    public void resize(long size) throws StorageException {
        throw refused(Reason.IS_DIRECTORY);
    }

    @Override
    public List<Entry> next(int max) throws StorageException {
        checkOpen();
        if (!access.contains(Access.READ)) {
            throw new StorageException(Reason.ACCESS_DENIED, "not opened to list: " + path);
        }
        return cursor.next(max);
    }

    @Override
    public void rewind() throws StorageException {
        checkOpen();
        cursor.rewind();
    }

    @Override
    public void rename(VPath target, boolean replace) throws StorageException {
        throw refused(Reason.ACCESS_DENIED);
    }

    @Override
    public void delete() throws StorageException {
        throw refused(Reason.ACCESS_DENIED);
    }

    @Override
    public void close() {
        closed = true;
        volume.forget(this);
    }

    private StorageException refused(Reason reason) throws StorageException {
        checkOpen();
        return new StorageException(reason, "a folder of mount points: " + path);
    }

    private void checkOpen() throws StorageException {
        if (closed) {
            throw new StorageException(Reason.STALE, "the node was closed");
        }
    }
}
