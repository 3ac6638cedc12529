// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.export.ByteRange;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Locks of one file, in this process. Its mutex is the last in the order of locks: nothing else is taken under it. */
final class LocalRangeLocks implements RangeLocks {
    private static final Duration LONGEST_WAIT = Duration.ofDays(365);

    private record Lock(Claim owner, ByteRange range, boolean exclusive) {
        /** [MS-FSA] 2.1.4.10 for lock requests: shared ones stack, anything else collides, also with its own open. */
        boolean conflictsWith(Lock other) {
            return (exclusive || other.exclusive) && range.overlaps(other.range);
        }
    }

    private static final class Waiter {
        final Lock wanted;
        final Condition woken;
        boolean granted;
        boolean cancelled;

        Waiter(Lock wanted, Condition woken) {
            this.wanted = wanted;
            this.woken = woken;
        }
    }

    private final ReentrantLock mutex = new ReentrantLock();
    private final List<Lock> held = new ArrayList<>();
    private final List<Waiter> waiting = new ArrayList<>();
    private volatile boolean empty = true;

    @Override
    public boolean isEmpty() {
        return empty;
    }

    @Override
    public void lock(Claim owner, ByteRange range, boolean exclusive, Duration wait) throws StorageException {
        Lock wanted = new Lock(owner, range, exclusive);
        mutex.lock();
        try {
            if (owner.hasEnded()) {
                throw new StorageException(Reason.STALE, "closed");
            }
            boolean patient = !wait.isZero() && !wait.isNegative();
            if (free(wanted) && !(patient && queued(wanted))) {
                hold(wanted);
            } else if (patient) {
                await(wanted, wait);
            } else {
                throw locked(range);
            }
        } finally {
            mutex.unlock();
        }
    }

    private void await(Lock wanted, Duration wait) throws StorageException {
        Waiter waiter = new Waiter(wanted, mutex.newCondition());
        waiting.add(waiter);
        try {
            long left = (wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait).toNanos();
            while (!waiter.granted && !waiter.cancelled && left > 0) {
                left = waiter.woken.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (waiter.cancelled) {
            throw new StorageException(Reason.STALE, "closed while waiting for a lock");
        }
        if (!waiter.granted) {
            waiting.remove(waiter);
            grantWaiting(); // who stood behind this one only
            throw locked(wanted.range);
        }
    }

    @Override
    public void unlock(Claim owner, ByteRange range) throws StorageException {
        mutex.lock();
        try {
            Lock found = null;
            for (Lock lock : held) {
                if (lock.owner == owner && lock.range.equals(range)) {
                    found = lock;
                    break;
                }
            }
            if (found == null) {
                throw new StorageException(Reason.NOT_FOUND, "no lock of " + range);
            }
            held.remove(found);
            grantWaiting();
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public void cancelWaiting(Claim owner) {
        mutex.lock();
        try {
            for (Iterator<Waiter> all = waiting.iterator(); all.hasNext(); ) {
                Waiter waiter = all.next();
                if (waiter.wanted.owner == owner) {
                    waiter.cancelled = true;
                    waiter.woken.signal();
                    all.remove();
                }
            }
            grantWaiting();
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public void releaseAll(Claim owner) {
        mutex.lock();
        try {
            cancelWaiting(owner);
            held.removeIf(lock -> lock.owner == owner);
            grantWaiting();
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public int count(Claim owner) {
        mutex.lock();
        try {
            return (int) held.stream().filter(lock -> lock.owner == owner).count();
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public void mayRead(Claim reader, ByteRange range) throws StorageException {
        mutex.lock();
        try {
            for (Lock lock : held) {
                if (lock.exclusive && lock.owner != reader && lock.range.overlaps(range)) {
                    throw locked(range);
                }
            }
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public void mayWrite(Claim writer, ByteRange range) throws StorageException {
        mutex.lock();
        try {
            for (Lock lock : held) {
                // [MS-FSA] 2.1.4.10: a shared lock stands against every write, its owner's too
                if ((lock.owner != writer || !lock.exclusive) && lock.range.overlaps(range)) {
                    throw locked(range);
                }
            }
        } finally {
            mutex.unlock();
        }
    }

    /** Grants, in order, what neither a lock nor an earlier waiter stands against. */
    private void grantWaiting() {
        List<Lock> earlier = new ArrayList<>();
        for (Iterator<Waiter> all = waiting.iterator(); all.hasNext(); ) {
            Waiter waiter = all.next();
            if (free(waiter.wanted) && earlier.stream().noneMatch(waiter.wanted::conflictsWith)) {
                all.remove();
                hold(waiter.wanted);
                waiter.granted = true;
                waiter.woken.signal();
            } else {
                earlier.add(waiter.wanted);
            }
        }
        empty = held.isEmpty();
    }

    private boolean queued(Lock wanted) {
        for (Waiter earlier : waiting) {
            if (earlier.wanted.conflictsWith(wanted)) {
                return true;
            }
        }
        return false;
    }

    private boolean free(Lock wanted) {
        for (Lock lock : held) {
            if (lock.conflictsWith(wanted)) {
                return false;
            }
        }
        return true;
    }

    private void hold(Lock granted) {
        held.add(granted);
        empty = false;
    }

    private static StorageException locked(ByteRange range) {
        return new StorageException(
                Reason.LOCKED,
                Long.toUnsignedString(range.offset()) + "+" + Long.toUnsignedString(range.length()) + " is locked");
    }
}
