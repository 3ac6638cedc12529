// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A sender and a receiver over a simulated network that loses, doubles and reorders; time is simulated too. */
class PairTest {
    private static final long MS = 1_000_000;

    private record Packet(long at, long order, boolean toReceiver, int wire, long block) {}

    private final PriorityQueue<Packet> network =
            new PriorityQueue<>(Comparator.comparingLong(Packet::at).thenComparingLong(Packet::order));
    private Random random;
    private int loss;
    private long now;
    private long order;
    private long packets;

    @ParameterizedTest
    @CsvSource({"1, 0", "1, 10", "1, 30", "4, 0", "4, 10", "4, 30", "16, 5", "64, 2", "64, 30"})
    void everyBlockArrivesOnceAndInOrder(int window, int loss) {
        for (int seed = 0; seed < 30; seed++) {
            run(window, loss, seed, seed % 2, 1 + seed * 17);
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "1"})
    void rolloverSurvivesLoss(int restart) {
        run(64, 3, 7, restart, 70_000);
    }

    private void run(int window, int lossPercent, int seed, int restart, long blocks) {
        random = new Random(seed);
        loss = lossPercent;
        network.clear();
        packets = 0;
        var parameters = new Parameters(512, window, restart, Optional.empty());
        var sender = new Sender(parameters, Timing.DEFAULT, random, true, now);
        var receiver = new Receiver(parameters, Timing.DEFAULT, random, false, now).answered();
        sender.end(blocks);
        flush(sender, receiver);
        while (!sender.done() && !receiver.done()) {
            step(sender, receiver, blocks);
            assertThat(sender.failed() || receiver.failed()).isFalse();
        }
        assertThat(receiver.receivedBlocks()).isGreaterThanOrEqualTo(sender.confirmed());
        if (lossPercent == 0) {
            assertThat(packets).as("amplification").isLessThan(10 * blocks + 10);
        }
    }

    private void step(Sender sender, Receiver receiver, long blocks) {
        Packet next = network.peek();
        long timer = Math.min(sender.deadline(), receiver.deadline());
        if (next == null || next.at > timer) {
            now = Math.max(now, timer);
            sender.overdue(now);
            receiver.overdue(now);
        } else {
            now = Math.max(now, network.poll().at);
            deliver(next, sender, receiver, blocks);
        }
        flush(sender, receiver);
    }

    private void deliver(Packet packet, Sender sender, Receiver receiver, long blocks) {
        if (!packet.toReceiver) {
            sender.acknowledged(packet.wire, now);
        } else if (packet.block == 0) {
            receiver.openingRepeated(now);
            if (receiver.receivedBlocks() == 0 && receiver.due() == Receiver.NONE) {
                send(false, 0, 0);
            }
        } else {
            long before = receiver.receivedBlocks();
            if (receiver.data(packet.wire, packet.block == blocks ? 100 : 512, now)) {
                assertThat(packet.block).isEqualTo(before + 1);
            }
        }
    }

    private void flush(Sender sender, Receiver receiver) {
        for (long block; (block = sender.next()) != Sender.NONE; ) {
            send(true, sender.onWire(block), block);
            sender.sent(block, now);
        }
        if (receiver.due() != Receiver.NONE) {
            send(false, receiver.onWire(receiver.due()), receiver.due());
            receiver.acknowledged(now);
        }
    }

    private void send(boolean toReceiver, int wire, long block) {
        packets++;
        int copies = random.nextInt(100) < loss ? 0 : random.nextInt(100) < loss ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            long delay = MS + random.nextLong(loss > 0 ? MS : 1);
            network.add(new Packet(now + delay, order++, toReceiver, wire, block));
        }
    }
}
