// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.decorator;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.ForwardingVolume;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Space;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.api.storage.Watch;
import io.fairlead.api.storage.Xattrs;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;

/** One user's view of a storage with a quota. */
final class QuotaVolume extends ForwardingVolume {
    private final QuotaStorage storage;
    private final Set<QuotaNode> nodes = ConcurrentHashMap.newKeySet();

    QuotaVolume(Volume delegate, QuotaStorage storage) {
        super(delegate);
        this.storage = storage;
    }

    @Override
    public Node open(VPath path, Open how) throws StorageException {
        if (!how.changes()) {
            return delegate.open(path, how); // nothing to count
        }
        Lock naming = storage.names().readLock();
        naming.lock();
        try {
            QuotaNode node = how.disposition() == Disposition.REPLACE ? openUpload(path, how) : openNode(path, how);
            nodes.add(node);
            return node;
        } finally {
            naming.unlock();
        }
    }

    @Override
    public Space space() throws StorageException {
        Space below = delegate.space();
        long max = storage.limits().maxBytes();
        long free = Math.max(0, max - storage.usedBytes());
        return new Space(Math.min(max, below.totalBytes()), Math.min(free, below.freeBytes()));
    }

    /** Those by which no counted bytes and no names come to be, but links, which are counted. */
    @Override
    public <T> Optional<T> extension(Class<T> type) {
        if (type == Watch.class) {
            return delegate.extension(type);
        } else if (type == Xattrs.class) {
            return delegate.extension(Xattrs.class)
                    .map(found -> type.cast(new NodeExtensions.InnerXattrs(found, QuotaNode::inner)));
        } else if (type == Symlinks.class) {
            return delegate.extension(Symlinks.class).map(found -> type.cast(new QuotaLinks(found, storage)));
        }
        return Optional.empty();
    }

    @Override
    public void close() throws StorageException {
        for (QuotaNode node : nodes) {
            node.abort();
            node.close();
        }
        delegate.close();
    }

    private record QuotaLinks(Symlinks delegate, QuotaStorage storage) implements Symlinks {
        @Override
        public void create(VPath link, String target) throws StorageException {
            long bytes = target.getBytes(StandardCharsets.UTF_8).length;
            storage.quota().takeLink(bytes);
            Lock naming = storage.names().readLock();
            naming.lock();
            boolean made = false;
            try {
                delegate.create(link, target);
                made = true;
            } finally {
                if (!made) {
                    storage.quota().giveBytes(bytes);
                    storage.quota().giveFile();
                }
                naming.unlock();
            }
        }

        @Override
        public String target(VPath link) throws StorageException {
            return delegate.target(link);
        }
    }

    QuotaStorage storage() {
        return storage;
    }

    void forget(QuotaNode node) {
        nodes.remove(node);
    }

    /** What is there now, below the quota; null if nothing is. */
    private Attributes present(VPath path, Links links) throws StorageException {
        try {
            return delegate.attributes(path, links);
        } catch (StorageException e) {
            if (e.reason() == Reason.NOT_FOUND || e.reason() == Reason.PARENT_NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    /** Of what is at {@code path}; null if nothing is. With the lock on names held for writing. */
    Departure departure(VPath path, Links links) throws StorageException {
        Attributes found = present(path, links);
        return found == null
                ? null
                : new Departure(storage.quota(), found.id(), () -> delegate.attributes(path, links)
                        .size());
    }

    private QuotaNode openUpload(VPath path, Open how) throws StorageException {
        Node node = delegate.open(path, how);
        try {
            return new QuotaNode(this, node, storage.quota().open(node), false, path);
        } catch (StorageException | RuntimeException e) {
            node.abort();
            node.close();
            throw e;
        }
    }

    private QuotaNode openNode(VPath path, Open how) throws StorageException {
        boolean creates = how.disposition() != Disposition.OPEN && present(path, how.links()) == null;
        if (creates) {
            storage.quota().takeFile();
        }
        Node node = null;
        try {
            node = delegate.open(path, how);
        } finally {
            if (creates && (node == null || !node.created())) {
                storage.quota().giveFile();
            }
        }
        try {
            boolean appends =
                    how.access().contains(Access.APPEND) && !how.access().contains(Access.WRITE);
            return new QuotaNode(this, node, written(node, how), appends, null);
        } catch (StorageException | RuntimeException e) {
            node.close();
            throw e;
        }
    }

    private Quota.Written written(Node node, Open how) throws StorageException {
        boolean writes = how.access().contains(Access.WRITE) || how.access().contains(Access.APPEND);
        return writes && node.attributes().isFile() ? storage.quota().open(node) : null;
    }
}
