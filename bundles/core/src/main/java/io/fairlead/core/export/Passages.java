// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.export.LocalPassage.Kind;
import io.fairlead.core.export.LocalPassage.Step;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** The tree of places, and who may pass through it. Everything is guarded by the table's mutex. */
final class Passages {
    private final ReentrantLock mutex;
    private final Condition left;
    private final boolean foldCase;
    private final Place root = Place.root();
    private int waiting;

    Passages(ReentrantLock mutex, boolean foldCase) {
        this.mutex = mutex;
        this.left = mutex.newCondition();
        this.foldCase = foldCase;
    }

    Place root() {
        return root;
    }

    Passage enter(VPath path, boolean makes) throws StorageException {
        Kind kind = makes ? Kind.MAKE : Kind.LOOK;
        return enter(() -> List.of(new Step(find(path), kind)), true);
    }

    Passage enterRename(Claim claim, VPath target) throws StorageException {
        return enter(() -> renameSteps(claim.place, find(target)), true);
    }

    Passage enterRemoval(Claim claim) {
        return enterAnyway(() -> List.of(new Step(claim.place, Kind.TREE)));
    }

    Passage enterPublication(Claim upload) {
        return enterAnyway(() -> List.of(new Step(upload.place, Kind.MAKE)));
    }

    private static List<Step> renameSteps(Place from, Place to) {
        Step first = new Step(from, Kind.TREE);
        return from == to ? List.of(first) : List.of(first, new Step(to, Kind.TREE));
    }

    private Passage enterAnyway(Supplier<List<Step>> steps) {
        try {
            return enter(steps, false);
        } catch (StorageException e) {
            throw new AssertionError("only interruptible entries fail", e);
        }
    }

    /** {@code steps} is asked again after each wait, since places may have moved meanwhile. */
    private Passage enter(Supplier<List<Step>> steps, boolean interruptible) throws StorageException {
        mutex.lock();
        try {
            for (; ; ) {
                List<Step> wanted = steps.get();
                if (areFree(wanted)) {
                    wanted.forEach(Step::take);
                    return new LocalPassage(this, wanted);
                }
                await(wanted, interruptible);
            }
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
    private void await(List<Step> wanted, boolean interruptible) throws StorageException {
        wanted.forEach(step -> step.await(1));
        waiting++;
        try {
            if (interruptible) {
                left.await();
            } else {
                left.awaitUninterruptibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(Reason.UNAVAILABLE, "interrupted while another operation was on the name", e);
        } finally {
            waiting--;
            wanted.forEach(step -> step.await(-1));
        }
    }

    void leave(LocalPassage passage) {
        mutex.lock();
        try {
            release(passage);
            passage.steps.forEach(step -> step.place().prune());
        } finally {
            mutex.unlock();
        }
    }

    /** Under the mutex; once. */
    void release(LocalPassage passage) {
        if (!passage.left) {
            passage.left = true;
            passage.steps.forEach(Step::leave);
            if (waiting > 0) {
                left.signalAll();
            }
        }
    }

    /** The place of a path, made if need be: the caller prunes it unless something stays there. */
    Place find(VPath path) {
        Place place = root;
        for (String name : path.names()) {
            place = place.child(name, foldCase ? fold(name) : name);
        }
        return place;
    }

    /** As {@link String#equalsIgnoreCase} compares; one that folds too much only makes opens meet that need not. */
    private static String fold(String name) {
        char[] folded = name.toCharArray();
        for (int i = 0; i < folded.length; i++) {
            folded[i] = Character.toLowerCase(Character.toUpperCase(folded[i]));
        }
        return new String(folded);
    }
}
