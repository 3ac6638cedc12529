// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.NodeId;
import java.util.concurrent.atomic.AtomicInteger;

/** A file. */
final class FileInode extends Inode {
    private final Content content;
    private final AtomicInteger holds = new AtomicInteger();

    FileInode(NodeId id, Budget budget) {
        super(id);
        content = new Content(budget);
    }

    Content content() {
        return content;
    }

    @Override
    void hold() {
        holds.incrementAndGet();
    }

    @Override
    void release() {
        if (holds.decrementAndGet() == 0) {
            content.resize(0);
        }
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
