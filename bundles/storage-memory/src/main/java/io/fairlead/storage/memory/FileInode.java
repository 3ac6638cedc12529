// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.NodeId;

/** A file. */
final class FileInode extends Inode {
    private final Content content;

    FileInode(NodeId id, Budget budget) {
        super(id, budget);
        content = new Content(budget);
    }

    Content content() {
        return content;
    }

    @Override
    void free() {
        super.free();
        content.resize(0);
    }

    @Override
    Attributes.Kind kind() {
        return Attributes.Kind.FILE;
    }

    @Override
    long size() {
        return content.size();
    }

    @Override
    long allocated() {
        return content.allocated();
    }
}
