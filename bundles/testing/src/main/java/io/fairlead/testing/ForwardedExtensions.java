// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing;

import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.HardLinks;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.ServerCopy;
import io.fairlead.api.storage.Snapshots;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Streams;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.Volume;
import io.fairlead.api.storage.Watch;
import io.fairlead.api.storage.Xattrs;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Passes the extensions of a decorated volume on: they are given nodes of the decorator, and the volume below wants its
 * own.
 */
public final class ForwardedExtensions {
    private final Volume delegate;
    private final Nodes nodes;

    /** How a decorator makes its nodes. */
    public interface Nodes {
        /** Told before each call that is passed on; what it throws comes in the place of the call. */
        default void before(String call) throws StorageException {}

        /** The decorator's, of a node of the volume below. */
        Node wrap(Node below, String what);

        /** The node below. */
        Node unwrap(Node ours);
    }

    public ForwardedExtensions(Volume delegate, Nodes nodes) {
        this.delegate = delegate;
        this.nodes = nodes;
    }

    /** As {@link Volume#extension}, for every type of ours. */
    public <T> Optional<T> find(Class<T> type) {
        if (type == Symlinks.class || type == Watch.class || type == Snapshots.class) {
            return delegate.extension(type); // they are given no nodes
        }
        Optional<?> found = Optional.empty();
        if (type == Streams.class) {
            found = delegate.extension(Streams.class).map(ForwardedStreams::new);
        } else if (type == Xattrs.class) {
            found = delegate.extension(Xattrs.class).map(ForwardedXattrs::new);
        } else if (type == HardLinks.class) {
            found = delegate.extension(HardLinks.class).map(this::links);
        } else if (type == ServerCopy.class) {
            found = delegate.extension(ServerCopy.class).map(this::copy);
        }
        return found.map(type::cast);
    }

    private HardLinks links(HardLinks below) {
        return (file, name, replace) -> {
            nodes.before("hard link " + name);
            below.link(nodes.unwrap(file), name, replace);
        };
    }

    private ServerCopy copy(ServerCopy below) {
        return (source, at, target, position, count) -> {
            nodes.before("copy");
            return below.copy(nodes.unwrap(source), at, nodes.unwrap(target), position, count);
        };
    }

    private final class ForwardedStreams implements Streams {
        private final Streams below;

        ForwardedStreams(Streams below) {
            this.below = below;
        }

        @Override
        public List<Entry> list(Node owner) throws StorageException {
            nodes.before("list of streams");
            return below.list(nodes.unwrap(owner));
        }

        @Override
        public Node open(Node owner, String stream, Open how) throws StorageException {
            nodes.before("open of a stream");
            return nodes.wrap(below.open(nodes.unwrap(owner), stream, how), "stream " + stream);
        }

        @Override
        public void rename(Node owner, String from, String to, boolean replace) throws StorageException {
            nodes.before("rename of a stream");
            below.rename(nodes.unwrap(owner), from, to, replace);
        }
    }

    private final class ForwardedXattrs implements Xattrs {
        private final Xattrs below;

        ForwardedXattrs(Xattrs below) {
            this.below = below;
        }

        @Override
        public Map<String, byte[]> get(Node node) throws StorageException {
            nodes.before("extended attributes");
            return below.get(nodes.unwrap(node));
        }

        @Override
        public void set(Node node, Map<String, byte[]> changes) throws StorageException {
            nodes.before("change of extended attributes");
            below.set(nodes.unwrap(node), changes);
        }
    }
}
