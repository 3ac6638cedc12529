// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.ForwardingVolume;
import io.fairlead.api.storage.HardLinks;
import io.fairlead.api.storage.LinkEncountered;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.ServerCopy;
import io.fairlead.api.storage.Snapshots;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Streams;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.api.storage.Watch;
import io.fairlead.api.storage.Xattrs;
import io.fairlead.core.link.LinkResolution;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One user's view of a supplemented storage. The one below stops at links, which are followed here: so the paths that
 * metadata is known by are true ones, and no link leads into the hidden folder.
 */
final class SupplementedVolume extends ForwardingVolume {
    private static final Logger LOG = LoggerFactory.getLogger(SupplementedVolume.class);

    private final Supplement supplement;
    private final LinkResolution links;
    private final Set<Node> open = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    SupplementedVolume(Volume delegate, Supplement supplement, LinkResolution links) {
        super(delegate);
        this.supplement = supplement;
        this.links = links;
    }

    Supplement supplement() {
        return supplement;
    }

    Volume below() {
        return delegate;
    }

    /** A call with a path. */
    @FunctionalInterface
    interface At<T> {
        T run(VPath path) throws StorageException;
    }

    /** Makes a call, again where each link that it meets leads, if that is wanted. */
    <T> T following(VPath path, At<T> call) throws StorageException {
        VPath at = path;
        for (int followed = 0; ; followed++) {
            try {
                return call.run(at);
            } catch (LinkEncountered met) {
                at = links.next(met, path, followed);
            }
        }
    }

    /** How something looks below, or null if nothing is there. */
    Attributes look(VPath path, Links last) throws StorageException {
        try {
            return delegate.attributes(path, last);
        } catch (StorageException e) {
            if (HiddenFiles.isAbsent(e.reason())) {
                return null;
            }
            throw e;
        }
    }

    @Override
    public Attributes attributes(VPath path) throws StorageException {
        return attributes(path, Links.FOLLOW);
    }

    @Override
    public Attributes attributes(VPath path, Links last) throws StorageException {
        return following(path, at -> {
            Reserved.refuse(at, false);
            return supplement.shown(delegate, at, delegate.attributes(at, last));
        });
    }

    @Override
    public Node open(VPath path, Open how) throws StorageException {
        return following(path, at -> openAt(at, how));
    }

    /** Opens what has a true path. */
    SupplementedNode openSame(VPath path, Open how) throws StorageException {
        return HiddenFiles.refusingLinks(() -> openAt(path, how));
    }

    private SupplementedNode openAt(VPath path, Open how) throws StorageException {
        Reserved.refuse(path, how.disposition() != Open.Disposition.OPEN);
        Node node = delegate.open(path, how);
        SupplementedNode opened = how.disposition() == Open.Disposition.REPLACE
                ? new SupplementedUpload(this, node, path, how)
                : new SupplementedNode(this, node, path, how);
        if (node.created()) {
            forgetDead(opened.owner());
        }
        add(opened);
        supplement.opened(opened);
        return opened;
    }

    /** Something new has no metadata, whatever is kept for what was there, or had this id, before. */
    private void forgetDead(Owner owner) {
        try {
            if (supplement.records.keeping().mayHave(delegate, owner)) {
                supplement.records.locked(owner, () -> {
                    supplement.dropQuietly(delegate, owner);
                    return null;
                });
            }
        } catch (StorageException e) {
            warn("Metadata of what was there before may show", owner.path(), e);
        }
    }

    /** To be closed with this volume. */
    void add(Node node) {
        open.add(node);
    }

    /** Whether the node was open until now. */
    boolean forget(Node node) {
        if (node instanceof SupplementedNode mine) {
            supplement.closed(mine);
        }
        return open.remove(node);
    }

    void warn(String what, VPath path, StorageException e) {
        Supplement.warn(what, path, e);
    }

    @Override
    public <T> Optional<T> extension(Class<T> type) {
        Object found = null;
        if (type == Streams.class && supplement.ownsStreams) {
            found = new OwnStreams(this);
        } else if (type == Xattrs.class && supplement.ownsXattrs) {
            found = new OwnXattrs();
        } else if (type == Streams.class) {
            found = delegate.extension(Streams.class).map(PassedOn::streams).orElse(null);
        } else if (type == Xattrs.class) {
            found = delegate.extension(Xattrs.class).map(PassedOn::xattrs).orElse(null);
        } else if (type == ServerCopy.class) {
            found = delegate.extension(ServerCopy.class).map(PassedOn::copy).orElse(null);
        } else if (type == HardLinks.class) {
            found = delegate.extension(HardLinks.class)
                    .map(below -> PassedOn.hardLinks(this, below))
                    .orElse(null);
        } else if (type == Symlinks.class) {
            found = delegate.extension(Symlinks.class)
                    .map(below -> PassedOn.symlinks(this, below))
                    .orElse(null);
        } else if (type == Watch.class) {
            found = delegate.extension(Watch.class)
                    .map(below -> PassedOn.watch(this, below))
                    .orElse(null);
        } else if (type == Snapshots.class) {
            found = delegate.extension(Snapshots.class)
                    .map(below -> PassedOn.snapshots(this, below))
                    .orElse(null);
        }
        return Optional.ofNullable(type.cast(found));
    }

    /** A view of a snapshot: it shows what was kept beside the files then. */
    SupplementedVolume past(Volume snapshot) {
        return new SupplementedVolume(snapshot, supplement.past(), links);
    }

    @Override
    public void close() throws StorageException {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        for (Node node : open) {
            try {
                node.abort();
                node.close();
            } catch (StorageException e) {
                LOG.debug("Closing a node of a volume that ends failed", e);
            }
        }
        delegate.close();
    }
}
