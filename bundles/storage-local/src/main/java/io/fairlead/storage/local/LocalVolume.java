// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Snapshots;
import io.fairlead.api.storage.Space;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.api.storage.Watch;
import io.fairlead.storage.local.folder.Located;
import io.fairlead.storage.local.folder.Resolver;
import io.fairlead.storage.local.watch.WatchRequest;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** A view of the storage: all users see the same. It owns the nodes and watches opened through it. */
final class LocalVolume implements Volume {
    private final LocalStorage storage;
    private final LinkPolicy policy;
    private final Set<LocalNode> nodes = ConcurrentHashMap.newKeySet();
    private final Set<Watch.Subscription> watches = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    LocalVolume(LocalStorage storage, LinkPolicy policy) {
        this.storage = storage;
        this.policy = policy;
    }

    LocalStorage storage() {
        return storage;
    }

    /** Finds the place of a path as this volume's user asked for it. */
    Located resolve(VPath path, Links last) throws IOException {
        return storage.resolver().resolve(path, last, policy);
    }

    /** As {@link #resolve}, so that {@link Resolver#known} finds the folder for a while. */
    Located resolveToOpen(VPath path, Links last) throws IOException {
        return storage.resolver().resolve(path, last, policy, true);
    }

    void checkOpen() throws StorageException {
        if (closed.get()) {
            throw new StorageException(Reason.STALE, "volume closed");
        }
    }

    void checkWritable(Object about) throws StorageException {
        if (storage.readOnly()) {
            throw new StorageException(Reason.READ_ONLY, about.toString());
        }
    }

    /** A node of this volume, which is open. */
    LocalNode own(Node node) throws StorageException {
        checkOpen();
        if (!(node instanceof LocalNode ours) || ours.volume != this) {
            throw new IllegalArgumentException("not a node of this volume");
        }
        ours.checkOpen();
        return ours;
    }

    @Override
    public Attributes attributes(VPath path) throws StorageException {
        return attributes(path, Links.FOLLOW);
    }

    @Override
    public Attributes attributes(VPath path, Links links) throws StorageException {
        checkOpen();
        return storage.failures().guard(path, () -> {
            try (Located place = resolve(path, links)) {
                Attributes found = storage.attributes(place);
                if (found == null) {
                    throw new StorageException(Reason.NOT_FOUND, path);
                }
                return found;
            }
        });
    }

    @Override
    public Node open(VPath path, Open how) throws StorageException {
        checkOpen();
        if (storage.readOnly() && how.changes()) {
            throw new StorageException(Reason.READ_ONLY, path);
        }
        Opener opener = new Opener(this, path, how);
        return storage.failures().guard(path, opener);
    }

    /** Knows a new node from now on. */
    LocalNode remember(LocalNode node) throws StorageException {
        nodes.add(node);
        if (closed.get()) {
            abandon(node);
            throw new StorageException(Reason.STALE, "volume closed");
        }
        return node;
    }

    @Override
    public Space space() throws StorageException {
        checkOpen();
        return storage.failures().guard("space", storage::space);
    }

    @Override
    public <T> Optional<T> extension(Class<T> type) {
        if (type == Symlinks.class && storage.followsLinks()) {
            return Optional.of(type.cast(new LocalSymlinks(this)));
        }
        if (type == Snapshots.class) {
            return storage.snapshots().map(snapshots -> type.cast(snapshots.of(this, policy)));
        }
        if (type == Watch.class && storage.watches()) {
            Watch watch = (directory, recursive, listener) -> {
                checkOpen();
                return remember(
                        storage.watch(new WatchRequest(directory, recursive, policy, () -> !closed.get()), listener));
            };
            return Optional.of(type.cast(watch));
        }
        return new LocalExtensions(this).find(type);
    }

    private Watch.Subscription remember(Watch.Subscription inner) throws StorageException {
        Watch.Subscription watch = new Watch.Subscription() {
            @Override
            public void close() {
                watches.remove(this);
                inner.close();
            }
        };
        watches.add(watch);
        if (closed.get()) {
            watch.close();
            throw new StorageException(Reason.STALE, "volume closed");
        }
        return watch;
    }

    /** A name moved; see {@link LocalNode#moved}. */
    void moved(VPath from, VPath to) {
        nodes.forEach(node -> node.moved(from, to));
    }

    /** A name is gone, or another file's; see {@link LocalNode#unlinked}. */
    void unlinked(VPath name) {
        nodes.forEach(node -> node.unlinked(name));
    }

    void forget(LocalNode node) {
        nodes.remove(node);
    }

    @Override
    public void close() throws StorageException {
        if (closed.compareAndSet(false, true)) {
            watches.forEach(Watch.Subscription::close);
            nodes.forEach(LocalVolume::abandon);
            storage.forget(this);
        }
    }

    private static void abandon(LocalNode node) {
        node.abort();
        try {
            node.close();
        } catch (IOException x) {
            // it was not to leave anything behind, and does not
        }
    }
}
