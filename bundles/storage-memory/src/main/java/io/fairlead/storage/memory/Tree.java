// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Space;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
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

    Attributes attributes(VPath path, Links links, LinkPolicy policy) throws StorageException {
        Lock reading = lockForReading();
        try {
            Inode found = find(path, links, policy).found();
            if (found == null) {
                throw new StorageException(Reason.NOT_FOUND, path);
            }
            return found.attributes();
        } finally {
            reading.unlock();
        }
    }

    private Spot find(VPath path, Links links, LinkPolicy policy) throws StorageException {
        return new Walk(root, path, links, policy).run();
    }

    /** Opens by any disposition but {@link Open.Disposition#REPLACE}. */
    Opened open(VPath path, Open how, LinkPolicy policy) throws StorageException {
        boolean mustBeNew = how.disposition() == Open.Disposition.CREATE;
        Lock held = how.disposition() == Open.Disposition.OPEN ? lockForReading() : lockForWriting();
        try {
            // A link that is there is in the way of a new name, wherever it points to.
            Spot spot = find(path, mustBeNew ? Links.ITSELF : how.links(), policy);
            Inode inode = spot.found();
            boolean create = inode == null;
            if (create && how.disposition() == Open.Disposition.OPEN) {
                throw new StorageException(Reason.NOT_FOUND, path);
            }
            if (create) {
                inode = how.kind() == Open.Kind.DIRECTORY ? new DirectoryInode(nextId(), names) : newFile();
                link(inode, spot.parent(), spot.path().name());
            } else if (mustBeNew) {
                throw new StorageException(Reason.EXISTS, path);
            } else {
                checkKind(inode, how.kind(), path);
                checkLink(inode, how, path);
            }
            inode.hold();
            return new Opened(inode, create);
        } finally {
            held.unlock();
        }
    }

    private static void checkLink(Inode inode, Open how, VPath path) throws StorageException {
        if (inode instanceof LinkInode && !EnumSet.of(Open.Access.DELETE).containsAll(how.access())) {
            throw new StorageException(Reason.ACCESS_DENIED, path + ": a symbolic link");
        }
    }

    /** Where a file may be published. */
    Spot openPlace(VPath path, Links links, LinkPolicy policy) throws StorageException {
        Lock reading = lockForReading();
        try {
            Spot spot = find(path, links, policy);
            if (spot.found() != null) {
                checkUpload(spot.found(), path);
            }
            return spot;
        } finally {
            reading.unlock();
        }
    }

    private static void checkUpload(Inode old, VPath path) throws StorageException {
        checkKind(old, Open.Kind.FILE, path);
        if (old instanceof LinkInode) {
            throw new StorageException(Reason.ACCESS_DENIED, path + ": a symbolic link");
        }
    }

    /** Makes a symbolic link where nothing is. */
    void makeLink(VPath path, String target, LinkPolicy policy) throws StorageException {
        Lock writing = lockForWriting();
        try {
            Spot spot = find(path, Links.ITSELF, policy);
            if (spot.found() != null) {
                throw new StorageException(Reason.EXISTS, path);
            }
            boolean inside = Walk.target(spot.path().parent().names(), target).isPresent();
            if (target.isEmpty() || !inside) {
                throw new StorageException(Reason.ACCESS_DENIED, path + ": would lead out");
            }
            link(new LinkInode(nextId(), target), spot.parent(), spot.path().name());
        } finally {
            writing.unlock();
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
            Inode old = parent.children.get(path.name());
            if (old != null) {
                checkUpload(old, path);
                unlink(old);
            }
            link(file, parent, path.name());
        } finally {
            writing.unlock();
        }
    }

    /** As {@link io.fairlead.api.storage.Node#rename}. */
    void rename(Inode inode, VPath target, boolean replace, LinkPolicy policy) throws StorageException {
        Lock writing = lockForWriting();
        try {
            checkRemovable(inode);
            if (target.isRoot()) {
                throw new StorageException(replace ? Reason.ACCESS_DENIED : Reason.EXISTS, target);
            }
            Spot spot = find(target, Links.ITSELF, policy);
            DirectoryInode parent = spot.parent();
            for (Inode above = parent; above != null; above = above.parent) {
                if (above == inode) {
                    throw new StorageException(Reason.NAME_INVALID, "a directory into itself: " + target);
                }
            }
            Inode old = spot.found();
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
        checkKind(old, by instanceof DirectoryInode ? Open.Kind.DIRECTORY : Open.Kind.FILE, target);
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
        if (kind == Open.Kind.DIRECTORY && !(inode instanceof DirectoryInode)) {
            throw new StorageException(Reason.NOT_DIRECTORY, path);
        }
    }
}
