// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.tftp.protocol.Acknowledgment;
import io.fairlead.tftp.protocol.Data;
import io.fairlead.tftp.protocol.Packet;
import io.fairlead.tftp.transfer.Parameters;
import io.fairlead.tftp.transfer.Receiver;
import io.fairlead.tftp.transfer.Timing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An upload on the shared port, whose owner takes content away when it finds the time. */
class IncomingTest {
    /** Nothing is sent again because the machine was slow. */
    private static final Timing PATIENT = new Timing(
            Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(300), 5);

    private static final int BLOCK_BYTES = 8;

    private final Watchdog watchdog = new Watchdog("test");
    private final List<Integer> acknowledged = new ArrayList<>();
    private final PacketPort port = new PacketPort() {
        @Override
        public boolean send(ByteBuffer packet) throws IOException {
            acknowledged.add(((Acknowledgment) Packet.decode(packet)).block());
            return true;
        }

        @Override
        public void close() {}
    };

    @AfterEach
    void close() {
        watchdog.close();
    }

    private Incoming incoming(int window, int roomBlocks) {
        var agreed = new Parameters(BLOCK_BYTES, window, 0, Optional.empty());
        long now = System.nanoTime();
        var receiver = new Receiver(agreed, PATIENT, new Random(1), true, now);
        int bytes = Incoming.memoryBytes(agreed, roomBlocks * BLOCK_BYTES);
        var made = new Incoming(
                receiver,
                agreed,
                ByteBuffer.allocateDirect(bytes),
                ByteBuffer.allocateDirect(bytes),
                new Acknowledgment(0).toDatagram(),
                new Host(port, watchdog, outcome -> {}));
        made.begin(now);
        return made;
    }

    private static void send(Incoming to, int block, int bytes) {
        byte[] content = new byte[bytes];
        java.util.Arrays.fill(content, (byte) block);
        to.packet(new Data(block, ByteBuffer.wrap(content)).toDatagram(), System.nanoTime());
    }

    @ParameterizedTest
    @CsvSource({"1, 4", "2, 5", "4, 8"})
    void peerWaitsWhileThereIsNoRoomForAWindow(int window, int roomBlocks) {
        Incoming incoming = incoming(window, roomBlocks);
        var stored = new ByteArrayOutputStream();
        int sent = 0;
        while (sent < 200) {
            int confirmed = acknowledged.get(acknowledged.size() - 1);
            if (confirmed == sent) {
                for (int i = 0; i < window; i++) {
                    send(incoming, ++sent, BLOCK_BYTES); // as a peer does, who sends nothing twice
                }
            } else {
                take(incoming, stored);
            }
        }
        take(incoming, stored);
        send(incoming, ++sent, 0);
        assertThat(incoming.complete()).isTrue();
        take(incoming, stored);
        incoming.stored();
        assertThat(acknowledged).endsWith(sent).doesNotHaveDuplicates();
        byte[] bytes = stored.toByteArray();
        assertThat(bytes).hasSize(200 * BLOCK_BYTES);
        for (int i = 0; i < bytes.length; i++) {
            assertThat(bytes[i]).isEqualTo((byte) (i / BLOCK_BYTES + 1));
        }
    }

    private static void take(Incoming incoming, ByteArrayOutputStream stored) {
        ByteBuffer content = incoming.content();
        while (content.hasRemaining()) {
            stored.write(content.get());
        }
        incoming.clear();
    }

    @Test
    void silenceOfAPeerThatWaitsIsNotItsFault() {
        Incoming incoming = incoming(1, 2);
        send(incoming, 1, BLOCK_BYTES);
        send(incoming, 2, BLOCK_BYTES);
        assertThat(acknowledged).containsExactly(0, 1);
        for (int i = 0; i < 100; i++) {
            incoming.overdue(incoming.deadline());
        }
        assertThat(incoming.outcome()).isNull();
        incoming.content();
        assertThat(acknowledged).containsExactly(0, 1, 2);
    }
}
