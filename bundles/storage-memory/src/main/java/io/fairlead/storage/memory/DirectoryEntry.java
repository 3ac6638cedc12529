// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;

/** A name in a directory, and what has it: a file may have several. Guarded by the tree's lock. */
final class DirectoryEntry {
    private final Inode inode;
    private DirectoryInode parent; // null for the root, and for a name that was removed
    private String name;

    private DirectoryEntry(Inode inode, DirectoryInode parent, String name) {
        this.inode = inode;
        this.parent = parent;
        this.name = name;
    }

    /** That of the root, which has no name and can't be removed. */
    static DirectoryEntry ofRoot(DirectoryInode root) {
        DirectoryEntry entry = new DirectoryEntry(root, null, "");
        root.hold();
        root.entry = entry;
        return entry;
    }

    /** Adds a name that is free. */
    static DirectoryEntry add(Inode inode, DirectoryInode parent, String name) {
        DirectoryEntry entry = new DirectoryEntry(inode, parent, name);
        inode.hold();
        inode.named(1);
        entry.hang();
        return entry;
    }

    private void hang() {
        parent.children.put(name, this);
        parent.markModified();
        if (inode instanceof DirectoryInode directory) {
            directory.entry = this;
        }
    }

    /** Gives it another name, which is free. */
    void move(DirectoryInode newParent, String newName) {
        parent.children.remove(name);
        parent.markModified();
        parent = newParent;
        name = newName;
        hang();
    }

    void remove() {
        parent.children.remove(name);
        parent.markModified();
        parent = null;
        inode.named(-1);
        inode.release();
    }

    void checkRemovable() throws StorageException {
        if (isRoot()) {
            throw new StorageException(Reason.ACCESS_DENIED, VPath.ROOT);
        }
        if (isGone()) {
            throw new StorageException(Reason.STALE, "deleted, was " + name);
        }
    }

    private boolean isRoot() {
        return name.isEmpty();
    }

    boolean isGone() {
        return parent == null && !isRoot();
    }

    Inode inode() {
        return inode;
    }

    DirectoryInode parent() {
        return parent;
    }

    String name() {
        return name;
    }
}
