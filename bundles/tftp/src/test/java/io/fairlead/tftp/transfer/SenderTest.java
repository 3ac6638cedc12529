// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SenderTest {
    private static final long MS = 1_000_000;
    private long now;

    @Test
    void lockStepSendsOneBlockAtATime() {
        Sender sender = plain();
        assertThat(flight(sender)).containsExactly(1L);
        assertThat(sender.acknowledged(1, now += MS)).isTrue();
        assertThat(flight(sender)).containsExactly(2L);
        sender.end(2);
        sender.acknowledged(2, now += MS);
        assertThat(sender.done()).isTrue();
        assertThat(flight(sender)).isEmpty();
    }

    @Test
    void repeatedAcksAreNoReasonToSend() { // RFC 1123 4.2.3.1; T8
        Sender sender = plain();
        flight(sender);
        sender.acknowledged(1, now += MS);
        assertThat(flight(sender)).containsExactly(2L);
        for (int i = 0; i < 3; i++) {
            assertThat(sender.acknowledged(1, now += 100 * MS)).isFalse();
            assertThat(flight(sender)).isEmpty();
        }
    }

    @Test
    void windowLeavesOnlyAfterTheFirstAck() { // T2
        Sender sender = windowed(8);
        assertThat(flight(sender)).containsExactly(0L);
        sender.acknowledged(0, now += MS);
        assertThat(flight(sender)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    }

    @Test
    void unansweredOpeningIsSentFiveTimesWithGrowingPauses() { // T2
        Sender sender = windowed(64);
        int packets = flight(sender).size();
        List<Long> pauses = new ArrayList<>();
        while (!sender.failed()) {
            long before = now;
            now = sender.deadline();
            pauses.add((now - before) / MS);
            sender.overdue(now);
            packets += flight(sender).size();
        }
        assertThat(packets).isEqualTo(5);
        assertThat(pauses).hasSize(5);
        for (int i = 1; i < 4; i++) {
            assertThat(pauses.get(i)).isBetween(1000L << i, (1000L << i) * 5 / 4 + 1);
        }
    }

    @Test
    void partOfAWindowIsFollowedByTheRest() { // RFC 7440 3
        Sender sender = opened(4);
        assertThat(flight(sender)).containsExactly(1L, 2L, 3L, 4L);
        sender.acknowledged(2, now += MS);
        now = sender.deadline() - 1;
        List<Long> sent = new ArrayList<>(flight(sender));
        now = sender.deadline();
        sender.overdue(now);
        sent.addAll(flight(sender));
        assertThat(sent).startsWith(3L, 4L, 5L, 6L);
        assertThat(sender.repeatedBlocks()).isEqualTo(2);
    }

    @Test
    void lossHalvesTheBurstAndSuccessRaisesIt() {
        Sender sender = opened(64);
        flight(sender);
        sender.acknowledged(10, now += MS);
        assertThat(sender.burst()).isEqualTo(32);
        assertThat(flight(sender)).hasSize(32);
        assertThat(sender.deadline() - now).isLessThan(21 * MS);
        sender.overdue(now = sender.deadline());
        assertThat(flight(sender)).hasSize(32);
        sender.acknowledged(74, now += MS);
        assertThat(sender.burst()).isEqualTo(36);
    }

    @Test
    void silenceProbesWithOneBlock() {
        Sender sender = opened(16);
        flight(sender);
        sender.overdue(now = sender.deadline());
        assertThat(flight(sender)).containsExactly(1L);
        sender.overdue(now = sender.deadline());
        assertThat(flight(sender)).containsExactly(2L, 3L);
    }

    @Test
    void receiverThatSawNothingOfAWindowIsHelpedOnceARoundTrip() {
        Sender sender = opened(4);
        flight(sender);
        sender.acknowledged(4, now += MS);
        flight(sender);
        assertThat(sender.acknowledged(4, now += 1)).isFalse();
        assertThat(flight(sender)).isEmpty(); // a packet made two on the way
        sender.acknowledged(4, now += 50 * MS);
        assertThat(flight(sender)).startsWith(5L);
        sender.acknowledged(4, now += 1);
        assertThat(flight(sender)).isEmpty();
    }

    @Test
    void ackOfWhatWasNeverSentIsIgnored() {
        Sender sender = opened(4);
        flight(sender);
        assertThat(sender.acknowledged(5, now)).isFalse();
        assertThat(sender.acknowledged(60_000, now)).isFalse();
        assertThat(sender.confirmed()).isZero();
        Sender opening = windowed(4);
        flight(opening);
        assertThat(opening.acknowledged(65_535, now)).isFalse();
        assertThat(opening.established()).isFalse();
    }

    @Test
    void windowSpansTheRollover() { // T8
        Sender sender = opened(4);
        for (long block = 0; block < 200_000; block += 4) {
            assertThat(flight(sender)).hasSize(4);
            assertThat(sender.acknowledged((int) (block + 4 & 0xFFFF), now += MS))
                    .isTrue();
        }
        assertThat(sender.confirmed()).isEqualTo(200_000);
    }

    @Test
    void silenceEndsATransferUnderWay() {
        Sender sender = opened(4);
        flight(sender);
        long start = now;
        while (!sender.failed()) {
            sender.overdue(now = sender.deadline());
            flight(sender);
        }
        assertThat(Duration.ofNanos(now - start)).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(41));
    }

    @Test
    void agreedTimeoutIsNeverUndercut() { // RFC 2349
        var parameters = new Parameters(512, 1, 0, Optional.of(Duration.ofSeconds(3)));
        var sender = new Sender(parameters, parameters.timing(Timing.DEFAULT), new Random(1), true, now);
        for (int wire = 0; wire < 100; wire++) {
            flight(sender);
            assertThat(sender.deadline() - now).isEqualTo(3000 * MS);
            sender.acknowledged(wire, now += MS);
        }
    }

    @Test
    void waitFollowsTheRoundTrip() {
        Sender sender = plain();
        for (int wire = 1; wire < 100; wire++) {
            flight(sender);
            sender.acknowledged(wire, now += 400 * MS);
        }
        flight(sender);
        assertThat(sender.deadline() - now).isBetween(400 * MS, 410 * MS);
    }

    private List<Long> flight(Sender sender) {
        List<Long> blocks = new ArrayList<>();
        for (long block; (block = sender.next()) != Sender.NONE; blocks.add(block)) {
            sender.sent(block, now);
        }
        return blocks;
    }

    private Sender plain() {
        return new Sender(Parameters.PLAIN, Timing.DEFAULT, new Random(1), false, now);
    }

    private Sender windowed(int blocks) {
        return new Sender(new Parameters(512, blocks, 0, Optional.empty()), Timing.DEFAULT, new Random(1), true, now);
    }

    private Sender opened(int blocks) {
        Sender sender = windowed(blocks);
        flight(sender);
        sender.acknowledged(0, now += MS);
        return sender;
    }
}
