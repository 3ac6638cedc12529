// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.names;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.api.storage.Watch;
import io.fairlead.core.Background;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The index of one folder: listed once, then kept true by what is told. It may hold a name that is gone, so each answer is
 * to be looked at; it holds every name that is there, or {@link #isCurrent} is false. Thread-safe.
 */
final class FolderIndex {
    private static final int PAGE = 1000;
    private static final int MOST_WAITING = 10_000;
    /** How long a listing is believed where nobody tells of changes from outside. */
    static final Duration BELIEVED = Duration.ofSeconds(2);
    /** A folder's time that is so young may stand for a later change, too: clocks of file systems are coarse. */
    private static final Duration COARSE = Duration.ofSeconds(2);

    final VPath path;
    final NodeId id;
    private final ReentrantLock listing =
            new ReentrantLock(); // over calls to the storage, before this object's monitor
    private final Deque<Runnable> waiting = new ArrayDeque<>(); // what is told during a listing; null names
    private FolderNames names; // guarded by this, as the next ones; null until it is listed
    private boolean tooLarge;
    private boolean lost; // changes were
    private int gone; // names of which an outsider says that they are gone
    private long checkedAt;
    private Instant modified;
    private boolean timeTells;
    private Watch.Subscription watch;

    FolderIndex(VPath path, NodeId id) {
        this.path = path;
        this.id = id;
    }

    /** Takes over the watch that tells {@link #outside}. */
    synchronized void watchedBy(Watch.Subscription subscription) {
        watch = subscription;
    }

    /** Names held, for the bound on all of them. */
    synchronized int size() {
        return names == null ? 0 : names.size();
    }

    /** Whether it has more names than an index may have. */
    synchronized boolean isTooLarge() {
        return tooLarge;
    }

    /**
     * Whether it can be believed.
     *
     * @param now attributes of the folder at this moment
     * @param toldOfAll whether no change can happen that nobody tells of
     */
    synchronized boolean isCurrent(Attributes now, boolean toldOfAll, long nanoTime) {
        if (lost || !id.equals(now.id())) {
            return false;
        }
        boolean listed = isListed(); // else somebody is about to
        if (!listed || toldOfAll || watch != null || nanoTime - checkedAt < BELIEVED.toNanos()) {
            return true;
        }
        if (timeTells && now.modified().equals(modified)) {
            checkedAt = nanoTime;
            return true;
        }
        return false;
    }

    /**
     * Lists the folder, unless it is listed.
     *
     * @param now its attributes before
     * @param most names that it may hold
     * @return whether it was not
     */
    boolean list(Volume volume, Attributes now, int most) throws StorageException {
        if (isListed()) {
            return false;
        }
        listing.lock();
        try {
            if (isListed()) {
                return false;
            }
            boolean tells = now.modified().isBefore(Instant.now().minus(COARSE));
            FolderNames found = read(volume, most);
            synchronized (this) {
                names = found;
                tooLarge = found == null;
                modified = now.modified();
                timeTells = tells;
                checkedAt = System.nanoTime();
                waiting.forEach(Runnable::run);
                waiting.clear();
            }
            return true;
        } finally {
            listing.unlock();
        }
    }

    private synchronized boolean isListed() {
        return names != null || tooLarge;
    }

    private FolderNames read(Volume volume, int most) throws StorageException {
        FolderNames found = new FolderNames();
        try (Node folder = volume.open(path, Open.list())) {
            for (List<Entry> page = folder.next(PAGE); !page.isEmpty(); page = folder.next(PAGE)) {
                if (found.size() + page.size() > most) {
                    return null;
                }
                page.forEach(entry -> found.add(entry.name()));
            }
        }
        return found;
    }

    /** The names that differ from this one in case only, and itself, if they are there; smallest first. */
    synchronized List<String> spellings(String folded) {
        return names == null ? List.of() : names.spellings(folded);
    }

    /** Whether it is listed, and nothing but perhaps this very name folds to the same. */
    synchronized boolean hasNoOther(String folded, String name) {
        return names != null && names.spellings(folded).stream().allMatch(name::equals);
    }

    synchronized void add(String name) {
        tell(() -> names.add(name));
    }

    synchronized void remove(String name) {
        tell(() -> names.remove(name));
    }

    /** What the storage says of others; it may be late, so that a name which is gone may be there again. */
    void outside(Change change) {
        synchronized (this) {
            switch (change.type()) {
                case CREATED, RENAMED, MODIFIED, ATTRIBUTES -> {
                    if (!change.path().isRoot() && change.path().parent().equals(path)) {
                        add(change.path().name());
                    }
                }
                case DELETED -> {
                    lost |= change.path().equals(path);
                    gone++;
                    lost |= gone > 1000 && gone > 2 * size();
                }
                case OVERFLOW -> lost = true;
                default -> {}
            }
        }
    }

    private void tell(Runnable change) {
        if (names != null) {
            change.run();
        } else if (!tooLarge) {
            waiting.add(() -> {
                if (names != null) {
                    change.run();
                }
            });
            lost |= waiting.size() > MOST_WAITING;
        }
    }

    /** It is not to be believed any more. */
    void close() {
        Watch.Subscription ended;
        synchronized (this) {
            lost = true;
            ended = watch;
        }
        if (ended != null) {
            Background.run(ended::close); // a storage may take its time
        }
    }
}
