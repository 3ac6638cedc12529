// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A symbolic link. */
final class LinkInode extends Inode {
    private final String target;

    LinkInode(NodeId id, Budget budget, String target) {
        super(id, budget);
        this.target = target;
    }

    String target() {
        return target;
    }

    @Override
    Attributes.Kind kind() {
        return Attributes.Kind.LINK;
    }

    @Override
    long size() {
        return target.getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    long allocated() {
        return size();
    }

    @Override
    synchronized Attributes attributes() {
        return super.attributes().withTarget(Optional.of(target));
    }
}
