// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.layer;

import io.fairlead.api.storage.ForwardingNode;
import io.fairlead.api.storage.Node;

/** A node of a {@link LayerVolume}. */
public abstract class LayerNode extends ForwardingNode {
    protected LayerNode(Node below) {
        super(below);
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
