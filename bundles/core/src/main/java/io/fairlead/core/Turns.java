// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks on a few threads of {@link Background} at most, however many there are: those of one lane in their order, and of
 * the lanes each in its turn. For tasks that nobody waits for with anything held, since one that blocks keeps its thread.
 * Thread-safe.
 */
public final class Turns {
    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

    private final int most;
    private final Deque<Lane> next = new ArrayDeque<>(); // guarded by this, as all below
    private int running;

    /** @param most threads at once */
    public Turns(int most) {
        this.most = most;
    }

    /** One more, without an end: a lane is nothing but what waits in it. */
    public Lane lane(int mostAtOnce) {
        return new Lane(mostAtOnce);
    }

    /** Tasks that take no more than their share of the threads. */
    public final class Lane implements Executor {
        private final int mostAtOnce;
        private final Deque<Runnable> waiting = new ArrayDeque<>();
        private int begun;
        private boolean listed;

        private Lane(int mostAtOnce) {
            this.mostAtOnce = mostAtOnce;
        }

        @Override
        public void execute(Runnable task) {
            synchronized (Turns.this) {
                waiting.add(task);
                list();
                if (next.isEmpty() || running >= most) {
                    return;
                }
                running++;
            }
            boolean started = false;
            try {
                Background.run(Turns.this::work);
                started = true;
            } finally {
                if (!started) { // no thread is left: the next task tries again
                    ended();
                }
            }
        }

        private void list() {
            if (!listed && !waiting.isEmpty() && begun < mostAtOnce) {
                listed = true;
                next.add(this);
            }
        }

        private Runnable begin() {
            listed = false;
            begun++;
            Runnable task = waiting.remove();
            list();
            return task;
        }
    }

    private record Turn(Lane lane, Runnable task) {}

    private void work() {
        for (Turn turn = after(null); turn != null; turn = after(turn)) {
            try {
                turn.task.run();
            } catch (RuntimeException | Error e) { // as of code whose bundle has gone; the thread is everybody's
                LOG.error("A task failed; the next one is run", e);
            }
        }
    }

    private synchronized void ended() {
        running--;
    }

    /** Null at the end of the thread. */
    private synchronized Turn after(Turn done) {
        if (done != null) {
            done.lane.begun--;
            done.lane.list();
        }
        Lane lane = next.poll();
        if (lane == null) {
            running--;
            return null;
        }
        return new Turn(lane, lane.begin());
    }
}
