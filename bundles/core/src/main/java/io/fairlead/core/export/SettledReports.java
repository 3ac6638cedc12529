// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.VPath;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Passes on what a storage reports, once nobody of ours is at work on the name: what we have done there has been told by then,
 * and so is known for ours. Changes of content, which are told after they are made, wait for a moment more. Thread-safe, does
 * not block.
 */
final class SettledReports {
    private static final int MOST_WAITING = 4096;
    private static final int AT_ONCE = 64;

    private final SharedReports among;
    private final Executor turns;
    private final Consumer<Change> listener;
    private final Deque<Change> waiting = new ArrayDeque<>(); // guarded by this, as the others
    private int delayed;
    private boolean lost;
    private boolean draining;

    /**
     * For one listener.
     *
     * @param turns runs one task after the other, none of which blocks
     */
    SettledReports(SharedReports among, Executor turns, Consumer<Change> listener) {
        this.among = among;
        this.turns = turns;
        this.listener = listener;
    }

    void report(Change change) {
        boolean content = change.type() == Change.Type.MODIFIED || change.type() == Change.Type.ATTRIBUTES;
        synchronized (this) {
            if (waiting.size() + delayed >= MOST_WAITING) {
                lost = true;
                return;
            }
            if (!content) {
                enqueue(change);
                return;
            }
            delayed++;
        }
        among.later(() -> settled(change));
    }

    private synchronized void settled(Change change) {
        delayed--;
        enqueue(change);
    }

    /** With the monitor held. */
    private void enqueue(Change change) {
        waiting.add(change);
        if (!draining) {
            draining = true;
            turns.execute(this::drain);
        }
    }

    private void drain() {
        int left = AT_ONCE;
        for (Change next = next(); next != null; next = next()) {
            if (next.type() != Change.Type.OVERFLOW && !among.isFree(next.path())) {
                Change held = next;
                among.whenFree(held.path(), () -> turns.execute(() -> goOn(held)));
                return;
            }
            listener.accept(next);
            if (--left == 0) {
                turns.execute(this::drain);
                return;
            }
        }
    }

    private void goOn(Change held) {
        listener.accept(held);
        drain();
    }

    private synchronized Change next() {
        if (lost) { // what is told later counts for those who look now
            lost = false;
            return Change.of(Change.Type.OVERFLOW, VPath.ROOT);
        }
        Change next = waiting.poll();
        draining = next != null;
        return next;
    }
}
