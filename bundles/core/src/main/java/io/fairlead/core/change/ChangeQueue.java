// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.change;

import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Watch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One watch: its filter, and what waits for its listener. At most {@value #CAPACITY} changes wait; of what comes beyond,
 * the listener learns by one {@link Change.Type#OVERFLOW}. A thread is used only while there is something to tell, and
 * after {@value #AT_ONCE} changes it is another one's turn.
 */
public final class ChangeQueue implements Watch.Subscription {
    public static final int CAPACITY = 1024;
    private static final int AT_ONCE = 64;
    private static final Duration MOST_SETTLING = Duration.ofSeconds(1); // for a listener that blocks
    private static final Logger LOG = LoggerFactory.getLogger(ChangeQueue.class);

    private final ReentrantLock mutex = new ReentrantLock(); // the last in the order of locks
    private final ArrayDeque<Change> waiting = new ArrayDeque<>();
    private final boolean recursive;
    private final UnaryOperator<VPath> toListener;
    private final Consumer<Change> listener;
    private final Runnable onClose;
    private final Executor turns;
    private VPath directory;
    private boolean overflowed;
    private final Condition progress = mutex.newCondition();
    private long offered; // all that ever waited
    private long delivered; // of those
    private boolean draining;
    private boolean closed;
    private boolean ending; // the directory was deleted
    private final List<Watch.Subscription> joined = new ArrayList<>(1);

    /**
     * @param directory watched, in the storage
     * @param toListener a storage path as the listener knows it, or null for one it may not see
     * @param onClose called once when the watch ends
     * @param turns runs what calls the listener
     */
    public ChangeQueue(
            VPath directory,
            boolean recursive,
            UnaryOperator<VPath> toListener,
            Consumer<Change> listener,
            Consumer<ChangeQueue> onClose,
            Executor turns) {
        this.directory = directory;
        this.recursive = recursive;
        this.toListener = toListener;
        this.listener = listener;
        this.onClose = () -> onClose.accept(this);
        this.turns = turns;
    }

    /** Joins a source of changes, of which {@code subscription} is the end. */
    public void joined(Watch.Subscription subscription) {
        mutex.lock();
        try {
            if (!closed) {
                joined.add(subscription);
                return;
            }
        } finally {
            mutex.unlock();
        }
        subscription.close();
    }

    /** How many wait for the listener. */
    int size() {
        mutex.lock();
        try {
            return waiting.size();
        } finally {
            mutex.unlock();
        }
    }

    /** Whether it was closed, or its directory has gone and the listener knows. */
    boolean isClosed() {
        mutex.lock();
        try {
            return closed;
        } finally {
            mutex.unlock();
        }
    }

    /** A change to be told, or a loss. Does not block. */
    public void told(Change change) {
        mutex.lock();
        try {
            if (change.type() == Change.Type.OVERFLOW) {
                lose();
                startDraining();
            } else {
                offer(change);
            }
        } finally {
            mutex.unlock();
        }
    }

    private void offer(Change change) {
        Change told = closed ? null : filter(change);
        if (told == null) {
            return;
        }
        if (waiting.size() >= CAPACITY) {
            lose();
        } else if (!overflowed) { // what comes after a loss is of no use before the listener has looked
            waiting.add(told);
            offered++;
        }
        ending |= change.type() == Change.Type.DELETED && change.path().equals(directory);
        startDraining();
    }

    private void lose() {
        offered += overflowed ? 0 : 1;
        overflowed = true;
    }

    private void startDraining() {
        if (!draining && !closed) {
            draining = true;
            turns.execute(this::drain);
        }
    }

    /** What the listener is to hear: null for what is out of its sight, and half a rename that leaves or enters it. */
    private Change filter(Change change) {
        if (change.type() == Change.Type.DELETE_PENDING && !change.path().equals(directory)) {
            return null;
        }
        if (change.type() != Change.Type.RENAMED) {
            VPath path = visible(change.path());
            return path == null ? null : new Change(change.type(), path, null, change.kind());
        }
        if (directory.startsWith(change.from())) {
            directory = directory.rebase(change.from(), change.path()); // it follows its folder
            return null;
        }
        VPath from = visible(change.from());
        VPath to = visible(change.path());
        if (from == null) {
            return to == null ? null : new Change(Change.Type.CREATED, to, null, change.kind());
        }
        return to == null
                ? new Change(Change.Type.DELETED, from, null, change.kind())
                : new Change(Change.Type.RENAMED, to, from, change.kind());
    }

    private VPath visible(VPath path) {
        boolean inSight = path.equals(directory)
                || (recursive
                        ? path.startsWith(directory)
                        : !path.isRoot() && path.parent().equals(directory));
        return inSight ? toListener.apply(path) : null;
    }

    private void drain() {
        int left = AT_ONCE;
        for (Change next = next(); next != null; next = next()) {
            try {
                listener.accept(next);
            } catch (RuntimeException | Error e) { // as of a listener whose bundle has gone
                LOG.error("A listener for changes failed; it goes on with the next", e);
            }
            delivered();
            if (--left == 0) {
                turns.execute(this::drain);
                return;
            }
        }
    }

    private void delivered() {
        mutex.lock();
        try {
            delivered++;
            progress.signalAll();
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public void settle() {
        List<Watch.Subscription> sources;
        mutex.lock();
        try {
            sources = List.copyOf(joined);
        } finally {
            mutex.unlock();
        }
        sources.forEach(Watch.Subscription::settle);
        mutex.lock();
        try {
            long all = offered;
            long left = MOST_SETTLING.toNanos();
            while (delivered < all && left > 0 && !closed) {
                left = progress.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            mutex.unlock();
        }
    }

    private Change next() {
        mutex.lock();
        try {
            Change next = closed ? null : waiting.poll();
            if (next == null && overflowed && !closed) {
                overflowed = false;
                VPath seen = toListener.apply(directory);
                if (seen == null) { // the listener may not see any of it
                    delivered++;
                    progress.signalAll();
                } else {
                    next = Change.of(Change.Type.OVERFLOW, seen);
                }
            }
            draining = next != null;
            if (draining || !ending) {
                return next;
            }
        } finally {
            mutex.unlock();
        }
        close();
        return null;
    }

    @Override
    public void close() {
        List<Watch.Subscription> ended;
        mutex.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            waiting.clear();
            progress.signalAll();
            ended = List.copyOf(joined);
        } finally {
            mutex.unlock();
        }
        onClose.run();
        ended.forEach(Watch.Subscription::close);
    }
}
