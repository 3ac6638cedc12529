// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.ForwardingNode;
import io.fairlead.api.storage.ForwardingVolume;
import io.fairlead.api.storage.HardLinks;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Snapshots;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Streams;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.api.storage.Xattrs;
import io.fairlead.testing.ForwardedExtensions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A storage without some of what it has.
 *
 * @param lacking features that it does not have any more, and refuses
 * @param births whether it tells birth times
 */
public record StrippedStorage(Storage delegate, Set<Feature> lacking, boolean births) implements Storage {
    /** What the supplement adds. */
    static final Set<Feature> METADATA =
            EnumSet.of(Feature.STREAMS, Feature.XATTRS, Feature.DOS_FLAGS, Feature.SET_CREATED);

    /** Known by id. */
    public static StrippedStorage of(Storage delegate) {
        return new StrippedStorage(delegate, METADATA, true);
    }

    /** As {@link #of}, and without these. */
    public static StrippedStorage of(Storage delegate, Feature... besides) {
        Set<Feature> lacking = EnumSet.copyOf(METADATA);
        lacking.addAll(List.of(besides));
        return new StrippedStorage(delegate, lacking, true);
    }

    @Override
    public Set<Feature> features() {
        Set<Feature> features = EnumSet.copyOf(delegate.features());
        features.removeAll(lacking);
        return features;
    }

    @Override
    public Volume mount(Identity user) throws StorageException {
        return mount(user, LinkPolicy.FOLLOW);
    }

    private Attributes bare(NodeId id, Attributes a) {
        return new Attributes(
                id,
                a.kind(),
                a.size(),
                births ? a.created() : a.modified(),
                a.modified(),
                a.accessed(),
                a.changed(),
                a.allocated(),
                a.links(),
                lacking.contains(Feature.DOS_FLAGS) ? 0 : a.dosFlags(),
                a.posix(),
                a.target());
    }

    private NodeId id(VPath path, NodeId known) {
        return lacking.contains(Feature.STABLE_IDS) ? NodeId.ofPath(path) : known;
    }

    @Override
    public Volume mount(Identity user, LinkPolicy policy) throws StorageException {
        return new Stripped(delegate.mount(user, policy));
    }

    /** What is lacking now was lacking then. */
    private final class Past implements Snapshots {
        private final Snapshots below;

        Past(Snapshots below) {
            this.below = below;
        }

        @Override
        public List<Instant> times(VPath path) throws StorageException {
            return below.times(path);
        }

        @Override
        public Volume at(Instant time) throws StorageException {
            return new Stripped(below.at(time));
        }
    }

    private final class Stripped extends ForwardingVolume implements ForwardedExtensions.Nodes {
        private final ForwardedExtensions extensions = new ForwardedExtensions(delegate, this);

        Stripped(Volume delegate) {
            super(delegate);
        }

        @Override
        public Attributes attributes(VPath path) throws StorageException {
            return attributes(path, Links.FOLLOW);
        }

        @Override
        public Attributes attributes(VPath path, Links links) throws StorageException {
            Attributes found = delegate.attributes(path, links);
            return bare(id(path, found.id()), found);
        }

        @Override
        public <T> Optional<T> extension(Class<T> type) {
            if (type == Snapshots.class) {
                return delegate.extension(Snapshots.class).map(below -> type.cast(new Past(below)));
            }
            boolean links = type != HardLinks.class || !lacking.contains(Feature.HARD_LINKS);
            boolean has = links && type != Streams.class && type != Xattrs.class;
            return has ? extensions.find(type) : Optional.empty();
        }

        @Override
        public Node wrap(Node below, String what) {
            throw new AssertionError("no streams");
        }

        @Override
        public Node unwrap(Node ours) {
            return ((StrippedNode) ours).below();
        }

        @Override
        public Node open(VPath path, Open how) throws StorageException {
            return new StrippedNode(delegate.open(path, how), path);
        }
    }

    private final class StrippedNode extends ForwardingNode {
        private final VPath path;

        StrippedNode(Node delegate, VPath path) {
            super(delegate);
            this.path = path;
        }

        Node below() {
            return delegate;
        }

        @Override
        public NodeId id() {
            return StrippedStorage.this.id(path, delegate.id());
        }

        @Override
        public Attributes attributes() throws StorageException {
            return bare(id(), delegate.attributes());
        }

        @Override
        public Attributes opened() throws StorageException {
            return bare(id(), delegate.opened());
        }

        @Override
        public void change(AttributeChanges changes) throws StorageException {
            boolean flags = changes.dosFlags() != null && lacking.contains(Feature.DOS_FLAGS);
            if (flags || (changes.created() != null && lacking.contains(Feature.SET_CREATED))) {
                throw new StorageException(Reason.NOT_SUPPORTED, "not kept");
            }
            delegate.change(changes);
        }

        @Override
        public List<Entry> next(int max) throws StorageException {
            List<Entry> entries = new ArrayList<>();
            for (Entry entry : delegate.next(max)) {
                NodeId id = StrippedStorage.this.id(
                        path.child(entry.name()), entry.attributes().id());
                entries.add(new Entry(entry.name(), bare(id, entry.attributes())));
            }
            return entries;
        }
    }
}
