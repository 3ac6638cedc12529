// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.storage.NodeId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Folders that walks went through lately, kept open: opening one costs seven system calls, and the next file is mostly in
 * the same. A walk looks at each name as ever, and takes a kept folder only if it is the very directory that has the name
 * now; an open one's number is nobody else's. Few are kept, and only while they are in use, since an open folder holds its
 * file system mounted. Thread-safe.
 */
final class FolderCache {
    private static final int MAX_KEPT = 16;
    private static final Duration UNUSED = Duration.ofSeconds(5);

    private final Map<NodeId, Kept> folders = new LinkedHashMap<>(MAX_KEPT, 0.75f, true); // guarded by this

    private static final class Kept {
        final SecureFolder folder;
        long usedNanos;

        Kept(SecureFolder folder, long usedNanos) {
            this.folder = folder;
            this.usedNanos = usedNanos;
        }
    }

    /** The folder of this identity, for the caller to close; null if it isn't kept, or under another path. */
    synchronized Folder find(NodeId id, Folder parent, Path name) {
        if (id == null || folders.isEmpty()) {
            return null;
        }
        long now = System.nanoTime();
        Kept kept = folders.get(id);
        closeUnused(now);
        if (kept == null || !kept.folder.directory().equals(parent.directory().resolve(name)) || !kept.folder.share()) {
            return null;
        }
        kept.usedNanos = now;
        return kept.folder;
    }

    /** Keeps what was just opened for later walks, beside the caller, who closes it as ever. */
    void keep(Folder opened) throws IOException {
        if (!(opened instanceof SecureFolder folder)) {
            return;
        }
        NodeId id = AttributeReader.id(folder.stat()); // its own: the name may be another's by now
        if (id != null && folder.share()) {
            add(id, folder);
        }
    }

    private synchronized void add(NodeId id, SecureFolder folder) {
        Kept before = folders.put(id, new Kept(folder, System.nanoTime()));
        if (before != null) {
            Staging.closeQuietly(before.folder);
        }
        if (folders.size() > MAX_KEPT) {
            closeNext(folders.values().iterator());
        }
    }

    private void closeUnused(long now) {
        Iterator<Kept> oldestFirst = folders.values().iterator();
        while (oldestFirst.hasNext() && closeIfUnused(oldestFirst, now)) {
            // until one that was used lately
        }
    }

    private static boolean closeIfUnused(Iterator<Kept> at, long now) {
        Kept kept = at.next();
        boolean unused = now - kept.usedNanos > UNUSED.toNanos();
        if (unused) {
            at.remove();
            Staging.closeQuietly(kept.folder);
        }
        return unused;
    }

    private static void closeNext(Iterator<Kept> at) {
        Kept kept = at.next();
        at.remove();
        Staging.closeQuietly(kept.folder);
    }

    /** Lets go of all. */
    synchronized void clear() {
        for (Iterator<Kept> all = folders.values().iterator(); all.hasNext(); ) {
            closeNext(all);
        }
    }
}
