// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReceiverTest {
    private static final long MS = 1_000_000;
    private long now;

    @Test
    void lockStepAcknowledgesEveryBlock() {
        Receiver receiver = receiver(1);
        assertThat(ack(receiver)).isZero();
        for (int block = 1; block < 4; block++) {
            assertThat(receiver.data(block, 512, now += MS)).isTrue();
            assertThat(ack(receiver)).isEqualTo(block);
        }
        assertThat(receiver.data(4, 511, now += MS)).isTrue();
        assertThat(ack(receiver)).isEqualTo(4);
        assertThat(receiver.done()).isTrue();
    }

    @Test
    void anEmptyBlockEndsAFileOfWholeBlocks() { // T8
        Receiver receiver = receiver(1);
        receiver.data(1, 512, now);
        assertThat(receiver.done()).isFalse();
        assertThat(receiver.data(2, 0, now)).isTrue();
        assertThat(receiver.done()).isTrue();
    }

    @Test
    void windowIsAcknowledgedWhenItIsFull() {
        Receiver receiver = receiver(4);
        ack(receiver);
        for (int block = 1; block < 4; block++) {
            receiver.data(block, 512, now);
            assertThat(ack(receiver)).isEqualTo(Receiver.NONE);
        }
        receiver.data(4, 512, now);
        assertThat(ack(receiver)).isEqualTo(4);
        receiver.data(5, 10, now);
        assertThat(ack(receiver)).isEqualTo(5); // the last one is not waited behind
    }

    @Test
    void aGapIsToldOnce() { // RFC 7440 3
        Receiver receiver = receiver(8);
        ack(receiver);
        receiver.data(1, 512, now += MS);
        assertThat(receiver.data(3, 512, now)).isFalse();
        assertThat(ack(receiver)).isEqualTo(1);
        assertThat(receiver.data(4, 512, now)).isFalse();
        assertThat(receiver.data(5, 512, now)).isFalse();
        assertThat(ack(receiver)).isEqualTo(Receiver.NONE);
        assertThat(receiver.data(2, 512, now)).isTrue();
        assertThat(receiver.data(4, 512, now)).isFalse();
        assertThat(ack(receiver)).isEqualTo(2);
    }

    @Test
    void aBlockThatCameTwiceIsAcknowledgedAgainUnlessAtOnce() {
        Receiver receiver = receiver(1);
        ack(receiver);
        receiver.data(1, 512, now += 10 * MS);
        ack(receiver);
        assertThat(receiver.data(1, 512, now += MS)).isFalse();
        assertThat(ack(receiver)).isEqualTo(Receiver.NONE); // the network made two of one
        assertThat(receiver.data(1, 512, now += 200 * MS)).isFalse();
        assertThat(ack(receiver)).isEqualTo(1); // our ACK was lost
        assertThat(receiver.repeatedAcks()).isEqualTo(1);
    }

    @Test
    void silenceRepeatsTheAckAndThenGivesUp() {
        Receiver receiver = receiver(1);
        assertThat(ack(receiver)).isZero();
        int acks = 1;
        while (!receiver.failed()) {
            receiver.overdue(now = receiver.deadline());
            acks += ack(receiver) == Receiver.NONE ? 0 : 1;
        }
        assertThat(acks).isEqualTo(5); // T2
    }

    @Test
    void lastBlockIsAcknowledgedAgainWhileDallying() { // T8
        Receiver receiver = receiver(1);
        ack(receiver);
        receiver.data(1, 3, now += MS);
        ack(receiver);
        receiver.data(1, 3, now += 300 * MS);
        assertThat(ack(receiver)).isEqualTo(1);
        assertThat(receiver.dallyNanos()).isGreaterThanOrEqualTo(400 * MS);
    }

    @Test
    void whatLiesBeyondTheWindowIsIgnored() {
        Receiver receiver = receiver(4);
        ack(receiver);
        assertThat(receiver.data(5, 512, now)).isFalse();
        assertThat(receiver.data(40_000, 512, now)).isFalse();
        assertThat(ack(receiver)).isEqualTo(Receiver.NONE);
        assertThat(receiver.established()).isFalse();
    }

    @Test
    void windowSpansTheRollover() { // T8
        for (int restart = 0; restart < 2; restart++) {
            var parameters = new Parameters(512, 5, restart, Optional.empty());
            var numbers = BlockNumbers.restartingAt(restart);
            var receiver = new Receiver(parameters, Timing.DEFAULT, new Random(1), true, now);
            ack(receiver);
            for (long block = 1; block <= 200_000; block++) {
                assertThat(receiver.data(numbers.onWire(block), 512, now)).isTrue();
                assertThat(ack(receiver)).isEqualTo(block % 5 == 0 ? block : Receiver.NONE);
            }
        }
    }

    private long ack(Receiver receiver) {
        long due = receiver.due();
        if (due != Receiver.NONE) {
            receiver.acknowledged(now);
        }
        return due;
    }

    private Receiver receiver(int window) {
        return new Receiver(new Parameters(512, window, 0, Optional.empty()), Timing.DEFAULT, new Random(1), true, now);
    }
}
