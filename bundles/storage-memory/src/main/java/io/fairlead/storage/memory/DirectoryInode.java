// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.NodeId;
import java.util.Comparator;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A directory. */
final class DirectoryInode extends Inode {
    /** Entries in the order they are listed. Guarded by the tree's lock. */
    final NavigableMap<String, DirectoryEntry> children;

    /** Its only name, now or before it was removed. Guarded by the tree's lock. */
    DirectoryEntry entry;

    /** An empty directory whose names are the same where {@code names} says so. */
    DirectoryInode(NodeId id, Budget budget, Comparator<String> names) {
        super(id, budget);
        children = new TreeMap<>(names);
    }

    @Override
    Attributes.Kind kind() {
        return Attributes.Kind.DIRECTORY;
    }

    @Override
    long size() {
        return 0;
    }

    @Override
    long allocated() {
        return 0;
    }
}
