// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter.local;

import io.fairlead.api.export.ByteRange;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.core.arbiter.RangeLocks;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Byte-range locks of one file, found in O(log n). Its mutex is the last in the order of locks: nothing else is taken under
 * it.
 */
final class FileLocks {
    private record Wanted(Entry owner, ByteRange range, boolean exclusive) {
        /** Whether one of two that wait has to wait for the other, though both be of one open: they keep their order. */
        boolean conflictsWith(Wanted other) {
            return (exclusive || other.exclusive) && range.overlaps(other.range);
        }
    }

    /** A lock as its owner knows it. {@code tree} is null for a range without a byte at offset 0, which meets nothing. */
    private record Held(LockTree tree, LockTree.Lock lock, boolean exclusive) {}

    private static final class Waiter {
        final Wanted wanted;
        final Condition woken;
        boolean granted;
        boolean ended;

        Waiter(Wanted wanted, Condition woken) {
            this.wanted = wanted;
            this.woken = woken;
        }
    }

    private final ReentrantLock mutex = new ReentrantLock();
    private final LockTree exclusive = new LockTree();
    private final LockTree shared = new LockTree();
    private final Map<Entry, Map<ByteRange, Deque<Held>>> held = new HashMap<>();
    private final List<Waiter> waiting = new ArrayList<>();
    private long numbers;
    private volatile boolean empty = true;

    /** Whether nothing is locked; one volatile read. */
    boolean isEmpty() {
        return empty;
    }

    void lock(Entry owner, ByteRange range, boolean exclusively, Patience patience) throws StorageException {
        Wanted wanted = new Wanted(owner, range, exclusively);
        if (tryLock(wanted, patience.allowsWaiting())) {
            return;
        }
        if (!patience.allowsWaiting()) {
            throw locked(range);
        }
        patience.announce();
        mutex.lock();
        try {
            refuseEnded(owner);
            if (free(wanted) && !queued(wanted)) {
                hold(wanted);
            } else {
                await(wanted, patience);
            }
        } finally {
            mutex.unlock();
        }
    }

    /** @param fairly whether it stands behind those who wait */
    private boolean tryLock(Wanted wanted, boolean fairly) throws StorageException {
        mutex.lock();
        try {
            refuseEnded(wanted.owner);
            boolean granted = free(wanted) && !(fairly && queued(wanted));
            if (granted) {
                hold(wanted);
            }
            return granted;
        } finally {
            mutex.unlock();
        }
    }

    private static void refuseEnded(Entry owner) throws StorageException {
        if (owner.locksEnded) {
            throw new StorageException(Reason.STALE, "closed");
        }
    }

    private void await(Wanted wanted, Patience patience) throws StorageException {
        Waiter waiter = new Waiter(wanted, mutex.newCondition());
        waiting.add(waiter);
        StorageException interrupted = null;
        try (Patience.Wait wait = patience.begin(() -> wake(waiter))) {
            while (!waiter.granted && !waiter.ended && !wait.isOver()) {
                waiter.woken.awaitNanos(wait.nanosLeft());
            }
        } catch (InterruptedException e) { // nobody cancels so: the thread is being given up
            Thread.currentThread().interrupt();
            interrupted = new StorageException(Reason.UNAVAILABLE, "interrupted while waiting for a lock", e);
        }
        if (waiter.granted) {
            return;
        }
        if (waiter.ended) {
            throw new StorageException(Reason.STALE, "closed while waiting for a lock");
        }
        waiting.remove(waiter);
        grantWaiting(); // who stood behind this one only
        if (interrupted != null) {
            throw interrupted;
        }
        throw patience.isCancelled()
                ? new StorageException(Reason.CANCELLED, "the wait for a lock was cancelled")
                : locked(wanted.range);
    }

    private void wake(Waiter waiter) {
        mutex.lock();
        try {
            waiter.woken.signal();
        } finally {
            mutex.unlock();
        }
    }

    void unlock(Entry owner, ByteRange range) throws StorageException {
        mutex.lock();
        try {
            Map<ByteRange, Deque<Held>> own = held.get(owner);
            Deque<Held> found = own == null ? null : own.get(range);
            if (found == null) {
                throw new StorageException(Reason.NOT_FOUND, "no lock of " + range);
            }
            release(found.poll());
            if (found.isEmpty()) {
                own.remove(range);
                if (own.isEmpty()) {
                    held.remove(owner);
                }
            }
            grantWaiting();
        } finally {
            mutex.unlock();
        }
    }

    void cancelWaiting(Entry owner) {
        mutex.lock();
        try {
            for (Iterator<Waiter> all = waiting.iterator(); all.hasNext(); ) {
                Waiter waiter = all.next();
                if (waiter.wanted.owner == owner) {
                    waiter.ended = true;
                    waiter.woken.signal();
                    all.remove();
                }
            }
            grantWaiting();
        } finally {
            mutex.unlock();
        }
    }

    int releaseAll(Entry owner) {
        mutex.lock();
        try {
            cancelWaiting(owner);
            int released = 0;
            Map<ByteRange, Deque<Held>> own = held.remove(owner);
            if (own != null) {
                for (Deque<Held> locks : own.values()) {
                    locks.forEach(FileLocks::release);
                    released += locks.size();
                }
            }
            grantWaiting();
            return released;
        } finally {
            mutex.unlock();
        }
    }

    int count(Entry owner) {
        mutex.lock();
        try {
            return held.getOrDefault(owner, Map.of()).values().stream()
                    .mapToInt(Deque::size)
                    .sum();
        } finally {
            mutex.unlock();
        }
    }

    List<RangeLocks.Lock> held(Entry owner) {
        mutex.lock();
        try {
            List<RangeLocks.Lock> locks = new ArrayList<>();
            held.getOrDefault(owner, Map.of())
                    .forEach(
                            (range, all) -> all.forEach(lock -> locks.add(new RangeLocks.Lock(range, lock.exclusive))));
            return locks;
        } finally {
            mutex.unlock();
        }
    }

    void mayRead(Entry reader, ByteRange range) throws StorageException {
        mutex.lock();
        try {
            if (meets(exclusive, range, reader)) {
                throw locked(range);
            }
        } finally {
            mutex.unlock();
        }
    }

    void mayWrite(Entry writer, ByteRange range) throws StorageException {
        mutex.lock();
        try {
            // [MS-FSA] 2.1.4.10: a shared lock stands against every write, its owner's too
            if (meets(exclusive, range, writer) || meets(shared, range, null)) {
                throw locked(range);
            }
        } finally {
            mutex.unlock();
        }
    }

    private static boolean meets(LockTree locks, ByteRange range, Entry except) {
        if (range.length() != 0) {
            return locks.meets(range.offset(), range.offset() + (range.length() - 1), except);
        }
        return range.offset() != 0 && locks.meets(range.offset(), range.offset() - 1, except); // what encloses it
    }

    /** Grants, in order, what neither a lock nor an earlier waiter stands against. */
    private void grantWaiting() {
        List<Wanted> earlier = new ArrayList<>(0);
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

    private boolean queued(Wanted wanted) {
        return waiting.stream().anyMatch(earlier -> earlier.wanted.conflictsWith(wanted));
    }

    /** [MS-FSA] 2.1.5.7: shared ones stack, also on an exclusive one of the same open; anything else collides. */
    private boolean free(Wanted wanted) {
        return wanted.exclusive
                ? !meets(exclusive, wanted.range, null) && !meets(shared, wanted.range, null)
                : !meets(exclusive, wanted.range, wanted.owner);
    }

    private void hold(Wanted granted) {
        ByteRange range = granted.range;
        boolean meetsNothing = range.length() == 0 && range.offset() == 0;
        LockTree tree = granted.exclusive ? exclusive : shared;
        Held lock = new Held(
                meetsNothing ? null : tree,
                new LockTree.Lock(granted.owner, range.offset(), range.offset() + (range.length() - 1), ++numbers),
                granted.exclusive);
        if (!meetsNothing) {
            tree.add(lock.lock);
        }
        held.computeIfAbsent(granted.owner, owner -> new HashMap<>())
                .computeIfAbsent(range, same -> new ArrayDeque<>(1))
                .add(lock);
        empty = false;
    }

    private static void release(Held lock) {
        if (lock.tree != null) {
            lock.tree.remove(lock.lock);
        }
    }

    private static StorageException locked(ByteRange range) {
        return new StorageException(
                Reason.LOCKED,
                Long.toUnsignedString(range.offset()) + "+" + Long.toUnsignedString(range.length()) + " is locked");
    }
}
