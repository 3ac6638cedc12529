// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.layer;

import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.ForwardingVolume;
import io.fairlead.api.storage.HardLinks;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.ServerCopy;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Streams;
import io.fairlead.api.storage.Volume;
import io.fairlead.api.storage.Xattrs;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A volume over another, some of whose nodes are {@link LayerNode}s. Extensions are given the storage's own nodes. */
public abstract class LayerVolume extends ForwardingVolume {
    protected LayerVolume(Volume below) {
        super(below);
    }

    @Override
    public <T> Optional<T> extension(Class<T> type) {
        return delegate.extension(type).map(below -> type.cast(unwrapping(type, below)));
    }

    private static Object unwrapping(Class<?> type, Object below) {
        if (type == Xattrs.class) {
            return new BareXattrs((Xattrs) below);
        } else if (type == Streams.class) {
            return new BareStreams((Streams) below);
        } else if (type == ServerCopy.class) {
            return new BareCopy((ServerCopy) below);
        } else if (type == HardLinks.class) {
            HardLinks links = (HardLinks) below;
            return (HardLinks) (file, name, replace) -> links.link(LayerNode.bare(file), name, replace);
        }
        return below;
    }

    private record BareXattrs(Xattrs below) implements Xattrs {
        @Override
        public Map<String, byte[]> get(Node node) throws StorageException {
            return below.get(LayerNode.bare(node));
        }

        @Override
        public byte[] get(Node node, String name) throws StorageException {
            return below.get(LayerNode.bare(node), name);
        }

        @Override
        public void set(Node node, Map<String, byte[]> changes) throws StorageException {
            below.set(LayerNode.bare(node), changes);
        }
    }

    private record BareStreams(Streams below) implements Streams {
        @Override
        public List<Entry> list(Node owner) throws StorageException {
            return below.list(LayerNode.bare(owner));
        }

        @Override
        public Node open(Node owner, String stream, Open how) throws StorageException {
            return below.open(LayerNode.bare(owner), stream, how);
        }

        @Override
        public void rename(Node owner, String from, String to, boolean replace) throws StorageException {
            below.rename(LayerNode.bare(owner), from, to, replace);
        }
    }

    private record BareCopy(ServerCopy below) implements ServerCopy {
        @Override
        public long copy(Node source, long sourcePosition, Node target, long targetPosition, long count)
                throws StorageException {
            return below.copy(LayerNode.bare(source), sourcePosition, LayerNode.bare(target), targetPosition, count);
        }
    }
}
