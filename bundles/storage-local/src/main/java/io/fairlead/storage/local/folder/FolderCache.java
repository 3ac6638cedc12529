// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.folder;

import io.fairlead.api.storage.NodeId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Folders that walks went through lately, kept open: opening one costs seven system calls, and the next file is mostly in
 * the same. A walk looks at each name as ever, and takes a kept folder only if it is the very directory that has the name
 * now; an open one's number is nobody else's. Few are kept, and not much longer than they are in use, since an open folder
 * holds its file system mounted; but longer than the volumes that used them, for some clients have one for each file.
 * Thread-safe.
 */
public final class FolderCache {
    private static final int MAX_KEPT = 16;
    private static final Duration UNUSED = Duration.ofSeconds(5);

    private final Map<NodeId, Kept> folders = new LinkedHashMap<>(MAX_KEPT, 0.75f, true); // guarded by this
    private final long unusedNanos;
    private final Executor later;
    private boolean sweeping; // guarded by this; whether a sweep is to come

    private static final class Kept {
        final SecureFolder folder;
        long usedNanos;

        Kept(SecureFolder folder, long usedNanos) {
            this.folder = folder;
            this.usedNanos = usedNanos;
        }
    }

    public FolderCache() {
        this(UNUSED);
    }

    /** Lets go of folders that were not used for so long, before twice that is over. */
    public FolderCache(Duration unused) {
        unusedNanos = unused.toNanos();
        later = CompletableFuture.delayedExecutor(unusedNanos, TimeUnit.NANOSECONDS);
    }

    /** The folder of this identity, for the caller to close; null if it isn't kept, or under another path. */
    public synchronized Folder find(NodeId id, Folder parent, Path name) {
        if (id == null || folders.isEmpty()) {
            return null;
        }
        Kept kept = folders.get(id);
        if (kept == null || !kept.folder.directory().equals(parent.directory().resolve(name)) || !kept.folder.share()) {
            return null;
        }
        kept.usedNanos = System.nanoTime();
        return kept.folder;
    }

    /** Keeps what was just opened for later walks, beside the caller, who closes it as ever. */
    public void keep(Folder opened) throws IOException {
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
            Closing.quietly(before.folder);
        }
        if (folders.size() > MAX_KEPT) {
            closeNext(folders.values().iterator());
        }
        sweepLater();
    }

    private void sweepLater() {
        if (!sweeping && !folders.isEmpty()) {
            sweeping = true;
            later.execute(this::sweep);
        }
    }

    private synchronized void sweep() {
        long now = System.nanoTime();
        Iterator<Kept> oldestFirst = folders.values().iterator();
        while (oldestFirst.hasNext() && closeIfUnused(oldestFirst, now)) {
            // until one that was used lately
        }
        sweeping = false;
        sweepLater();
    }

    private boolean closeIfUnused(Iterator<Kept> at, long now) {
        Kept kept = at.next();
        boolean unused = now - kept.usedNanos > unusedNanos;
        if (unused) {
            at.remove();
            Closing.quietly(kept.folder);
        }
        return unused;
    }

    private static void closeNext(Iterator<Kept> at) {
        Kept kept = at.next();
        at.remove();
        Closing.quietly(kept.folder);
    }

    /** Lets go of all. */
    synchronized void clear() {
        for (Iterator<Kept> all = folders.values().iterator(); all.hasNext(); ) {
            closeNext(all);
        }
    }
}
