// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.change;

import io.fairlead.api.export.ChangeReader;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Changes that wait for a reader. A {@link ChangeQueue} fills it, from a thread of the Export's; who is about to make another
 * change waits for room, with nothing held. Its size is bounded by {@code room}, and {@value #SLACK} for what is open already.
 */
public final class ChangeBacklog implements ChangeReader {
    private static final int SLACK = 4096;

    /** Throws why the volume serves nobody any more. */
    public interface Check {
        void run() throws StorageException;
    }

    private final VPath directory;
    private final int room;
    private final long holdNanos;
    private final ChangeBacklogs among;
    private final Check check;
    private final ReentrantLock mutex = new ReentrantLock(); // before that of the queue in the order of locks
    private final Condition changed = mutex.newCondition();
    private final ArrayDeque<Change> waiting = new ArrayDeque<>();
    private ChangeQueue queue; // null until it is fed
    private boolean lost; // changes, after the last that waits
    private boolean givenUp; // the reader is waited for no more, until it takes
    private boolean closed;

    /**
     * @param directory in the storage
     * @param among the readers of the storage, of whom it is one from {@link #fedBy} on
     */
    public ChangeBacklog(VPath directory, int room, Duration hold, ChangeBacklogs among, Check check) {
        if (room < 1 || hold.isNegative()) {
            throw new IllegalArgumentException("room " + room + ", hold " + hold);
        }
        this.directory = directory;
        this.room = room;
        this.holdNanos =
                hold.compareTo(Duration.ofDays(1)) > 0 ? Duration.ofDays(1).toNanos() : hold.toNanos();
        this.among = among;
        this.check = check;
    }

    /** Is told where its changes come from. */
    public void fedBy(ChangeQueue source) {
        mutex.lock();
        try {
            queue = source;
        } finally {
            mutex.unlock();
        }
        among.add(this);
    }

    /** A change to be read; does not block. */
    public void add(Change change) {
        mutex.lock();
        try {
            if (change.type() == Change.Type.OVERFLOW || waiting.size() >= room + SLACK) {
                lost = true;
            } else if (!lost) { // what comes after a loss is of no use before the reader has looked
                waiting.add(change);
            }
            changed.signalAll();
        } finally {
            mutex.unlock();
        }
    }

    void awaitRoom(VPath path, Patience patience) throws StorageException {
        if (!path.startsWith(directory) || hasRoom() || !patience.allowsWaiting()) {
            return;
        }
        patience.announce();
        try (Patience.Wait wait = patience.begin(this::wake)) {
            await(wait);
        }
    }

    private void await(Patience.Wait wait) throws StorageException {
        mutex.lock();
        try {
            long held = System.nanoTime();
            while (!hasRoom() && !wait.isOver()) {
                long left = holdNanos - (System.nanoTime() - held);
                if (left <= 0) {
                    givenUp = true;
                    lost = true;
                    return;
                }
                sleep(Math.min(left, wait.nanosLeft()));
            }
            if (wait.isCancelled()) {
                throw new StorageException(Reason.CANCELLED, "while a reader of changes had no room");
            }
        } finally {
            mutex.unlock();
        }
    }

    /** Nobody cancels by an interrupt: it is kept for whoever looks. */
    private void sleep(long nanos) throws StorageException {
        try {
            changed.awaitNanos(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(Reason.UNAVAILABLE, "interrupted while a reader of changes had no room", e);
        }
    }

    private boolean hasRoom() {
        mutex.lock();
        try {
            return closed || givenUp || queue == null || waiting.size() + queue.size() < room;
        } finally {
            mutex.unlock();
        }
    }

    private void wake() {
        mutex.lock();
        try {
            changed.signalAll();
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public List<Change> take(int max, Duration wait) throws StorageException {
        if (max < 1) {
            throw new IllegalArgumentException("max must be at least 1, not " + max);
        }
        long end = System.nanoTime() + wait.toNanos();
        mutex.lock();
        try {
            refuseClosed();
            while (waiting.isEmpty() && !lost && System.nanoTime() - end < 0) {
                sleep(end - System.nanoTime());
                refuseClosed();
            }
            return taken(max);
        } finally {
            mutex.unlock();
        }
    }

    private List<Change> taken(int max) {
        List<Change> taken = new ArrayList<>(Math.min(max, waiting.size() + 1));
        while (taken.size() < max && !waiting.isEmpty()) {
            taken.add(waiting.poll());
        }
        if (lost && taken.size() < max) {
            lost = false;
            taken.add(Change.of(Change.Type.OVERFLOW, VPath.ROOT));
        }
        givenUp &= taken.isEmpty();
        changed.signalAll();
        return taken;
    }

    private void refuseClosed() throws StorageException {
        check.run();
        boolean ended = queue == null || (queue.isClosed() && waiting.isEmpty());
        if (closed || ended) {
            throw new StorageException(Reason.STALE, "the reader of changes was closed");
        }
    }

    @Override
    public int waiting() {
        mutex.lock();
        try {
            return waiting.size() + (queue == null ? 0 : queue.size());
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public void close() {
        among.remove(this);
        ChangeQueue source;
        mutex.lock();
        try {
            closed = true;
            waiting.clear();
            source = queue;
            changed.signalAll();
        } finally {
            mutex.unlock();
        }
        if (source != null) {
            source.close();
        }
    }
}
