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
 * name holds it for writing ({@link NameChanges}); so every change of names is atomic. It is never held while content is
 * read or written, and no other lock but an inode's is taken while it is held. Thread-safe.
 */
final class Tree {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final long idOfTree = ThreadLocalRandom.current().nextLong();
    private final AtomicLong lastId = new AtomicLong();
    private final Budget budget;
    private final Comparator<String> names;
    private final DirectoryInode root;

    Tree(Budget budget, boolean caseInsensitive) {
        this(budget, caseInsensitive ? String.CASE_INSENSITIVE_ORDER : Comparator.<String>naturalOrder());
    }

    private Tree(Budget budget, Comparator<String> names) {
        this.budget = budget;
        this.names = names;
        root = newDirectory();
        DirectoryEntry.ofRoot(root);
    }

    /**
     * What {@link #open} found or made.
     *
     * @param entry whose inode is held for the caller, who releases it
     * @param created whether it is new
     */
    record Opened(DirectoryEntry entry, boolean created) {}

    /** As it is now, with files of their own, which nobody counts. */
    Tree copy() throws StorageException {
        Tree copy = new Tree(new Budget(Long.MAX_VALUE), names);
        TreeCopy making = new TreeCopy(copy);
        Lock reading = lockForReading();
        try {
            making.names(root, copy.root);
        } finally {
            reading.unlock();
        }
        making.contents();
        return copy;
    }

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

    /** Where a path leads; the caller holds the lock. */
    Spot find(VPath path, Links links, LinkPolicy policy) throws StorageException {
        return new Walk(root, path, links, policy).run();
    }

    /** Opens by any disposition but {@link Open.Disposition#REPLACE}. */
    Opened open(VPath path, Open how, LinkPolicy policy) throws StorageException {
        boolean mustBeNew = how.disposition() == Open.Disposition.CREATE;
        Lock held = how.disposition() == Open.Disposition.OPEN ? lockForReading() : lockForWriting();
        try {
            // A link that is there is in the way of a new name, wherever it points to.
            Spot spot = find(path, mustBeNew ? Links.ITSELF : how.links(), policy);
            DirectoryEntry entry = spot.entry();
            boolean create = entry == null;
            if (create && how.disposition() == Open.Disposition.OPEN) {
                throw new StorageException(Reason.NOT_FOUND, path);
            }
            if (create) {
                Inode made = how.kind() == Open.Kind.DIRECTORY ? newDirectory() : newFile();
                entry = DirectoryEntry.add(made, spot.parent(), spot.path().name());
            } else if (mustBeNew) {
                throw new StorageException(Reason.EXISTS, path);
            } else {
                checkKind(entry.inode(), how.kind(), path);
                checkLink(entry.inode(), how, path);
            }
            entry.inode().hold();
            return new Opened(entry, create);
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

    static void checkUpload(Inode old, VPath path) throws StorageException {
        checkKind(old, Open.Kind.FILE, path);
        if (old instanceof LinkInode) {
            throw new StorageException(Reason.ACCESS_DENIED, path + ": a symbolic link");
        }
    }

    /** A file under no name. */
    FileInode newFile() {
        return new FileInode(nextId(), budget);
    }

    /** A directory under no name. */
    DirectoryInode newDirectory() {
        return new DirectoryInode(nextId(), budget, names);
    }

    /** A symbolic link under no name. */
    LinkInode newLink(String target) {
        return new LinkInode(nextId(), budget, target);
    }

    /** Up to {@code max} entries that come after the name {@code last}; from the start if it is null. */
    List<Entry> list(DirectoryInode directory, String last, int max) {
        Lock reading = lockForReading();
        try {
            NavigableMap<String, DirectoryEntry> rest =
                    last == null ? directory.children : directory.children.tailMap(last, false);
            List<Entry> entries = new ArrayList<>();
            for (Map.Entry<String, DirectoryEntry> child : rest.entrySet()) {
                if (entries.size() == max) {
                    break;
                }
                entries.add(new Entry(child.getKey(), child.getValue().inode().attributes()));
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

    Lock lockForWriting() {
        lock.writeLock().lock();
        return lock.writeLock();
    }

    static void checkKind(Inode inode, Open.Kind kind, VPath path) throws StorageException {
        if (kind == Open.Kind.FILE && inode instanceof DirectoryInode) {
            throw new StorageException(Reason.IS_DIRECTORY, path);
        }
        if (kind == Open.Kind.DIRECTORY && !(inode instanceof DirectoryInode)) {
            throw new StorageException(Reason.NOT_DIRECTORY, path);
        }
    }
}
