// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Watch;
import io.fairlead.core.arbiter.ChangeFeed;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the lease of an open broken when the storage tells of a change from outside: of the file, or of an entry of the
 * folder. The storage tells of our own changes, too, which are known by name, kind and time; so of a file that is being
 * written here, changes of content from outside go unheard. Where reports were lost, the file is looked at. Reports of what
 * was done before it began may come yet: a file is looked at, of which nothing is to be other than it was, and an entry of a
 * folder, which is to be as we left it. Else a break too many is better than one too few. It hears of its folder together
 * with all others there ({@link FolderReports}). Guarded by its monitor, under which nothing blocks.
 */
final class OutsideWatch implements AutoCloseable {
    static final Logger LOG = LoggerFactory.getLogger(OutsideWatch.class);

    private final Arbiter arbiter;
    private final LocalOpen open;
    private final boolean ofFolder;
    private final long began = System.nanoTime();
    private final ReentrantLock following = new ReentrantLock(); // held by the one who joins what is heard of a folder
    private Attributes atBegin; // null once we have changed the file
    private final Map<VPath, Left> left = new HashMap<>(); // before this began; entries of the folder

    private VPath folder;
    private FolderReports.Lease joined;
    private boolean closed;

    private OutsideWatch(Arbiter arbiter, LocalOpen open) throws StorageException {
        this.arbiter = arbiter;
        this.open = open;
        this.ofFolder = open.kind() == Attributes.Kind.DIRECTORY;
    }

    /**
     * Begins, before the lease is granted.
     *
     * @throws StorageException {@code NOT_SUPPORTED} if the storage has no {@link Watch}; as {@link Watch#watch}
     */
    static OutsideWatch begin(Arbiter arbiter, LocalOpen open) throws StorageException {
        OutsideWatch watch = new OutsideWatch(arbiter, open);
        boolean begun = false;
        try {
            watch.follow();
            watch.note(open.node().attributes());
            begun = true;
            return watch;
        } finally {
            if (!begun) {
                watch.close();
            }
        }
    }

    LocalOpen open() {
        return open;
    }

    boolean isOfFolder() {
        return ofFolder;
    }

    /** Watches the folder where the file is now. */
    private void follow() throws StorageException {
        following.lock();
        try {
            VPath path = arbiter.opens.path(open.id);
            for (VPath before = null; !path.equals(before); path = arbiter.opens.path(open.id)) {
                before = path;
                follow(path);
            }
        } finally {
            following.unlock();
        }
    }

    private void follow(VPath path) throws StorageException {
        VPath wanted = ofFolder || path.isRoot() ? path : path.parent();
        FolderReports.Lease known;
        synchronized (this) {
            if (closed) {
                return;
            }
            known = wanted.equals(folder) ? joined : null;
            folder = wanted;
        }
        if (known != null) {
            known.at(path);
            return;
        }
        replace(arbiter.reports.watch(open, wanted, path, this));
        if (ofFolder) {
            Watch.Subscription told =
                    arbiter.changes.subscribe(new ChangeFeed.Interest(wanted, false), this::before, unused -> {});
            told.close();
        }
    }

    private void replace(FolderReports.Lease by) {
        FolderReports.Lease before;
        synchronized (this) {
            before = closed ? by : joined;
            joined = by;
        }
        if (before != null) {
            before.close();
        }
    }

    private synchronized void note(Attributes now) {
        atBegin = now;
    }

    /**
     * How we left an entry.
     *
     * @param when as the clock of the file system has it
     */
    private record Left(boolean there, Instant when) {}

    private synchronized void before(ChangeFeed.Past past) {
        Change change = past.change();
        Instant when = Instant.now().minusNanos(System.nanoTime() - past.nanoTime());
        if (change.from() != null) {
            left.put(change.from(), new Left(false, when));
        }
        left.put(change.path(), new Left(change.type() != Change.Type.DELETED, when));
    }

    /** We have changed the file, or an entry of the folder. */
    synchronized void own(Change change) {
        left.remove(change.path());
        left.remove(change.from());
        atBegin = ofFolder ? atBegin : null;
    }

    /** Whether it has heard of what we did, of which the storage tells: what was done before it began is looked at. */
    boolean knows(OptionalLong cause) {
        return cause.isPresent() && cause.getAsLong() - began >= 0;
    }

    /** The file is elsewhere, perhaps. */
    void followQuietly() {
        try {
            follow();
        } catch (StorageException e) {
            LOG.debug("A file under a lease can't be watched where it is now", e);
            ask();
        }
    }

    /** @param content whether what is in a file has changed, or about it */
    boolean isHarmless(Change change, boolean content, LeaseLook look) throws StorageException {
        if (ofFolder) {
            return isAsLeft(change.path(), look);
        }
        boolean folderGone = change.type() == Change.Type.DELETED
                && arbiter.opens.path(open.id).parent().equals(change.path());
        return !folderGone && isUnchanged(content, look);
    }

    /**
     * Whether the name still leads to the file, and nothing about it is other than it was: so a report is of something before
     * this watch began, as those of the storage come late, and if reports are lost, none of them was of this file.
     *
     * @param content whether to look at what is in it, too
     */
    boolean isUnchanged(boolean content, LeaseLook look) {
        try {
            Attributes now = look.attributes(open, arbiter.opens.path(open.id));
            Attributes before;
            synchronized (this) {
                before = atBegin;
            }
            if (!now.id().equals(open.node().id())) {
                return false;
            }
            return !content || before != null && isSame(before, now);
        } catch (StorageException e) {
            return false; // it is not there
        }
    }

    /** Whether we left an entry of the folder before this began, and as it is now. */
    private boolean isAsLeft(VPath entry, LeaseLook look) {
        Left before;
        synchronized (this) {
            before = left.get(entry);
        }
        if (before == null) {
            return false;
        }
        try {
            Attributes now = look.attributes(open, entry);
            return before.there() && !now.changed().isAfter(before.when());
        } catch (StorageException e) {
            return !before.there() && e.reason() == Reason.NOT_FOUND;
        }
    }

    private static boolean isSame(Attributes before, Attributes now) {
        return before.size() == now.size()
                && before.modified().equals(now.modified())
                && before.changed().equals(now.changed());
    }

    /** Of a closed open nothing is asked: its file may be gone, and another have taken its id. */
    boolean ask() {
        synchronized (this) {
            if (closed) {
                return false;
            }
        }
        arbiter.breakLeases(open);
        return true;
    }

    @Override
    public void close() {
        FolderReports.Lease before;
        synchronized (this) {
            closed = true;
            before = joined;
        }
        if (before != null) {
            before.close();
        }
    }
}
