// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Watch;
import io.fairlead.core.arbiter.ChangeFeed;
import io.fairlead.core.change.ChangeQueue;
import io.fairlead.core.change.Echoes;
import io.fairlead.core.change.ReportDelay;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * What happens in one folder, for all who watch it or have leases there: one subscription to our own changes and one watch of
 * the storage, told apart once. Who makes a change puts it down here, and a thread of its own passes it on to each. It follows
 * its folder when that is renamed, and takes nobody new from then on; it ends with the last who has entered. Thread-safe.
 */
final class FolderReports {
    private static final int CAPACITY = 1024;
    private static final int AT_ONCE = 1024; // calls, before it is another folder's turn
    private static final Duration MOST_SETTLING = Duration.ofSeconds(1);

    private final Executor turns; // for what does not block
    private final Consumer<FolderReports> onClosed;
    private final FolderSource source;
    private final ReportDelay reportDelay;

    private final ReentrantLock mutex = new ReentrantLock(); // before that of a queue in the order of locks
    private final Condition progress = mutex.newCondition();
    private VPath folder; // guarded by the mutex, as all below
    private boolean closed; // to newcomers
    private int users; // who has entered, and not left
    private Echoes echoes; // null where the storage tells of nothing
    private long heard; // number of the last change of our own
    private final Map<ChangeQueue, Joined> prompt = new LinkedHashMap<>();
    private final Map<ChangeQueue, Joined> queues = new LinkedHashMap<>();
    private List<Joined> present; // those of queues; null after somebody came or went
    private final FolderLeases leases;
    private final Deque<Told> waiting = new ArrayDeque<>();
    private long last; // number of what came last
    private long passedOn; // and of what was passed on last
    private boolean telling;

    /**
     * Something to pass on.
     *
     * @param number counts them
     * @param ours whether it was made through the Export
     * @param news whether watches have not been told of it yet
     * @param cause when we did what the storage reports; empty for what others did, and for what we tell
     * @param ofFolder whether the folder itself was moved or deleted
     */
    record Told(long number, Change change, boolean ours, boolean news, OptionalLong cause, boolean ofFolder) {}

    /** @param after the number of what it does not hear any more */
    private record Joined(ChangeQueue queue, long after) {}

    /**
     * It watches nothing before {@link #begin}.
     *
     * @param turns runs one task after the other, none of which blocks
     * @param blocking runs one task after the other
     */
    FolderReports(
            SharedReports among,
            VPath folder,
            boolean recursive,
            Executor turns,
            Executor blocking,
            Consumer<FolderReports> onClosed) {
        this.folder = folder;
        this.turns = turns;
        this.onClosed = onClosed;
        this.reportDelay = among.arbiter().reportDelay;
        this.leases = new FolderLeases(among.arbiter(), blocking);
        SettledReports reports = new SettledReports(among, turns, this::outside);
        this.source = new FolderSource(among.arbiter().changes, recursive, new FolderSource.Listener() {
            @Override
            public void begins(boolean reported) {
                FolderReports.this.begins(reported);
            }

            @Override
            public void before(ChangeFeed.Past past) {
                FolderReports.this.before(past);
            }

            @Override
            public void own(ChangeFeed.Numbered told) {
                FolderReports.this.own(told);
            }

            @Override
            public void reported(Change change) {
                reports.report(change);
            }
        });
    }

    /** Whether it takes one more, who {@link #leave}s. */
    boolean enter() {
        mutex.lock();
        try {
            users += closed ? 0 : 1;
            return !closed;
        } finally {
            mutex.unlock();
        }
    }

    void leave() {
        mutex.lock();
        try {
            users--;
            if (users > 0) {
                return;
            }
            closed = true;
            waiting.clear();
            progress.signalAll();
        } finally {
            mutex.unlock();
        }
        onClosed.accept(this);
        source.end();
    }

    /**
     * Begins to watch, unless it does. Called by who has entered.
     *
     * @return false if another folder is there by now
     * @throws StorageException as {@link Watch#watch}; the next one may try again
     */
    boolean begin(Mounted by) throws StorageException {
        boolean begun = source.begin(by, this::folder);
        if (!begun) {
            close();
        }
        return begun;
    }

    private VPath folder() {
        mutex.lock();
        try {
            return folder;
        } finally {
            mutex.unlock();
        }
    }

    /** To newcomers: who is here stays. */
    private void close() {
        mutex.lock();
        try {
            closed = true;
        } finally {
            mutex.unlock();
        }
        onClosed.accept(this);
    }

    /**
     * One who has entered watches from now on; the end of that is its leave.
     *
     * @return null if the folder has gone since
     */
    Watch.Subscription add(ChangeQueue queue, boolean promptly) {
        Map<ChangeQueue, Joined> all = promptly ? prompt : queues;
        mutex.lock();
        try {
            if (closed) {
                return null;
            }
            all.put(queue, new Joined(queue, last));
            present = null;
            if (echoes != null) {
                echoes.newcomer();
            }
        } finally {
            mutex.unlock();
        }
        return new Member(() -> {
            all.remove(queue);
            present = null;
        });
    }

    /** As {@link #add(ChangeQueue, boolean)}, for the watch of a lease on what is at {@code path}. */
    Lease add(OutsideWatch watch, VPath path) {
        mutex.lock();
        try {
            if (closed) {
                return null;
            }
            leases.put(watch, path, last);
        } finally {
            mutex.unlock();
        }
        return new Lease(watch);
    }

    /** The end of watching for a lease. */
    final class Lease extends Member {
        private final OutsideWatch watch;

        private Lease(OutsideWatch watch) {
            super(() -> leases.remove(watch));
            this.watch = watch;
        }

        /** What is leased is there now. */
        void at(VPath path) {
            mutex.lock();
            try {
                if (!left) {
                    leases.put(watch, path, last);
                }
            } finally {
                mutex.unlock();
            }
        }
    }

    private class Member implements Watch.Subscription {
        private final Runnable remove;
        boolean left; // guarded by the mutex

        Member(Runnable remove) {
            this.remove = remove;
        }

        @Override
        public void settle() {
            FolderReports.this.settle();
        }

        @Override
        public void close() {
            mutex.lock();
            try {
                if (left) {
                    return;
                }
                left = true;
                remove.run();
            } finally {
                mutex.unlock();
            }
            leave();
        }
    }

    /** Waits until all that we did by now was passed on. */
    private void settle() {
        mutex.lock();
        try {
            long all = last;
            long left = MOST_SETTLING.toNanos();
            while (passedOn < all && left > 0 && users > 0) {
                left = progress.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            mutex.unlock();
        }
    }

    private void begins(boolean reported) {
        mutex.lock();
        try {
            echoes = reported ? new Echoes(System::nanoTime, reportDelay) : null;
            heard = 0;
        } finally {
            mutex.unlock();
        }
    }

    private void before(ChangeFeed.Past past) {
        mutex.lock();
        try {
            if (echoes != null) {
                echoes.before(past);
            }
        } finally {
            mutex.unlock();
        }
    }

    /** Called by who has made a change, or is about to. */
    private void own(ChangeFeed.Numbered told) {
        Change change = told.change();
        boolean goes;
        mutex.lock();
        try {
            if (told.number() != ++heard) {
                heard = told.number();
                put(Change.of(Change.Type.OVERFLOW, folder), false, true, OptionalLong.empty());
            }
            goes = moves(change) || isEnd(change);
            closed |= goes;
            put(change, true, echoes == null || echoes.own(change), OptionalLong.empty());
            if (moves(change)) {
                folder = folder.rebase(change.from(), change.path());
            }
        } finally {
            mutex.unlock();
        }
        if (goes) {
            onClosed.accept(this);
        }
    }

    /** Called once nobody is at work on the name. */
    private void outside(Change change) {
        boolean goes;
        mutex.lock();
        try {
            if (echoes == null) {
                return; // it has ended
            }
            boolean lost = change.type() == Change.Type.OVERFLOW;
            OptionalLong cause = lost ? OptionalLong.empty() : echoes.cause(change);
            goes = isEnd(change) && cause.isEmpty();
            closed |= goes;
            put(change, false, cause.isEmpty(), cause);
        } finally {
            mutex.unlock();
        }
        if (goes) {
            onClosed.accept(this);
        }
    }

    private boolean moves(Change change) {
        return change.from() != null && folder.startsWith(change.from());
    }

    private boolean isEnd(Change change) {
        return change.type() == Change.Type.DELETED && change.path().equals(folder);
    }

    /** With the mutex held. */
    private void put(Change change, boolean ours, boolean news, OptionalLong cause) {
        Told told = new Told(++last, change, ours, news, cause, moves(change) || isEnd(change));
        if (news) {
            prompt.values().forEach(joined -> joined.queue.told(change));
        }
        boolean asked = news && !queues.isEmpty() || !leases.isEmpty();
        if (!asked && !telling) {
            passedOn = last;
            return;
        }
        if (waiting.size() >= CAPACITY) { // all is lost, but for what became of the folder
            waiting.removeIf(other -> !other.ofFolder);
            waiting.add(
                    new Told(last, Change.of(Change.Type.OVERFLOW, folder), false, true, OptionalLong.empty(), false));
        }
        waiting.add(told);
        if (!telling) {
            telling = true;
            turns.execute(this::tell);
        }
    }

    private void tell() {
        for (int left = AT_ONCE; left > 0; ) {
            Told next;
            List<Joined> to;
            mutex.lock();
            try {
                next = waiting.poll();
                if (next == null) {
                    passed(last);
                    telling = false;
                    return;
                }
                to = next.news ? present() : List.of();
                leases.tell(next);
            } finally {
                mutex.unlock();
            }
            for (Joined joined : to) {
                if (joined.after < next.number) {
                    joined.queue.told(next.change);
                }
            }
            left -= 1 + to.size();
            mutex.lock();
            try {
                passed(next.number);
            } finally {
                mutex.unlock();
            }
        }
        turns.execute(this::tell);
    }

    private void passed(long number) {
        passedOn = number;
        progress.signalAll();
    }

    private List<Joined> present() {
        if (present == null) {
            present = List.copyOf(queues.values());
        }
        return present;
    }
}
