// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A file, directory or link, whatever its names become. Attributes are guarded by this object, its names by the tree. */
abstract class Inode {
    private static final int KEPT_FLAGS =
            Attributes.READ_ONLY | Attributes.HIDDEN | Attributes.SYSTEM | Attributes.ARCHIVE | Attributes.SPARSE;

    private final NodeId id;
    private final StreamTable streams;
    private final XattrTable xattrs;
    private final AtomicInteger holds = new AtomicInteger();
    private volatile int links;
    private Instant created = Instant.now();
    private Instant modified = created;
    private Instant accessed = created;
    private Instant changed = created;
    private int dosFlags;
    private boolean frozen; // of a snapshot: looking at it leaves no trace

    Inode(NodeId id, Budget budget) {
        this.id = id;
        streams = new StreamTable(budget);
        xattrs = new XattrTable(budget);
    }

    NodeId id() {
        return id;
    }

    abstract Attributes.Kind kind();

    /** Counts one more open node or name. */
    final void hold() {
        holds.incrementAndGet();
    }

    /**
     * Counts one more open node, for a caller whose own may be closed by another thread.
     *
     * @throws StorageException {@link Reason#STALE} if nobody held it any more
     */
    final void holdIfHeld() throws StorageException {
        if (holds.getAndUpdate(count -> count == 0 ? 0 : count + 1) == 0) {
            throw new StorageException(Reason.STALE, "the node was closed");
        }
    }

    /** Counts one less; after the last one the memory is given back. */
    final void release() {
        if (holds.decrementAndGet() == 0) {
            free();
        }
    }

    /** Gives memory back; nobody reaches it any more. */
    void free() {
        streams.free();
        xattrs.free();
    }

    /** Counts names. The caller holds the tree's lock. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // guarded by the tree's lock, read without
    final void named(int more) {
        links += more;
        markChanged();
    }

    final boolean isNamed() {
        return links > 0;
    }

    final StreamTable streams() {
        return streams;
    }

    final XattrTable xattrs() {
        return xattrs;
    }

    abstract long size();

    abstract long allocated();

    synchronized Attributes attributes() {
        return new Attributes(
                id,
                kind(),
                size(),
                created,
                modified,
                accessed,
                changed,
                allocated(),
                Math.max(1, links),
                dosFlags,
                Optional.empty());
    }

    synchronized void change(AttributeChanges changes) throws StorageException {
        if (changes.mode() != null) {
            throw new StorageException(Reason.NOT_SUPPORTED, "POSIX modes are not kept");
        }
        if (changes.dosFlags() != null && (changes.dosFlags() & ~KEPT_FLAGS) != 0) {
            throw new StorageException(Reason.NOT_SUPPORTED, "flags " + changes.dosFlags() + " are not kept");
        }
        created = changes.created() == null ? created : changes.created();
        modified = changes.modified() == null ? modified : changes.modified();
        accessed = changes.accessed() == null ? accessed : changes.accessed();
        dosFlags = changes.dosFlags() == null ? dosFlags : changes.dosFlags();
        changed = Instant.now();
    }

    synchronized void markRead() {
        accessed = frozen ? accessed : Instant.now();
    }

    /** Becomes what another is now, for good; but for names and a file's content. */
    final void freeze(Inode like) throws StorageException {
        streams.copy(like.streams);
        xattrs.set(like.xattrs.get());
        Attributes was = like.attributes();
        synchronized (this) {
            created = was.created();
            modified = was.modified();
            accessed = was.accessed();
            changed = was.changed();
            dosFlags = was.dosFlags();
            frozen = true;
        }
    }

    synchronized void markModified() {
        modified = Instant.now();
        changed = modified;
    }

    final synchronized void markChanged() {
        changed = Instant.now();
    }
}
