// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.Background;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes on what a storage reports, once nobody of ours is at work on the name: what we have done there has been told by then,
 * and so is known for ours. Changes of content, which are told after they are made, wait for a moment more. Thread-safe, does
 * not block.
 */
final class SettledReports {
    private static final Logger LOG = LoggerFactory.getLogger(SettledReports.class);
    private static final Duration MOMENT = Duration.ofMillis(100);
    private static final int MOST_WAITING = 4096;

    private final Arbiter arbiter;
    private final Consumer<Change> listener;
    private final Deque<Change> waiting = new ArrayDeque<>(); // guarded by this, as the others
    private int delayed;
    private boolean lost;
    private boolean draining;

    SettledReports(Arbiter arbiter, Consumer<Change> listener) {
        this.arbiter = arbiter;
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
        Background.after(MOMENT, () -> settled(change));
    }

    private void settled(Change change) {
        synchronized (this) {
            delayed--;
            enqueue(change);
        }
    }

    /** With the monitor held. */
    private void enqueue(Change change) {
        waiting.add(change);
        if (!draining) {
            draining = true;
            Background.run(this::drain);
        }
    }

    private void drain() {
        for (Change next = next(); next != null; next = next()) {
            if (next.type() != Change.Type.OVERFLOW) {
                settle(arbiter, next.path());
            }
            listener.accept(next);
        }
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

    /** Waits for whoever is at work on a name: before it leaves it has told what it did. */
    static void settle(Arbiter arbiter, VPath path) {
        try {
            arbiter.opens.enter(path, true, Patience.of(Arbiter.LONGEST_CLOSE)).close();
        } catch (StorageException e) {
            LOG.debug("{} was changed, and it is not known by whom", path, e);
        }
    }
}
