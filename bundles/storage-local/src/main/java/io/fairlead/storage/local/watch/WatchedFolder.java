// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.watch;

import io.fairlead.api.storage.NodeId;
import java.nio.file.WatchKey;
import java.util.HashMap;
import java.util.Map;

/** A folder in {@link WatchedFolders}: one that is registered, or one on the way to such. Guarded by the hub's lock. */
final class WatchedFolder {
    String name;
    /** Null for the root, and for what was taken out of the tree. */
    WatchedFolder parent;
    /** By name as names compare; null for none. */
    private Map<String, WatchedFolder> children;
    /** Null if not registered. */
    WatchKey key;
    /** Of the folder that is registered; null where the platform has none. */
    NodeId id;
    /** Whether every folder in it has been looked up since it was registered, and has a node. */
    boolean listed;

    WatchedFolder(WatchedFolder parent, String name) {
        this.parent = parent;
        this.name = name;
    }

    Map<String, WatchedFolder> children() {
        return children == null ? Map.of() : children;
    }

    WatchedFolder child(String folded) {
        return children == null ? null : children.get(folded);
    }

    void put(String folded, WatchedFolder child) {
        if (children == null) {
            children = new HashMap<>();
        }
        children.put(folded, child);
        child.parent = this;
    }

    /** Takes a child out, which is nowhere then. */
    void remove(String folded) {
        WatchedFolder child = children == null ? null : children.remove(folded);
        if (child != null) {
            child.parent = null;
            if (children.isEmpty()) {
                children = null;
            }
        }
    }

    boolean isUseless() {
        return key == null && children == null;
    }
}
