// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.decorator;

import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.ServerCopy;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Streams;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Xattrs;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Extensions of a decorated volume that are given nodes: the storage below knows its own nodes only, so each passes on
 * what the decorator has wrapped.
 */
final class NodeExtensions {
    private NodeExtensions() {}

    /**
     * Extended attributes.
     *
     * @param inner gives the node that a node of the decorator has wrapped
     */
    record InnerXattrs(Xattrs delegate, UnaryOperator<Node> inner) implements Xattrs {
        @Override
        public Map<String, byte[]> get(Node node) throws StorageException {
            return delegate.get(inner.apply(node));
        }

        @Override
        public void set(Node node, String name, byte[] value) throws StorageException {
            delegate.set(inner.apply(node), name, value);
        }
    }

    /**
     * Server-side copy.
     *
     * @param inner as for {@link InnerXattrs}
     */
    record InnerCopy(ServerCopy delegate, UnaryOperator<Node> inner) implements ServerCopy {
        @Override
        public long copy(Node source, long sourcePosition, Node target, long targetPosition, long count)
                throws StorageException {
            return delegate.copy(inner.apply(source), sourcePosition, inner.apply(target), targetPosition, count);
        }
    }

    /**
     * Named streams; their nodes are not wrapped, for they can't be renamed.
     *
     * @param inner as for {@link InnerXattrs}
     * @param base where the decorator's root is in the storage below
     */
    record InnerStreams(Streams delegate, UnaryOperator<Node> inner, VPath base) implements Streams {
        @Override
        public List<Entry> list(Node owner) throws StorageException {
            return delegate.list(inner.apply(owner));
        }

        @Override
        public Node open(VPath owner, String stream, Open how) throws StorageException {
            return delegate.open(owner.rebase(VPath.ROOT, base), stream, how);
        }
    }
}
