// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.tftp.protocol.Acknowledgment;
import io.fairlead.tftp.protocol.Data;
import io.fairlead.tftp.protocol.Packet;
import io.fairlead.tftp.transfer.Parameters;
import io.fairlead.tftp.transfer.Sender;
import io.fairlead.tftp.transfer.Timing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A transfer that sends, whose owner comes and goes. */
class OutgoingTest {
    private static final Parameters AGREED = new Parameters(8, 8, 0, Optional.empty());

    private final Watchdog watchdog = new Watchdog("test");
    private final List<Integer> sent = new ArrayList<>();
    private final PacketPort port = new PacketPort() {
        @Override
        public boolean send(ByteBuffer packet) throws IOException {
            sent.add(((Data) Packet.decode(packet)).block());
            return true;
        }

        @Override
        public void close() {}
    };

    @AfterEach
    void close() {
        watchdog.close();
    }

    @Test
    void pauseBetweenBurstsIsNotTheOwnersAbsence() throws Exception {
        long now = System.nanoTime();
        var sender = new Sender(AGREED, Timing.DEFAULT, new Random(1), false, now).answered();
        var outgoing = new Outgoing(sender, AGREED, OutgoingTest::fill, null, new Host(port, watchdog, outcome -> {}));
        outgoing.memory(ByteBuffer.allocateDirect(outgoing.memoryBytes(10_000)));
        watchdog.close(); // this test says when it is late
        outgoing.begin(now);
        outgoing.readAhead();
        assertThat(sent).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        sent.clear();
        outgoing.packet(new Acknowledgment(2).toDatagram(), now += 1_000_000); // so half of a window goes at once
        assertThat(sent).containsExactly(3, 4, 5, 6);
        outgoing.pause();
        long end = outgoing.deadline();
        outgoing.resume();
        outgoing.pause();
        assertThat(outgoing.deadline())
                .as("who comes and goes does not put it off")
                .isEqualTo(end);
        outgoing.overdue(end);
        assertThat(sent).startsWith(3, 4, 5, 6, 7, 8, 9, 10);
        sent.clear();
        for (int i = 0; i < 100; i++) {
            outgoing.overdue(outgoing.deadline());
        }
        assertThat(sent)
                .as("while nobody looks at packets, nothing is sent again")
                .isEmpty();
        assertThat(outgoing.outcome()).isNull();
    }

    private static int fill(ByteBuffer into) {
        int bytes = into.remaining();
        into.position(into.limit());
        return bytes;
    }
}
