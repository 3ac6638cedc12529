// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.open;

import io.fairlead.api.storage.Attributes;
import io.fairlead.smb.client.cache.CacheRoom;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files and folders of one link that stay open for a while after they were read, so that they are opened and read again
 * without a message. The server takes the handle back (a break of HANDLE caching) before others delete or rename them: then
 * it is closed, or, while it is read, opened as all others are. Thread-safe.
 */
public final class KeptFiles {
    /** How many stay open that nobody reads. */
    public static final int MOST_IDLE = 64;

    private static final Logger LOG = LoggerFactory.getLogger(KeptFiles.class);
    private static final int MOST_RECENT = 256;
    private static final int SHARES_OF_ROOM = 4; // so that one file does not push out all others
    private static final long REFUSED_NANOS = TimeUnit.SECONDS.toNanos(5);

    // Times and flags may be set by others without a break, so that they count no longer than without a lease.
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long nanos;
    private final long mostBytes;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong entryChanges = new AtomicLong();
    private final AtomicInteger folders = new AtomicInteger(); // of those below
    private final Map<String, KeptFile> files = new LinkedHashMap<>(16, 0.75f, true); // guarded by this, as all below
    private final Map<String, Long> recent = new LinkedHashMap<>(16, 0.75f, true);
    private int idle;
    private boolean closed;
    private volatile long refusedAt = System.nanoTime() - REFUSED_NANOS; // when the server let us keep no handle

    private final CacheRoom room = new CacheRoom() {
        @Override
        public boolean take(int wanted) {
            while (true) {
                long now = bytes.get();
                if (now + wanted > mostBytes) {
                    if (!forgetOne()) {
                        return false;
                    }
                } else if (bytes.compareAndSet(now, now + wanted)) {
                    return true;
                }
            }
        }

        @Override
        public void give(int back) {
            bytes.addAndGet(-back);
        }
    };

    /**
     * @param time how long what was learned by one open counts; zero if nothing is kept
     * @param mostBytes of content that are remembered; zero if nothing is kept
     */
    public KeptFiles(Duration time, long mostBytes) {
        this.nanos = mostBytes == 0 ? 0 : time.toNanos();
        this.mostBytes = mostBytes;
    }

    long nanos() {
        return nanos;
    }

    CacheRoom room() {
        return room;
    }

    /** Whether anything of that size is remembered. */
    boolean isSmall(long size) {
        return size <= mostBytes / SHARES_OF_ROOM;
    }

    /** The server lets us keep no handle, so that it is not asked to for a while. */
    void refused() {
        refusedAt = System.nanoTime();
    }

    boolean isRefused() {
        return System.nanoTime() - refusedAt < REFUSED_NANOS;
    }

    /** From now on it is found, in the place of another one; unless it is out of date by now, as its lease may be broken. */
    void add(KeptFile made) {
        KeptFile unused = null;
        synchronized (this) {
            if (closed || !made.isValid()) {
                made.detached = true;
            } else {
                KeptFile before = files.get(made.key());
                unused = before != null && detach(before) ? before : null;
                files.put(made.key(), made);
                folders.addAndGet(made.isFolder() ? 1 : 0);
            }
        }
        if (unused != null) {
            end(unused);
        }
    }

    /** One that is open, for one more to read it; null if there is none that counts. */
    KeptFile take(String key) {
        boolean unused;
        KeptFile known;
        synchronized (this) {
            known = files.get(key);
            if (known == null || known.isFolder() && known.users > 0) { // whose listing is under way
                return null;
            }
            if (known.isValid()) {
                idle -= known.users == 0 ? 1 : 0;
                known.users++;
                return known;
            }
            unused = detach(known);
        }
        if (unused) {
            end(known);
        }
        return null;
    }

    /** One of those who have it is done with it; gives whether it stays open. */
    boolean leave(KeptFile file) {
        KeptFile unused = null;
        synchronized (this) {
            file.users--;
            if (file.users > 0) {
                return true;
            }
            if (!file.detached) {
                idle++;
                if (closed || !file.isWorthKeeping()) {
                    detach(file);
                } else if (idle > MOST_IDLE) {
                    unused = eldest();
                    detach(unused);
                }
            }
            if (file.detached) {
                return false;
            }
        }
        if (unused != null) {
            end(unused);
        }
        return true;
    }

    private KeptFile eldest() {
        return files.values().stream()
                .filter(file -> file.users == 0)
                .findFirst()
                .orElseThrow();
    }

    /** Nobody else finds it any more; gives whether by this call, and nobody has it: then the caller closes it. */
    synchronized boolean detach(KeptFile file) {
        if (file.detached) {
            return false;
        }
        file.detached = true;
        files.remove(file.key(), file);
        folders.addAndGet(file.isFolder() ? -1 : 0);
        idle -= file.users == 0 ? 1 : 0;
        return file.users == 0;
    }

    private static void end(KeptFile file) {
        file.end();
        try {
            file.handle.closeSoon();
        } catch (IOException e) {
            LOG.debug("{} was not closed: {}", file.name, e.getMessage());
        }
    }

    private void end(Predicate<KeptFile> which) {
        List<KeptFile> unused = new ArrayList<>();
        synchronized (this) {
            for (KeptFile file : List.copyOf(files.values())) {
                if (file.users == 0 && which.test(file) && detach(file)) {
                    unused.add(file);
                }
            }
        }
        unused.forEach(KeptFiles::end);
    }

    /**
     * One of us is about to change, rename, delete or replace what has that name, or what is below it: what is open there is
     * about to be closed, as the link's {@link Closings} tell, or stands in nobody's way when this returns.
     */
    void release(String share, String name) {
        changed(share, name);
        for (KeptFile file : found(share, file -> isAtOrBelow(file.name, name))) {
            if (detach(file)) {
                end(file);
            } else {
                file.handle.loosen();
            }
        }
    }

    /** One of us has made, changed, renamed, replaced or deleted what has that name: what is known of its folder is not so. */
    void changed(String share, String name) {
        if (!isConcerned()) {
            return;
        }
        String folder = name.substring(0, Math.max(0, name.lastIndexOf('\\')));
        for (KeptFile file : found(share, each -> each.isFolder() && each.name.equalsIgnoreCase(folder))) {
            if (detach(file)) {
                end(file);
            }
        }
    }

    /** One of us has changed an entry of a folder; gives whether {@link #changed} has to be told of which. */
    public boolean isConcerned() {
        entryChanges.incrementAndGet();
        return folders.get() > 0;
    }

    private synchronized List<KeptFile> found(String share, Predicate<KeptFile> which) {
        List<KeptFile> found = new ArrayList<>();
        for (KeptFile file : files.values()) {
            if (file.share.equalsIgnoreCase(share) && which.test(file)) {
                found.add(file);
            }
        }
        return found;
    }

    /** Grows with each {@link #isConcerned} and {@link #changed}. */
    long entryChanges() {
        return entryChanges.get();
    }

    /** A stream of the file is below it. */
    private static boolean isAtOrBelow(String name, String top) {
        int length = top.length();
        boolean begins = name.regionMatches(true, 0, top, 0, length);
        return begins && (name.length() == length || name.charAt(length) == '\\' || name.charAt(length) == ':');
    }

    /** What is known of a file, if that is what the server would answer. */
    public synchronized Optional<Attributes> look(String share, String name) {
        for (boolean folder : new boolean[] {false, true}) {
            KeptFile known = files.get(KeptFile.key(share, name, folder));
            boolean fresh = known != null && System.nanoTime() - known.madeAt < FRESH_NANOS;
            if (fresh && known.handle.tree().connection().directoryLeases() && known.isValid()) {
                return Optional.of(known.attributes());
            }
        }
        return Optional.empty();
    }

    /** Whether something is being read again, so that it is worth to keep it open; from now on it is. */
    public synchronized boolean isReadAgain(String key) {
        if (nanos == 0) {
            return false;
        }
        long now = System.nanoTime();
        Long before = recent.put(key, now);
        if (recent.size() > MOST_RECENT) {
            recent.remove(recent.keySet().iterator().next());
        }
        return files.containsKey(key) || before != null && now - before < nanos;
    }

    private synchronized boolean forgetOne() {
        for (KeptFile file : files.values()) {
            if (file.users == 0 && file.forget()) {
                return true;
            }
        }
        return false;
    }

    /** Whether {@link #expire} has anything to do some time. */
    synchronized boolean hasIdle() {
        return idle > 0;
    }

    /** Closes what nobody reads and what counts no longer. */
    void expire() {
        end(file -> !file.isValid());
    }

    /** Closes what nobody reads. */
    public void closeIdle() {
        end(file -> true);
    }

    /** As {@link #closeIdle}, and keeps no more. */
    void close() {
        synchronized (this) {
            closed = true;
        }
        closeIdle();
    }

    /** Bytes of content that are remembered. */
    public long bytes() {
        return bytes.get();
    }
}
