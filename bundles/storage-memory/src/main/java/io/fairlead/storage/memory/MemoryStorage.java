// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Volume;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A tree of files in memory; it is gone with the object. Every user sees the same tree, and may do everything in it.
 * Thread-safe.
 */
public final class MemoryStorage implements Storage, AutoCloseable {
    private final String id = "memory:" + UUID.randomUUID();
    private final Set<Feature> features;
    private final Budget budget;
    private final Tree tree;
    private final MemorySnapshots snapshots = new MemorySnapshots();
    private volatile boolean closed;

    /** An empty tree without a bound, whose names differ by case. */
    public MemoryStorage() {
        this(Long.MAX_VALUE, false);
    }

    /**
     * An empty tree.
     *
     * @param maxBytes memory for contents, at least 1; streams and extended attributes; beyond it writes are
     *     {@link Reason#NO_SPACE}. Names and other attributes are not counted
     * @param caseInsensitive whether names that differ only in case are one file
     */
    public MemoryStorage(long maxBytes, boolean caseInsensitive) {
        EnumSet<Feature> all = EnumSet.of(
                Feature.WRITE,
                Feature.RANDOM_WRITE,
                Feature.ATOMIC_REPLACE,
                Feature.STABLE_IDS,
                Feature.OPEN_SURVIVES_UNLINK,
                Feature.SET_MODIFIED,
                Feature.SET_ACCESSED,
                Feature.SET_CREATED,
                Feature.DOS_FLAGS,
                Feature.DIRECTORIES,
                Feature.APPEND,
                Feature.SPACE,
                Feature.SYMLINKS,
                Feature.HARD_LINKS,
                Feature.STREAMS,
                Feature.XATTRS,
                Feature.SERVER_COPY,
                Feature.SNAPSHOTS);
        if (caseInsensitive) {
            all.add(Feature.CASE_INSENSITIVE);
        }
        features = Collections.unmodifiableSet(all);
        budget = new Budget(maxBytes);
        tree = new Tree(budget, caseInsensitive);
    }

    /** A random one: no other object has the same files. */
    @Override
    public Optional<String> storageId() {
        return Optional.of(id);
    }

    @Override
    public Set<Feature> features() {
        return features;
    }

    @Override
    public Volume mount(Identity user) throws StorageException {
        return mount(user, LinkPolicy.FOLLOW);
    }

    @Override
    public Volume mount(Identity user, LinkPolicy policy) throws StorageException {
        if (closed) {
            throw new StorageException(Reason.UNAVAILABLE, "the storage was closed");
        }
        return new MemoryVolume(tree, policy, snapshots);
    }

    /** Sets another bound, in bytes, at least 1. What is stored stays, even if it is more. */
    public void limit(long maxBytes) {
        budget.limit(maxBytes);
    }

    /**
     * Keeps a copy of the whole tree as it is now. It takes as much memory again, which the bound does not count.
     *
     * @param time when it is told to be from, cut to the second; another one of that second goes
     * @return the time cut
     */
    public Instant snapshot(Instant time) throws StorageException {
        return snapshots.add(tree, time);
    }

    /** Forgets a snapshot; views of it that are open go on. Returns whether there was one. */
    public boolean deleteSnapshot(Instant time) {
        return snapshots.remove(time);
    }

    /** Refuses new mounts; volumes that are open go on. */
    @Override
    public void close() {
        closed = true;
    }
}
