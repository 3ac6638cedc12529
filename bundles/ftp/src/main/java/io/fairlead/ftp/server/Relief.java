// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.net.Timers;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * Lets a session's thread carry its transfer itself, and puts another thread at the control connection if that takes
 * long, so that ABOR and STAT are heard. A small file then costs no change of threads, which would be a good part of its
 * time. Costs nothing while nothing is transferred. Thread-safe.
 */
final class Relief {
    /** More than a small file takes, less than a person or a client notices. */
    private static final Duration PATIENCE = Duration.ofMillis(10);

    private final Timers timers;
    private final Predicate<Runnable> controls;
    private final Set<Turn> turns = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean watching = new AtomicBoolean();

    /** {@code controls} gives the threads that read commands; false if there is none. */
    Relief(Timers timers, Predicate<Runnable> controls) {
        this.timers = timers;
        this.controls = controls;
    }

    /** Who reads the next command: the thread that carries, once it is done, or the one that relieves it meanwhile. */
    private static final class Turn {
        private enum Reader {
            OPEN,
            CARRIER,
            SUCCESSOR
        }

        final Runnable successor;
        final long sinceNanos = System.nanoTime();
        private final AtomicReference<Reader> reader = new AtomicReference<>(Reader.OPEN);

        Turn(Runnable successor) {
            this.successor = successor;
        }

        boolean claim(Reader by) {
            return reader.compareAndSet(Reader.OPEN, by);
        }

        void giveBack() {
            reader.set(Reader.OPEN);
        }
    }

    /**
     * Runs the transfer on this thread.
     *
     * @param successor what reads the commands from now on, if this takes long
     * @return whether this thread goes on reading them
     */
    boolean carry(Runnable transfer, Runnable successor) {
        Turn turn = new Turn(successor);
        turns.add(turn);
        try {
            watch();
            transfer.run();
        } finally {
            turns.remove(turn);
        }
        return turn.claim(Turn.Reader.CARRIER);
    }

    private void watch() {
        if (!watching.get() && watching.compareAndSet(false, true)) {
            timers.after(PATIENCE, this::look);
        }
    }

    private void look() {
        long now = System.nanoTime();
        for (Turn turn : turns) {
            if (now - turn.sinceNanos >= PATIENCE.toNanos() && turn.claim(Turn.Reader.SUCCESSOR)) {
                relieve(turn);
            }
        }
        watching.set(false);
        if (!turns.isEmpty()) {
            watch();
        }
    }

    private void relieve(Turn turn) {
        turns.remove(turn);
        if (!controls.test(turn.successor)) { // no thread for it: the carrier goes on itself, once it is done
            turn.giveBack();
        }
    }
}
