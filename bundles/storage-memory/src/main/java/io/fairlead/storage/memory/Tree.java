// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Space;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The names. One lock guards them all: whoever looks a path up holds it for reading, whoever adds, moves or removes a
 * name holds it for writing; so every change of names is atomic. It is never held while content is read or written, and
 * no other lock is held when it is taken. Thread-safe.
 */
final class Tree {
    private static final int MAX_NAME_BYTES = 255; // as on most disks, so that what fits here can be copied there

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final long idOfTree = ThreadLocalRandom.current().nextLong();
    private final AtomicLong lastId = new AtomicLong();
    private final Budget budget;
    private final Comparator<String> names;
    private final DirectoryInode root;

    Tree(Budget budget, boolean caseInsensitive) {
        this.budget = budget;
        names = caseInsensitive ? String.CASE_INSENSITIVE_ORDER : Comparator.naturalOrder();
        root = new DirectoryInode(nextId(), names);
    }

    /**
     * What {@link #open} found or made.
     *
     * @param inode held for the caller, who releases it
     * @param created whether it is new
     */
    record Opened(Inode inode, boolean created) {}

    Space space() {
        return budget.space();
    }

    Attributes attributes(VPath path) throws StorageException {
        Lock reading = lockForReading();
        try {
            return find(path).attributes();
        } finally {
            reading.unlock();
        }
    }

    /** Opens by any disposition but {@link Open.Disposition#REPLACE}. */
    Opened open(VPath path, Open how) throws StorageException {
        Lock held = how.disposition() == Open.Disposition.OPEN ? lockForReading() : lockForWriting();
        try {
            Inode inode = path.isRoot() ? root : child(parentOf(path), path);
            boolean create = inode == null;
            if (create && how.disposition() == Open.Disposition.OPEN) {
                throw new StorageException(Reason.NOT_FOUND, path);
            }
            if (create) {
                inode = how.kind() == Open.Kind.DIRECTORY ? new DirectoryInode(nextId(), names) : newFile();
                link(inode, parentOf(path), path.name());
            } else if (how.disposition() == Open.Disposition.CREATE) {
                throw new StorageException(Reason.EXISTS, path);
            } else {
                checkKind(inode, how.kind(), path);
            }
            inode.hold();
            return new Opened(inode, create);
        } finally {
            held.unlock();
        }
    }

    /** The directory a file may be published in as {@code path}. */
    DirectoryInode openParent(VPath path) throws StorageException {
        Lock reading = lockForReading();
        try {
            if (path.isRoot()) {
                throw new StorageException(Reason.IS_DIRECTORY, path);
            }
            DirectoryInode parent = parentOf(path);
            Inode old = child(parent, path);
            if (old != null) {
                checkKind(old, Open.Kind.FILE, path);
            }
            return parent;
        } finally {
            reading.unlock();
        }
    }

    /** A file under no name. */
    FileInode newFile() {
        return new FileInode(nextId(), budget);
    }

    /** Gives {@code file} a name, in place of the file that has it. */
    void publish(FileInode file, DirectoryInode parent, VPath path) throws StorageException {
        Lock writing = lockForWriting();
        try {
            if (isUnlinked(parent)) {
                throw new StorageException(Reason.PARENT_NOT_FOUND, path);
            }
            Inode old = child(parent, path);
            if (old != null) {
                checkKind(old, Open.Kind.FILE, path);
                unlink(old);
            }
            link(file, parent, path.name());
        } finally {
            writing.unlock();
        }
    }

    /** As {@link io.fairlead.api.storage.Node#rename}. */
    void rename(Inode inode, VPath target, boolean replace) throws StorageException {
        Lock writing = lockForWriting();
        try {
            checkRemovable(inode);
            if (target.isRoot()) {
                throw new StorageException(replace ? Reason.ACCESS_DENIED : Reason.EXISTS, target);
            }
            DirectoryInode parent = parentOf(target);
            for (Inode above = parent; above != null; above = above.parent) {
                if (above == inode) {
                    throw new StorageException(Reason.NAME_INVALID, "a directory into itself: " + target);
                }
            }
            Inode old = child(parent, target);
            if (old == inode && inode.name.equals(target.name())) {
                return;
            }
            if (old != null && old != inode) {
                checkReplaceable(old, inode, target, replace);
                unlink(old);
            }
            inode.hold(); // unlinking it must not be the end of it
            unlink(inode);
            link(inode, parent, target.name());
            inode.release();
        } finally {
            writing.unlock();
        }
    }

    /** As {@link io.fairlead.api.storage.Node#delete}. */
    void delete(Inode inode) throws StorageException {
        Lock writing = lockForWriting();
        try {
            checkRemovable(inode);
            checkEmpty(inode);
            unlink(inode);
        } finally {
            writing.unlock();
        }
    }

    /** Up to {@code max} entries that come after the name {@code last}; from the start if it is null. */
    List<Entry> list(DirectoryInode directory, String last, int max) {
        Lock reading = lockForReading();
        try {
            NavigableMap<String, Inode> rest =
                    last == null ? directory.children : directory.children.tailMap(last, false);
            List<Entry> entries = new ArrayList<>();
            for (Map.Entry<String, Inode> child : rest.entrySet()) {
                if (entries.size() == max) {
                    break;
                }
                entries.add(new Entry(child.getKey(), child.getValue().attributes()));
            }
            return entries;
        } finally {
            reading.unlock();
        }
    }

    private NodeId nextId() {
        return new NodeId(idOfTree, lastId.incrementAndGet());
    }

    private Lock lockForReading() {
        lock.readLock().lock();
        return lock.readLock();
    }

    private Lock lockForWriting() {
        lock.writeLock().lock();
        return lock.writeLock();
    }

    private Inode find(VPath path) throws StorageException {
        Inode found = path.isRoot() ? root : child(parentOf(path), path);
        if (found == null) {
            throw new StorageException(Reason.NOT_FOUND, path);
        }
        return found;
    }

    private DirectoryInode parentOf(VPath path) throws StorageException {
        DirectoryInode directory = root;
        for (String name : path.parent().names()) {
            Inode next = directory.children.get(name);
            if (next == null) {
                throw new StorageException(Reason.PARENT_NOT_FOUND, path);
            }
            checkKind(next, Open.Kind.DIRECTORY, path);
            directory = (DirectoryInode) next;
        }
        return directory;
    }

    /** What {@code path} names in {@code parent}; null if there is nothing. */
    private static Inode child(DirectoryInode parent, VPath path) throws StorageException {
        if (path.name().getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            throw new StorageException(Reason.NAME_INVALID, "longer than " + MAX_NAME_BYTES + " bytes: " + path);
        }
        return parent.children.get(path.name());
    }

    private static void link(Inode inode, DirectoryInode parent, String name) {
        inode.hold();
        inode.parent = parent;
        inode.name = name;
        parent.children.put(name, inode);
        parent.markModified();
    }

    private static void unlink(Inode inode) {
        inode.parent.children.remove(inode.name);
        inode.parent.markModified();
        inode.parent = null;
        inode.release();
    }

    private boolean isUnlinked(Inode inode) {
        return inode.parent == null && inode != root;
    }

    private void checkRemovable(Inode inode) throws StorageException {
        if (inode == root) {
            throw new StorageException(Reason.ACCESS_DENIED, VPath.ROOT);
        }
        if (isUnlinked(inode)) {
            throw new StorageException(Reason.STALE, "deleted, was " + inode.name);
        }
    }

    private static void checkReplaceable(Inode old, Inode by, VPath target, boolean replace) throws StorageException {
        if (!replace) {
            throw new StorageException(Reason.EXISTS, target);
        }
        checkKind(old, by instanceof FileInode ? Open.Kind.FILE : Open.Kind.DIRECTORY, target);
        checkEmpty(old);
    }

    private static void checkEmpty(Inode inode) throws StorageException {
        if (inode instanceof DirectoryInode directory && !directory.children.isEmpty()) {
            throw new StorageException(Reason.NOT_EMPTY, inode.name);
        }
    }

    private static void checkKind(Inode inode, Open.Kind kind, VPath path) throws StorageException {
        if (kind == Open.Kind.FILE && inode instanceof DirectoryInode) {
            throw new StorageException(Reason.IS_DIRECTORY, path);
        }
        if (kind == Open.Kind.DIRECTORY && inode instanceof FileInode) {
            throw new StorageException(Reason.NOT_DIRECTORY, path);
        }
    }
}
