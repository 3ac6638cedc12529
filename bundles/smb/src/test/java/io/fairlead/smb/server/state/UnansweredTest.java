// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When what a client was told is told again. */
class UnansweredTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private long now;
    private final Unanswered unanswered = new Unanswered(() -> now);

    private static final class Note implements Unanswered.Notice {
        boolean answered;
        boolean elsewhere = true;
        int lost;

        @Override
        public boolean isAnswered() {
            return answered;
        }

        @Override
        public boolean lost() {
            lost++;
            return elsewhere;
        }
    }

    private Note note() {
        Note note = new Note();
        unanswered.add(note);
        return note;
    }

    @Test
    void isToldElsewhereAfterAWhileOnce() {
        Note note = note();
        now = PATIENCE.toNanos() - 1;
        unanswered.hangs(PATIENCE, PATIENCE.toNanos());
        assertThat(note.lost).isZero();
        now++;
        unanswered.hangs(PATIENCE, PATIENCE.toNanos());
        unanswered.hangs(PATIENCE, PATIENCE.toNanos());
        unanswered.allLost();
        assertThat(note.lost).isOne();
    }

    @Test
    void waitsForAConnectionToTellItOn() {
        Note note = note();
        note.elsewhere = false;
        now = PATIENCE.toNanos();
        unanswered.hangs(PATIENCE, PATIENCE.toNanos());
        note.elsewhere = true;
        unanswered.hangs(PATIENCE, PATIENCE.toNanos());
        unanswered.hangs(PATIENCE, PATIENCE.toNanos());
        assertThat(note.lost).isEqualTo(2);
    }

    @Test
    void whoIsHeardOfDoesNotHang() {
        Note note = note();
        now = PATIENCE.toNanos();
        unanswered.hangs(PATIENCE, PATIENCE.toNanos() - 1);
        assertThat(note.lost).isZero();
        unanswered.hangs(PATIENCE, PATIENCE.toNanos()); // no longer heard of
        assertThat(note.lost).isOne();
    }

    @Test
    void whatIsAnsweredIsNotToldAgain() {
        Note note = note();
        note.answered = true;
        now = PATIENCE.toNanos();
        unanswered.hangs(PATIENCE, PATIENCE.toNanos());
        unanswered.allLost();
        assertThat(note.lost).isZero();
    }
}
