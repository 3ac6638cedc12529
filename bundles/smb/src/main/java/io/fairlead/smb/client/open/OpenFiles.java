// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.open;

import io.fairlead.api.storage.NodeId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the open files of one link have in common: who writes one tells those who have read ahead in it. Besides, the names of
 * uploads that are not published yet, which no listing shows. Thread-safe.
 */
public final class OpenFiles {
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final AtomicLong lastChange = new AtomicLong(); // number of it
    private final Map<NodeId, State> states = new HashMap<>(); // guarded by this
    private long forgotten; // the last change to a file that is not open any more; guarded by this
    private final ReentrantLock[] deletions = new ReentrantLock[64];
    private final Set<String> uploads = ConcurrentHashMap.newKeySet();
    private final UploadGuesses guesses = new UploadGuesses();
    private final Map<String, Integer> replaced = new HashMap<>(); // how many wait to do it; guarded by itself

    OpenFiles() {
        Arrays.setAll(deletions, i -> new ReentrantLock());
    }

    /** A file that is open at least once. */
    public static final class State {
        private final NodeId id;
        private final AtomicLong numbers;
        private int opens; // guarded by the owner
        private final ReentrantLock appending = new ReentrantLock();
        private final AtomicLong changes;
        private volatile boolean deleted;

        private State(NodeId id, AtomicLong numbers, long before) {
            this.id = id;
            this.numbers = numbers;
            changes = new AtomicLong(before);
        }

        /** Number of the last change that was made over this link; of one made before it was open at the most. */
        long changes() {
            return changes.get();
        }

        /** This client has changed it. */
        public void changed() {
            long number = numbers.incrementAndGet();
            changes.accumulateAndGet(number, Math::max);
        }

        /** Held by who looks for the end and writes there, where the server does not do both at once. */
        public ReentrantLock appending() {
            return appending;
        }

        /** Whether its name is gone, by one of us. */
        public boolean deleted() {
            return deleted;
        }

        /** This client has deleted its name. */
        public void delete() {
            deleted = true;
        }
    }

    /** @param created whether this open made the file */
    public synchronized State open(NodeId id, boolean created) {
        State state = states.computeIfAbsent(id, opened -> new State(opened, lastChange, forgotten));
        if (state.deleted && created) { // an id that came again
            state = new State(id, lastChange, forgotten);
            states.put(id, state);
        }
        state.opens++;
        return state;
    }

    /** Number of the last change that was made over this link, to whatever file. */
    long changes() {
        return lastChange.get();
    }

    /** The name of a file is gone, by one of us. */
    public synchronized void deleted(NodeId id) {
        State state = states.get(id);
        if (state != null) {
            state.delete();
        }
    }

    /** Held by who deletes the file. */
    public ReentrantLock deletion(NodeId id) {
        return deletions[Math.floorMod(id.hashCode(), deletions.length)];
    }

    /** The end of one {@link #open}. */
    public synchronized void close(State state) {
        if (--state.opens == 0) {
            states.remove(state.id, state);
            forgotten = Math.max(forgotten, state.changes());
        }
    }

    /** Somebody waits to replace a file of that name: who opens it after this waits for them. */
    public void holdOff(String name) {
        synchronized (replaced) {
            replaced.merge(name, 1, Integer::sum);
        }
    }

    /** The end of {@link #holdOff}. */
    public void letOpen(String name) {
        synchronized (replaced) {
            replaced.computeIfPresent(name, (key, count) -> count == 1 ? null : count - 1);
            replaced.notifyAll();
        }
    }

    /** Waits for those who replace a file of that name; for as long as they may take. */
    void awaitReplaced(String name) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + MOST_NANOS;
        synchronized (replaced) {
            while (replaced.containsKey(name)) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    break;
                }
                try {
                    replaced.wait(left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What uploads are likely to meet. */
    public UploadGuesses guesses() {
        return guesses;
    }

    /** Names of files that are being uploaded, as {@code share\path} without regard to case. */
    public Set<String> uploads() {
        return uploads;
    }
}
