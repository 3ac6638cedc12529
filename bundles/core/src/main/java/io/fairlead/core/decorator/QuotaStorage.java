// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.decorator;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A storage that holds so much and no more; then writing is {@link Reason#QUOTA}. The sizes of files are counted, gaps
 * included, the texts of symbolic links, and every file, link and directory but the root. A whole-file upload counts beside the file that it is to replace,
 * which is given back when it is published. Changes behind this decorator's back are not seen. Thread-safe.
 *
 * <p>A quota for each user is one of these over each user's {@link SubtreeStorage}.
 */
public final class QuotaStorage implements Storage {
    private final Storage delegate;
    private final Limits limits;
    private final Quota quota;
    private final Set<Feature> features;
    /** Held for writing by whatever takes names away, so that each file is given back once; for reading by opens. */
    private final ReadWriteLock names = new ReentrantReadWriteLock();

    /**
     * Bounds; {@link Long#MAX_VALUE} for none.
     *
     * @param maxBytes of content
     * @param maxFiles files and directories, without the root
     */
    public record Limits(long maxBytes, long maxFiles) {
        public Limits {
            if (maxBytes < 0 || maxFiles < 0) {
                throw new IllegalArgumentException("limits are at least 0, not " + maxBytes + " and " + maxFiles);
            }
        }
    }

    /**
     * Counts what {@code delegate} holds, which takes a listing of every directory, and bounds it from now on.
     *
     * @param delegate a storage with {@link Storage.Feature#STABLE_IDS}, for files are told apart by them
     * @param reader who sees all of it
     * @throws StorageException if it can't be listed
     */
    public QuotaStorage(Storage delegate, Limits limits, Identity reader) throws StorageException {
        if (!delegate.features().contains(Feature.STABLE_IDS)) {
            throw new IllegalArgumentException("a quota needs a storage whose ids are stable");
        }
        this.delegate = delegate;
        this.limits = limits;
        quota = new Quota(limits);
        EnumSet<Feature> all = EnumSet.copyOf(delegate.features());
        all.add(Feature.SPACE);
        features = Collections.unmodifiableSet(all);
        try (Volume volume = delegate.mount(reader)) {
            count(volume);
        }
    }

    /** Bytes counted at this moment, with those reserved for writes under way. */
    public long usedBytes() {
        return quota.usedBytes();
    }

    /** Files and directories counted at this moment. */
    public long usedFiles() {
        return quota.usedFiles();
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
        return new QuotaVolume(delegate.mount(user, policy), this);
    }

    Quota quota() {
        return quota;
    }

    Limits limits() {
        return limits;
    }

    ReadWriteLock names() {
        return names;
    }

    private void count(Volume volume) throws StorageException {
        Deque<VPath> directories = new ArrayDeque<>(List.of(VPath.ROOT));
        while (!directories.isEmpty()) {
            VPath directory = directories.removeLast();
            try (Node node = volume.open(directory, Open.list())) {
                for (List<Entry> page = node.next(1000); !page.isEmpty(); page = node.next(1000)) {
                    for (Entry entry : page) {
                        quota.found(entry.attributes().size());
                        if (entry.attributes().isDirectory()) {
                            directories.addLast(directory.child(entry.name()));
                        }
                    }
                }
            }
        }
    }
}
