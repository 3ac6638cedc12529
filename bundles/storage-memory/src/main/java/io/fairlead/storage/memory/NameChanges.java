// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.util.concurrent.locks.Lock;

/** Moves, removes and adds names, each with the tree's lock held for writing. Thread-safe. */
final class NameChanges {
    private final Tree tree;

    NameChanges(Tree tree) {
        this.tree = tree;
    }

    /** Makes a symbolic link where nothing is. */
    void makeLink(VPath path, String target, LinkPolicy policy) throws StorageException {
        Lock writing = tree.lockForWriting();
        try {
            Spot spot = tree.find(path, Links.ITSELF, policy);
            if (spot.found() != null) {
                throw new StorageException(Reason.EXISTS, path);
            }
            checkTarget(spot, target);
            DirectoryEntry.add(tree.newLink(target), spot.parent(), spot.path().name());
        } finally {
            writing.unlock();
        }
    }

    private static void checkTarget(Spot spot, String target) throws StorageException {
        if (target.isEmpty()
                || Walk.target(spot.path().parent().names(), target).isEmpty()) {
            throw new StorageException(Reason.ACCESS_DENIED, spot.path() + ": would lead out");
        }
    }

    /** As {@link io.fairlead.api.storage.Symlinks#replace}. */
    void replaceByLink(VPath path, String target, LinkPolicy policy) throws StorageException {
        Lock writing = tree.lockForWriting();
        try {
            Spot spot = tree.find(path, Links.ITSELF, policy);
            Inode old = spot.found();
            if (old == null) {
                throw new StorageException(Reason.NOT_FOUND, path);
            }
            Tree.checkKind(old, Open.Kind.FILE, path);
            if (old instanceof FileInode && old.size() > 0) {
                throw new StorageException(Reason.NOT_EMPTY, path + ": has content");
            }
            checkTarget(spot, target);
            spot.entry().remove();
            DirectoryEntry.add(tree.newLink(target), spot.parent(), spot.path().name());
        } finally {
            writing.unlock();
        }
    }

    /** Gives {@code file} a name, in place of the file that has it. */
    void publish(FileInode file, DirectoryInode parent, VPath path) throws StorageException {
        Lock writing = tree.lockForWriting();
        try {
            if (parent.entry.isGone()) {
                throw new StorageException(Reason.PARENT_NOT_FOUND, path);
            }
            DirectoryEntry old = parent.children.get(path.name());
            if (old != null) {
                Tree.checkUpload(old.inode(), path);
                old.remove();
            }
            DirectoryEntry.add(file, parent, path.name());
        } finally {
            writing.unlock();
        }
    }

    /** As {@link io.fairlead.api.storage.HardLinks#link}. */
    void add(Inode file, VPath path, boolean replace, LinkPolicy policy) throws StorageException {
        Lock writing = tree.lockForWriting();
        try {
            if (!file.isNamed()) {
                throw new StorageException(Reason.STALE, "the file has no name left");
            }
            if (path.isRoot()) {
                throw new StorageException(replace ? Reason.IS_DIRECTORY : Reason.EXISTS, path);
            }
            Spot spot = tree.find(path, Links.ITSELF, policy);
            if (spot.entry() != null) {
                checkReplaceable(spot.found(), file, path, replace);
                if (spot.found() == file) {
                    return;
                }
                spot.entry().remove();
            }
            DirectoryEntry.add(file, spot.parent(), spot.path().name());
        } finally {
            writing.unlock();
        }
    }

    /** As {@link io.fairlead.api.storage.Node#rename}. */
    void rename(DirectoryEntry entry, VPath target, boolean replace, LinkPolicy policy) throws StorageException {
        Lock writing = tree.lockForWriting();
        try {
            entry.checkRemovable();
            if (target.isRoot()) {
                throw new StorageException(replace ? Reason.ACCESS_DENIED : Reason.EXISTS, target);
            }
            Spot spot = tree.find(target, Links.ITSELF, policy);
            checkNotInside(entry.inode(), spot, target);
            DirectoryEntry old = spot.entry();
            if (old == entry && entry.name().equals(target.name())) {
                return;
            }
            if (old != null && old != entry) {
                checkReplaceable(old.inode(), entry.inode(), target, replace);
                old.remove();
            }
            entry.move(spot.parent(), target.name());
            entry.inode().markChanged();
        } finally {
            writing.unlock();
        }
    }

    private static void checkNotInside(Inode moved, Spot spot, VPath target) throws StorageException {
        for (DirectoryInode above = spot.parent(); above != null; above = above.entry.parent()) {
            if (above == moved) {
                throw new StorageException(Reason.NAME_INVALID, "a directory into itself: " + target);
            }
        }
    }

    /** As {@link io.fairlead.api.storage.Node#delete}. */
    void delete(DirectoryEntry entry) throws StorageException {
        Lock writing = tree.lockForWriting();
        try {
            entry.checkRemovable();
            checkEmpty(entry.inode());
            entry.remove();
        } finally {
            writing.unlock();
        }
    }

    private static void checkReplaceable(Inode old, Inode by, VPath target, boolean replace) throws StorageException {
        if (!replace) {
            throw new StorageException(Reason.EXISTS, target);
        }
        Tree.checkKind(old, by instanceof DirectoryInode ? Open.Kind.DIRECTORY : Open.Kind.FILE, target);
        checkEmpty(old);
    }

    private static void checkEmpty(Inode inode) throws StorageException {
        if (inode instanceof DirectoryInode directory && !directory.children.isEmpty()) {
            throw new StorageException(Reason.NOT_EMPTY, directory.entry.name());
        }
    }
}
