// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.watch;

import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.storage.local.folder.PathNames;
import java.nio.file.WatchKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The folders registered with the platform, as a tree, so that a rename moves a subtree in one step. In memory only: it
 * asks the platform nothing. Guarded by the {@link WatchHub}'s lock.
 */
final class WatchedFolders {
    private final PathNames paths;
    private final WatchedFolder root = new WatchedFolder(null, "");
    private final Map<WatchKey, WatchedFolder> byKey = new HashMap<>();
    /** Keys that nobody needs any more, to be cancelled with no lock held. */
    private final Deque<WatchKey> unused = new ArrayDeque<>();

    WatchedFolders(PathNames paths) {
        this.paths = paths;
    }

    /** The folder of a key; null if it is not watched any more. */
    WatchedFolder of(WatchKey key) {
        return byKey.get(key);
    }

    boolean isRoot(WatchedFolder folder) {
        return folder == root;
    }

    /** Where a folder is; null if it was taken out of the tree. */
    VPath path(WatchedFolder folder) {
        Deque<String> names = new ArrayDeque<>();
        WatchedFolder at = folder;
        for (; at.parent != null; at = at.parent) {
            names.addFirst(at.name);
        }
        if (at != root) {
            return null;
        }
        try {
            return VPath.ofNames(List.copyOf(names));
        } catch (StorageException tooLong) {
            return null;
        }
    }

    /** The folder of a path; null if there is none. */
    WatchedFolder find(VPath path) {
        WatchedFolder at = root;
        for (String name : path.names()) {
            at = at.child(paths.fold(name));
            if (at == null) {
                return null;
            }
        }
        return at;
    }

    /** Whether a path is registered. */
    boolean has(VPath path) {
        WatchedFolder folder = find(path);
        return folder != null && folder.key != null;
    }

    /** The folder of a path, made if need be. */
    WatchedFolder make(VPath path) {
        WatchedFolder at = root;
        for (String name : path.names()) {
            at = make(at, name);
        }
        return at;
    }

    WatchedFolder make(WatchedFolder parent, String name) {
        String folded = paths.fold(name);
        WatchedFolder child = parent.child(folded);
        if (child == null) {
            child = new WatchedFolder(parent, name);
            parent.put(folded, child);
        }
        return child;
    }

    /** A folder has been registered. The platform has one key for a folder, under whatever name. */
    void registered(WatchedFolder folder, WatchKey key, NodeId id) {
        WatchedFolder before = byKey.put(key, folder);
        if (before != null && before != folder) {
            before.key = null;
        }
        if (folder.key != null && !folder.key.equals(key)) {
            drop(folder);
            byKey.put(key, folder);
        }
        folder.key = key;
        folder.id = id;
    }

    /** What was in the folder at a path is not there any more. */
    void removed(VPath path) {
        WatchedFolder folder = find(path);
        if (folder == root) {
            drop(root);
        } else if (folder != null) {
            WatchedFolder parent = folder.parent;
            parent.remove(paths.fold(folder.name));
            dropAll(folder);
            tidy(parent);
        }
    }

    /** A name moved, with all below it; what was at the new name is gone. */
    void moved(VPath from, VPath to) {
        WatchedFolder folder = find(from);
        if (folder == root || from.equals(to)) {
            return;
        }
        if (!paths.same(from, to)) {
            removed(to);
        }
        if (folder == null) {
            return;
        }
        WatchedFolder before = folder.parent;
        before.remove(paths.fold(folder.name));
        folder.name = to.name();
        make(to.parent()).put(paths.fold(folder.name), folder);
        tidy(before);
    }

    /** Drops what none of these watches is interested in, at and below a path. */
    void dropUnused(VPath path, Collection<FolderWatch> watches) {
        WatchedFolder top = find(path);
        if (top != null) {
            dropUnused(top, path, watches);
            tidy(top);
        }
    }

    private void dropUnused(WatchedFolder top, VPath path, Collection<FolderWatch> watches) {
        record At(WatchedFolder folder, VPath path) {}
        Deque<At> pending = new ArrayDeque<>(List.of(new At(top, path)));
        List<WatchedFolder> seen = new ArrayList<>();
        while (!pending.isEmpty()) {
            At at = pending.poll();
            if (watches.stream().anyMatch(watch -> watch.recursive() && watch.covers(at.path))) {
                continue; // and all below it
            }
            if (watches.stream().noneMatch(watch -> watch.covers(at.path))) {
                drop(at.folder);
            }
            at.folder.listed = false;
            seen.add(at.folder);
            at.folder.children().values().forEach(child -> {
                try {
                    pending.add(new At(child, at.path.child(child.name)));
                } catch (StorageException tooLong) {
                    dropAll(child);
                }
            });
        }
        for (int i = seen.size() - 1; i > 0; i--) { // children come after their parents
            tidy(seen.get(i));
        }
    }

    private void dropAll(WatchedFolder top) {
        Deque<WatchedFolder> pending = new ArrayDeque<>(List.of(top));
        while (!pending.isEmpty()) {
            WatchedFolder folder = pending.poll();
            drop(folder);
            pending.addAll(folder.children().values());
        }
    }

    /** Forgets the registration of one folder. */
    void drop(WatchedFolder folder) {
        if (folder.key != null && byKey.remove(folder.key, folder)) {
            unused.add(folder.key);
        }
        folder.key = null;
        folder.listed = false;
    }

    /** Takes a folder out of the tree that is not registered and leads to none, and its parents likewise. */
    private void tidy(WatchedFolder folder) {
        WatchedFolder at = folder;
        while (at.parent != null && at.isUseless()) {
            WatchedFolder parent = at.parent;
            parent.remove(paths.fold(at.name));
            at = parent;
        }
    }

    boolean hasUnused() {
        return !unused.isEmpty();
    }

    /** A key to be cancelled, if no folder has it by now; null at the end. */
    WatchKey takeUnused() {
        for (WatchKey key = unused.poll(); key != null; key = unused.poll()) {
            if (!byKey.containsKey(key)) {
                return key;
            }
        }
        return null;
    }
}
