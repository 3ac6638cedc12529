// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Watch;
import io.fairlead.core.Background;
import io.fairlead.core.Turns;
import io.fairlead.core.arbiter.Passage;
import io.fairlead.core.change.ChangeQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of changes to the files of one arbiter: for each folder that is watched, or in which something is leased, one
 * {@link FolderReports}, whoever and however many ask for it; and the few threads that pass it on. Thread-safe.
 */
final class SharedReports {
    private static final Logger LOG = LoggerFactory.getLogger(SharedReports.class);
    private static final Duration MOMENT = Duration.ofMillis(100);
    private static final int MOST_WAITING = 8;
    private static final int MOST_OF_USER = 16;
    private static final int MOST_OF_SESSION = 2; // what one that is stuck takes from its user's others

    private final Arbiter arbiter;
    private final Map<Key, FolderReports> folders = new ConcurrentHashMap<>();
    private final Map<String, WeakReference<Turns>> users = new HashMap<>(); // guarded by itself

    /** For what never blocks. */
    private final Turns telling = new Turns(1);

    /**
     * For what waits for a passage, or calls the storage. Who holds a passage waits for nothing that is done here: so a few
     * threads do for all.
     */
    private final Turns waiting = new Turns(MOST_WAITING);

    private final Map<VPath, List<Runnable>> busy = new HashMap<>(); // guarded by itself
    private final Deque<Later> later = new ArrayDeque<>(); // guarded by itself
    private final AtomicLong entered = new AtomicLong();

    /** @param storage which of those that the arbiter has had, as one may replace the other */
    private record Key(Storage storage, VPath folder, boolean recursive) {}

    private record Later(long nanoTime, Runnable task) {}

    SharedReports(Arbiter arbiter) {
        this.arbiter = arbiter;
    }

    Arbiter arbiter() {
        return arbiter;
    }

    /**
     * Has a watch told of what happens in a folder.
     *
     * @param view by which the folder is watched, if nobody watches it yet
     * @param prompt whether it is told by whoever makes a change, rather than soon after
     * @throws StorageException as {@link Watch#watch}
     */
    Watch.Subscription watch(
            Mounted view, Storage storage, VPath folder, boolean recursive, ChangeQueue queue, boolean prompt)
            throws StorageException {
        return join(view, new Key(storage, folder, recursive), reports -> reports.add(queue, prompt));
    }

    /**
     * Has the watch of a lease told of what happens in a folder.
     *
     * @param path of what is leased, in the folder or the folder itself
     * @throws StorageException as {@link Watch#watch}; {@code NOT_SUPPORTED} if the storage tells of nothing
     */
    FolderReports.Lease watch(LocalOpen open, VPath folder, VPath path, OutsideWatch watch) throws StorageException {
        if (open.view.volume().extension(Watch.class).isEmpty()) {
            throw new StorageException(Reason.NOT_SUPPORTED, "the storage tells of no changes");
        }
        return join(open.view, new Key(open.storage, folder, false), reports -> reports.add(watch, path));
    }

    private <T> T join(Mounted view, Key key, Function<FolderReports, T> joining) throws StorageException {
        while (true) {
            FolderReports reports = folders.computeIfAbsent(key, this::make);
            if (!reports.enter()) { // its folder has gone, or its last watch, and it is about to be forgotten
                folders.remove(key, reports);
                continue;
            }
            T joined = null;
            try {
                joined = reports.begin(view) ? joining.apply(reports) : null;
                if (joined != null) {
                    return joined;
                }
            } finally {
                if (joined == null) {
                    reports.leave();
                }
            }
        }
    }

    private FolderReports make(Key key) {
        return new FolderReports(
                this, key.folder, key.recursive, telling.lane(1), waiting.lane(1), ended -> folders.remove(key, ended));
    }

    /** Runs what calls the listeners of one session: it gets no more than its share of its user's threads. */
    Executor listeners(String user) {
        synchronized (users) {
            WeakReference<Turns> known = users.get(user);
            Turns turns = known == null ? null : known.get();
            if (turns == null) {
                users.values().removeIf(ended -> ended.get() == null);
                turns = new Turns(MOST_OF_USER);
                users.put(user, new WeakReference<>(turns));
            }
            return turns.lane(MOST_OF_SESSION);
        }
    }

    /** Runs a task in a moment, on a thread where it must not block. */
    void later(Runnable task) {
        synchronized (later) {
            later.add(new Later(System.nanoTime() + MOMENT.toNanos(), task));
            if (later.size() == 1) {
                wakeIn(MOMENT);
            }
        }
    }

    private void wakeIn(Duration delay) {
        Future<?> unused = Background.after(delay, this::runDue);
    }

    private void runDue() {
        List<Runnable> due = new ArrayList<>();
        synchronized (later) {
            long now = System.nanoTime();
            while (!later.isEmpty() && later.peek().nanoTime - now <= 0) {
                due.add(later.remove().task);
            }
            if (!later.isEmpty()) {
                wakeIn(Duration.ofNanos(later.peek().nanoTime - now));
            }
        }
        due.forEach(Runnable::run);
    }

    /** Whether nobody is at work on a name. Does not wait. */
    boolean isFree(VPath path) {
        Patience none = Patience.none();
        none.cancel();
        entered.incrementAndGet();
        try (Passage passage = arbiter.opens.enter(path, true, none)) {
            return true;
        } catch (StorageException e) {
            if (e.reason() == Reason.CANCELLED) {
                return false;
            }
            LOG.debug("{} was changed, and it is not known by whom", path, e);
            return true;
        }
    }

    /** Runs something once whoever is at work on a name has left it, and has told what it did. Does not wait. */
    void whenFree(VPath path, Runnable task) {
        synchronized (busy) {
            List<Runnable> others = busy.get(path);
            if (others != null) {
                others.add(task);
                return;
            }
            busy.put(path, new ArrayList<>(List.of(task)));
        }
        waiting.lane(1).execute(() -> awaitFree(path));
    }

    private void awaitFree(VPath path) {
        List<Runnable> tasks;
        try (Passage passage = enter(path)) {
            synchronized (busy) { // with the passage: who comes later may mean somebody who came after us
                tasks = busy.remove(path);
            }
        }
        tasks.forEach(Runnable::run);
    }

    private Passage enter(VPath path) {
        entered.incrementAndGet();
        try {
            return arbiter.opens.enter(path, true, Patience.of(Arbiter.LONGEST_CLOSE));
        } catch (StorageException e) {
            LOG.debug("{} was changed, and it is not known by whom", path, e);
            return null;
        }
    }

    /** Waits for whoever is at work on a name: before it leaves it has told what it did. */
    void settle(VPath path) {
        Passage passage = enter(path);
        if (passage != null) {
            passage.close();
        }
    }

    /** How many folders are watched; for tests, as the next. */
    int size() {
        return folders.size();
    }

    /** How many passages were entered to know whether a report is of something that we do. */
    long entered() {
        return entered.get();
    }
}
