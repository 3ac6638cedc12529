// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Watch;
import io.fairlead.core.Background;
import io.fairlead.core.arbiter.ChangeFeed;
import io.fairlead.core.change.Echoes;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the lease of an open broken when the storage tells of a change from outside: of the file, or of an entry of the
 * folder. The storage tells of our own changes, too, which are known by name, kind and time; so of a file that is being
 * written here, changes of content from outside go unheard. Where reports were lost, the file is looked at. Reports of what
 * was done before it began may come yet: a file is looked at, of which nothing is to be other than it was, and an entry of a
 * folder, which is to be as we left it. Else a break too many is better than one too few. Guarded by its monitor, under
 * which nothing blocks.
 */
final class OutsideWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutsideWatch.class);

    private final Arbiter arbiter;
    private final LocalOpen open;
    private final boolean ofFolder;
    private Attributes atBegin; // null once we have changed the file
    private final Echoes echoes;
    private final Map<VPath, Left> left = new HashMap<>(); // before this began; entries of the folder

    private VPath folder;
    private VPath followed;
    private Watch.Subscription own;
    private Watch.Subscription outside;
    private boolean closed;

    private OutsideWatch(Arbiter arbiter, LocalOpen open) throws StorageException {
        this.arbiter = arbiter;
        this.echoes = new Echoes(System::nanoTime, arbiter.reportDelay);
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

    /** Watches the folder where the file is now. */
    private void follow() throws StorageException {
        VPath path = arbiter.opens.path(open.id);
        VPath wanted = ofFolder || path.isRoot() ? path : path.parent();
        synchronized (this) {
            if (closed || wanted.equals(folder)) {
                return;
            }
            folder = wanted;
            followed = path;
        }
        Watch watch = open.view
                .volume()
                .extension(Watch.class)
                .orElseThrow(() -> new StorageException(Reason.NOT_SUPPORTED, "the storage tells of no changes"));
        Watch.Subscription told = arbiter.changes.subscribe(
                new ChangeFeed.Interest(wanted, false), ofFolder ? this::before : past -> {}, this::own);
        Watch.Subscription reported;
        try {
            reported = watch.watch(wanted, false, this::outside);
        } catch (StorageException | RuntimeException e) {
            told.close();
            throw e;
        }
        replace(told, reported);
    }

    private void replace(Watch.Subscription told, Watch.Subscription reported) {
        Watch.Subscription ownBefore;
        Watch.Subscription outsideBefore;
        synchronized (this) {
            ownBefore = closed ? told : own;
            outsideBefore = closed ? reported : outside;
            own = told;
            outside = reported;
        }
        close(outsideBefore, ownBefore);
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

    private void own(ChangeFeed.Numbered told) {
        synchronized (this) {
            echoes.own(told.change());
            left.remove(told.change().path());
            left.remove(told.change().from());
            atBegin = told.change().path().equals(followed) ? null : atBegin;
        }
        if (told.change().type() == Change.Type.RENAMED) {
            Background.run(this::followed);
        }
    }

    private void followed() {
        try {
            follow();
        } catch (StorageException e) {
            LOG.debug("A file under a lease can't be watched where it is now", e);
            ask();
        }
    }

    private void outside(Change change) {
        if (change.type() == Change.Type.OVERFLOW || ofFolder || concernsFile(change)) {
            Background.run(() -> settle(change));
        }
    }

    private boolean concernsFile(Change change) {
        try {
            VPath path = arbiter.opens.path(open.id);
            return path.equals(change.path()) || path.equals(change.from());
        } catch (StorageException e) {
            return false; // it has just been closed
        }
    }

    private void settle(Change change) {
        try {
            if (!isHarmless(change)) {
                ask();
            }
        } catch (StorageException e) {
            LOG.debug("{} was closed before it was known what its storage told of it", open.id, e);
        }
    }

    /** Whoever is at work on the name is waited for: before it leaves it has told what it did. */
    private boolean isHarmless(Change change) throws StorageException {
        boolean lost = change.type() == Change.Type.OVERFLOW; // anything may have happened
        boolean content = lost || change.type() == Change.Type.MODIFIED || change.type() == Change.Type.ATTRIBUTES;
        VPath path = lost ? arbiter.opens.path(open.id) : change.path();
        SettledReports.settle(arbiter, path);
        if (!lost && isOurs(change)) {
            return true;
        }
        boolean written = content && arbiter.isWrittenHere(path);
        if (written && !lost) {
            return true;
        }
        return ofFolder ? !lost && isAsLeft(path) : isUnchanged(content && !written);
    }

    private synchronized boolean isOurs(Change change) {
        return !echoes.outside(change);
    }

    /**
     * Whether the name still leads to the file, and nothing about it is other than it was: so a report is of something before
     * this watch began, as those of the storage come late, and if reports are lost, none of them was of this file.
     *
     * @param content whether to look at what is in it, too
     */
    private boolean isUnchanged(boolean content) {
        try {
            Attributes now = open.view.volume().attributes(arbiter.opens.path(open.id), Links.ITSELF);
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
    private boolean isAsLeft(VPath entry) {
        Left before;
        synchronized (this) {
            before = left.get(entry);
        }
        if (before == null) {
            return false;
        }
        try {
            Attributes now = open.view.volume().attributes(entry, Links.ITSELF);
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
    private void ask() {
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        arbiter.breakLeases(open);
    }

    /** Ours last: what we do is remembered only while somebody listens, and is to be known as long as the storage tells. */
    private static void close(Watch.Subscription outside, Watch.Subscription own) {
        if (outside != null) {
            outside.close();
        }
        if (own != null) {
            own.close();
        }
    }

    @Override
    public void close() {
        Watch.Subscription ownBefore;
        Watch.Subscription outsideBefore;
        synchronized (this) {
            closed = true;
            ownBefore = own;
            outsideBefore = outside;
        }
        close(outsideBefore, ownBefore);
    }
}
