// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** What open files and directories share: each call first checks that the node is open, then its access. */
abstract class MemoryNode implements Node {
    private final MemoryVolume volume;
    private final DirectoryEntry entry; // null for a file that has no name yet
    private final Inode inode;
    private final Set<Access> access;
    private final boolean created;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Takes over the hold on {@code inode}. */
    MemoryNode(MemoryVolume volume, DirectoryEntry entry, Inode inode, Set<Access> access, boolean created) {
        this.volume = volume;
        this.entry = entry;
        this.inode = inode;
        this.access = access.isEmpty() ? EnumSet.noneOf(Access.class) : EnumSet.copyOf(access);
        this.created = created;
    }

    @Override
    public NodeId id() {
        return inode.id();
    }

    @Override
    public Attributes.Kind kind() {
        return inode.kind();
    }

    @Override
    public boolean created() {
        return created;
    }

    @Override
    public Attributes attributes() throws StorageException {
        checkOpen();
        return inode.attributes();
    }

    @Override
    public void change(AttributeChanges changes) throws StorageException {
        check(Access.ATTRIBUTES);
        inode.change(changes);
    }

    @Override
    public boolean isEmpty() throws StorageException {
        checkOpen();
        throw new StorageException(Reason.NOT_DIRECTORY, "not a directory");
    }

    @Override
    public void sync() throws StorageException {
        checkOpen(); // memory is as stable as it gets
    }

    @Override
    public void rename(VPath target, boolean replace) throws StorageException {
        check(Access.DELETE);
        volume.names().rename(entry, target, replace, volume.policy());
    }

    @Override
    public void delete() throws StorageException {
        check(Access.DELETE);
        volume.names().delete(entry);
    }

    @Override
    public final void close() throws StorageException {
        if (closed.compareAndSet(false, true)) {
            volume.forget(this);
            try {
                closing();
            } finally {
                inode.release();
            }
        }
    }

    /** Called once, before the file is let go. */
    void closing() throws StorageException {}

    final MemoryVolume volume() {
        return volume;
    }

    final Inode inode() {
        return inode;
    }

    /** The name it was opened by; null for a file that has none yet. */
    final DirectoryEntry entry() {
        return entry;
    }

    final boolean has(Access right) {
        return access.contains(right);
    }

    final void checkOpen() throws StorageException {
        if (closed.get()) {
            throw new StorageException(Reason.STALE, "the node was closed");
        }
    }

    final void check(Access needed) throws StorageException {
        checkOpen();
        if (!has(needed)) {
            throw new StorageException(Reason.ACCESS_DENIED, "not opened for " + needed);
        }
    }
}
