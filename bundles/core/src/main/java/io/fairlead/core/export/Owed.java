// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.core.Background;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the tables are yet to be asked for opens that have ended, or never came to be. A table that can't be asked
 * ({@code UNAVAILABLE}) is asked again, within a second at most, until it answers; so what is asked must bear to be asked
 * twice. Thread-safe.
 */
final class Owed {
    private static final Logger LOG = LoggerFactory.getLogger(Owed.class);
    private static final Duration FIRST = Duration.ofMillis(20);
    private static final Duration LONGEST = Duration.ofSeconds(1);

    /** Asks tables, and nothing else. */
    interface Question<T> {
        T ask() throws StorageException;
    }

    /** A question without an answer. */
    interface Notice {
        void give() throws StorageException;
    }

    /** What is to be done with an answer. */
    interface Then<T> {
        void take(T answer) throws StorageException;
    }

    private record Debt<T>(Question<T> question, Then<T> then) {
        /** Whether the table has answered. */
        boolean isPaid() {
            T answer;
            try {
                answer = question.ask();
            } catch (StorageException e) {
                if (e.reason() != Reason.UNAVAILABLE) {
                    LOG.debug("A table that could not be asked before refuses now", e);
                }
                return e.reason() != Reason.UNAVAILABLE;
            } catch (RuntimeException e) { // the others are to be asked for all the same
                LOG.error("Asking a table again failed", e);
                return true;
            }
            Background.run(() -> go(answer)); // which may take its time
            return true;
        }

        private void go(T answer) {
            try {
                then.take(answer);
            } catch (StorageException e) {
                LOG.warn("An open could not be ended as it was to be: {}", e.toString());
            } catch (RuntimeException e) {
                LOG.error("An open could not be ended as it was to be", e);
            }
        }
    }

    private final Queue<Debt<?>> debts = new ConcurrentLinkedQueue<>();
    private boolean timed; // guarded by this, as the next
    private Duration pause = FIRST;

    /**
     * Asks, and does what is to be done with the answer: now, or once the table answers, from another thread.
     *
     * @throws StorageException of the question, {@code UNAVAILABLE} if the answer will be taken later; as {@code then}
     */
    <T> void ask(Question<T> question, Then<T> then) throws StorageException {
        then.take(answer(question, then));
    }

    /** As {@link #ask}, where the caller does what is to be done at once, and {@code later} only what is left till later. */
    <T> T answer(Question<T> question, Then<T> later) throws StorageException {
        try {
            return question.ask();
        } catch (StorageException e) {
            if (e.reason() == Reason.UNAVAILABLE) {
                debts.add(new Debt<>(question, later));
                schedule();
            }
            throw e;
        }
    }

    /** As {@link #ask}, of what has no answer. */
    void tell(Notice notice) throws StorageException {
        ask(asked(notice), told -> {});
    }

    /** As {@link #tell}, for who has another failure to tell of. */
    void insist(Notice notice) {
        try {
            tell(notice);
        } catch (StorageException e) {
            LOG.debug("A table can't be asked now, or refuses", e);
        }
    }

    private static Question<Boolean> asked(Notice notice) {
        return () -> {
            notice.give();
            return true;
        };
    }

    private synchronized void schedule() {
        if (!timed) {
            timed = true;
            Background.after(pause, this::pay);
        }
    }

    private void pay() {
        boolean answered = true;
        for (int left = debts.size(); left > 0 && answered; left--) {
            Debt<?> next = debts.remove();
            answered = next.isPaid();
            if (!answered) { // the others would not be answered either, most likely
                debts.add(next);
            }
        }
        synchronized (this) {
            Duration doubled = pause.multipliedBy(2);
            pause = answered ? FIRST : doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
            timed = false;
        }
        if (!debts.isEmpty()) {
            schedule();
        }
    }
}
