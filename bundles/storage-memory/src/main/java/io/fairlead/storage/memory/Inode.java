// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.time.Instant;
import java.util.Optional;

/** A file or directory, whatever its name becomes. Attributes are guarded by this object, its place by the tree. */
abstract class Inode {
    private static final int KEPT_FLAGS =
            Attributes.READ_ONLY | Attributes.HIDDEN | Attributes.SYSTEM | Attributes.ARCHIVE;

    private final NodeId id;
    private Instant created = Instant.now();
    private Instant modified = created;
    private Instant accessed = created;
    private Instant changed = created;
    private int dosFlags;

    /** Where it hangs; null for the root, and for what has no name. Guarded by the tree's lock, as {@link #name}. */
    DirectoryInode parent;

    String name = "";

    Inode(NodeId id) {
        this.id = id;
    }

    NodeId id() {
        return id;
    }

    abstract Attributes.Kind kind();

    /** Counts one more open node or name. */
    void hold() {}

    /** Counts one less; after the last one the memory is given back. */
    void release() {}

    abstract long size();

    abstract long allocated();

    synchronized Attributes attributes() {
        return new Attributes(
                id, kind(), size(), created, modified, accessed, changed, allocated(), 1, dosFlags, Optional.empty());
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
        accessed = Instant.now();
    }

    synchronized void markModified() {
        modified = Instant.now();
        changed = modified;
    }
}
