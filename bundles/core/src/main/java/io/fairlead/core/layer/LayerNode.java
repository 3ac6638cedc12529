// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.layer;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.ForwardingNode;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.StorageException;

/** A node of a {@link LayerVolume}. */
public abstract class LayerNode extends ForwardingNode {
    protected LayerNode(Node below) {
        super(below);
    }

    @Override
    public Attributes attributesAtOpen() throws StorageException {
        return delegate.attributesAtOpen(); // no layer tells others
    }

    /** The storage's own node. */
    static Node bare(Node node) {
        Node at = node;
        while (at instanceof LayerNode layer) {
            at = layer.delegate;
        }
        return at;
    }
}
