// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.folder;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
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
    /** To be configured for as many as {@link #kept} says. */
    public static final int AS_MANY_AS_FIT = -1;

    /** The most of those: for more, an open folder costs more memory than the calls that it saves are worth. */
    private static final int MOST_THAT_FIT = 1024;

    /** Each takes two descriptors: so a quarter of all. */
    private static final int LIMIT_PER_FOLDER = 8;

    private static final Duration UNUSED = Duration.ofSeconds(5);

    /** By the platform's identity, the one used longest ago first; guarded by this. */
    private final Map<Object, Kept> folders = new LinkedHashMap<>(16, 0.75f, true);

    private final int maxKept;
    private final long unusedNanos;
    private final Executor later;
    private boolean sweeping; // guarded by this; whether a sweep is to come

    private static final class Kept {
        final SecureFolder folder;
        final Path parent;
        final Path name;
        long usedNanos = System.nanoTime();

        Kept(SecureFolder folder, Path parent, Path name) {
            this.folder = folder;
            this.parent = parent;
            this.name = name;
        }

        boolean isAt(Folder where, Path called) {
            return name.equals(called) && parent.equals(where.directory());
        }
    }

    /** How many are kept under a configuration, where the process may have so many descriptors. */
    public static int kept(int configured, int openFileLimit) {
        return configured == AS_MANY_AS_FIT ? Math.min(MOST_THAT_FIT, openFileLimit / LIMIT_PER_FOLDER) : configured;
    }

    /** Keeps so many at the most; 0 for none. */
    FolderCache(int maxKept) {
        this(maxKept, UNUSED);
    }

    /** Lets go of folders that were not used for so long, before twice that is over. */
    public FolderCache(int maxKept, Duration unused) {
        this.maxKept = maxKept;
        unusedNanos = unused.toNanos();
        later = CompletableFuture.delayedExecutor(unusedNanos, TimeUnit.NANOSECONDS);
    }

    /**
     * The folder of what was found under a name, for the caller to close; null if it isn't kept, or under another path.
     */
    public synchronized Folder find(BasicFileAttributes found, Folder parent, Path name) {
        if (folders.isEmpty()) {
            return null;
        }
        Object key = found.fileKey();
        Kept kept = key == null ? null : folders.get(key);
        if (kept == null || !kept.isAt(parent, name) || !kept.folder.share()) {
            return null;
        }
        kept.usedNanos = System.nanoTime();
        return kept.folder;
    }

    /** Keeps what was just opened for later walks, beside the caller, who closes it as ever. */
    public void keep(Folder opened, Folder parent, Path name) throws IOException {
        if (maxKept == 0 || !(opened instanceof SecureFolder folder)) {
            return;
        }
        Object key = folder.stat().fileKey(); // its own: the name may be another's by now
        if (key != null && folder.share()) {
            add(key, new Kept(folder, parent.directory(), name));
        }
    }

    private synchronized void add(Object key, Kept kept) {
        Kept before = folders.put(key, kept);
        if (before != null) {
            Closing.quietly(before.folder);
        }
        if (folders.size() > maxKept) {
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
