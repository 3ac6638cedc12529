// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter.local;

import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.arbiter.Passage;
import io.fairlead.core.arbiter.local.LocalPassage.Kind;
import io.fairlead.core.arbiter.local.LocalPassage.Step;
import io.fairlead.core.names.CaseFolding;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** The tree of names, and who may pass through it. Everything is guarded by the table's mutex. */
final class Passages {
    /** How many slots that nothing needs are kept, so that the next open there makes none: some 100 bytes each. */
    private static final int MOST_RESTING = 1024;

    private final ReentrantLock mutex;
    private final Condition left;
    private final boolean foldCase;
    private final Duration longestWait;
    private final NameSlot root = NameSlot.root();
    private final ArrayDeque<NameSlot> resting = new ArrayDeque<>(); // the one that was needed longest ago first
    private int waiting;

    /** @param longestWait for a name, as a call that hangs may hold others up */
    Passages(ReentrantLock mutex, boolean foldCase, Duration longestWait) {
        this.longestWait = longestWait;
        this.mutex = mutex;
        this.left = mutex.newCondition();
        this.foldCase = foldCase;
    }

    /** At a file ({@code stream} empty), or at a named stream of one; with {@code makes}, at the file too. */
    Passage enter(VPath path, String stream, boolean makes, Patience patience) throws StorageException {
        Kind kind = makes ? Kind.MAKE : Kind.LOOK;
        Passage passage = stream.isEmpty() ? tryEnter(path, kind) : null;
        return passage != null ? passage : enterOrWait(path, stream, kind, patience);
    }

    private Passage enterOrWait(VPath path, String stream, Kind kind, Patience patience) throws StorageException {
        return enter(() -> steps(find(path), stream, kind), patience);
    }

    private static List<Step> steps(NameSlot file, String stream, Kind kind) {
        if (stream.isEmpty()) {
            return List.of(new Step(file, kind));
        }
        Step first = new Step(file.stream(CaseFolding.fold(stream)), kind);
        return kind == Kind.LOOK ? List.of(first) : List.of(first, new Step(file, kind));
    }

    Passage enterRename(Entry open, Supplier<NameSlot> target, Patience patience) throws StorageException {
        return enter(() -> renameSteps(open.slot, target.get()), patience);
    }

    Passage enterRemoval(Entry open, Patience patience) throws StorageException {
        return enter(() -> List.of(new Step(open.slot, Kind.TREE)), patience);
    }

    Passage enterPublication(Entry upload, Patience patience) throws StorageException {
        return enter(() -> List.of(new Step(upload.slot, Kind.MAKE)), patience);
    }

    private static List<Step> renameSteps(NameSlot from, NameSlot to) {
        Step first = new Step(from, Kind.TREE);
        return from == to ? List.of(first) : List.of(first, new Step(to, Kind.TREE));
    }

    /** {@code steps} is asked again after each wait, since slots may have moved meanwhile. */
    private Passage enter(Supplier<List<Step>> steps, Patience patience) throws StorageException {
        Passage passage = tryEnter(steps);
        if (passage != null) {
            return passage;
        }
        patience.announce();
        mutex.lock();
        boolean entered = false;
        try (Patience.Wait wait = patience.begin(this::wake)) {
            long deadline = System.nanoTime() + longestWait.toNanos();
            for (List<Step> wanted = steps.get(); ; wanted = steps.get()) {
                if (areFree(wanted)) {
                    entered = true;
                    return take(wanted);
                }
                if (wait.isCancelled()) {
                    prune(wanted);
                    throw new StorageException(Reason.CANCELLED, "cancelled while another operation was on the name");
                }
                await(wanted, deadline - System.nanoTime());
            }
        } finally {
            if (!entered) {
                left.signalAll(); // those who have waited behind this one
            }
            mutex.unlock();
        }
    }

    /** As most do; null if it is not free. */
    private Passage tryEnter(VPath path, Kind kind) {
        mutex.lock();
        try {
            Step step = new Step(find(path), kind);
            if (!step.isFree()) {
                prune(step.slot());
                return null;
            }
            step.take();
            return new LocalPassage(this, step);
        } finally {
            mutex.unlock();
        }
    }

    private Passage tryEnter(Supplier<List<Step>> steps) {
        mutex.lock();
        try {
            List<Step> wanted = steps.get();
            if (areFree(wanted)) {
                return take(wanted);
            }
            prune(wanted);
            return null;
        } finally {
            mutex.unlock();
        }
    }

    private Passage take(List<Step> wanted) {
        wanted.forEach(Step::take);
        return new LocalPassage(this, wanted);
    }

    private void prune(List<Step> wanted) {
        wanted.forEach(step -> prune(step.slot()));
    }

    /** Both slots of a passage that has been left. */
    void prune(LocalPassage passage) {
        prune(passage.slot());
        prune(passage.target());
    }

    /** Takes a slot that nothing needs out of the tree, after a while. */
    void prune(NameSlot slot) {
        if (slot.resting || slot.parent() == null || !slot.isIdle()) {
            return;
        }
        if (foldCase) { // the next open may spell the name otherwise
            slot.prune();
            return;
        }
        slot.resting = true;
        resting.add(slot);
        if (resting.size() > MOST_RESTING) {
            pruneOldest();
        }
    }

    private void pruneOldest() {
        NameSlot oldest = resting.remove();
        oldest.resting = false;
        oldest.prune();
    }

    /** Whether nothing is open or going on anywhere. */
    boolean isEmpty() {
        while (!resting.isEmpty()) {
            pruneOldest();
        }
        return root.isIdle();
    }

    private void wake() {
        mutex.lock();
        try {
            left.signalAll();
        } finally {
            mutex.unlock();
        }
    }

    private static boolean areFree(List<Step> wanted) {
        for (Step step : wanted) {
            if (!step.isFree()) {
                return false;
            }
        }
        return true;
    }

    @SuppressWarnings("WaitNotInLoop") // the loop is in enter
    private void await(List<Step> wanted, long nanos) throws StorageException {
        if (nanos <= 0) {
            prune(wanted);
            throw new StorageException(
                    Reason.UNAVAILABLE, "another operation has been on the name for " + longestWait.toSeconds() + " s");
        }
        wanted.forEach(step -> step.await(1));
        waiting++;
        try {
            left.awaitNanos(nanos);
        } catch (InterruptedException e) { // nobody cancels so: the thread is being given up
            Thread.currentThread().interrupt();
            throw new StorageException(Reason.UNAVAILABLE, "interrupted while another operation was on the name", e);
        } finally {
            waiting--;
            wanted.forEach(step -> step.await(-1));
            prune(wanted);
        }
    }

    void leave(LocalPassage passage) {
        mutex.lock();
        try {
            release(passage);
            prune(passage);
        } finally {
            mutex.unlock();
        }
    }

    /** Under the mutex; once. */
    void release(LocalPassage passage) {
        if (!passage.left) {
            passage.leave();
            if (waiting > 0) {
                left.signalAll();
            }
        }
    }

    /** The slot of a path, made if need be: the caller prunes it unless something stays there. */
    NameSlot find(VPath path) {
        NameSlot slot = root;
        for (String name : path.names()) {
            slot = slot.child(name, foldCase ? CaseFolding.fold(name) : name);
        }
        return slot;
    }
}
