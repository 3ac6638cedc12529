// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.net.PortRange;
import io.fairlead.tftp.offload.DatagramBatch;
import io.fairlead.tftp.offload.SegmentationOffload;
import io.fairlead.tftp.offload.SocketCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Chains of packets through real sockets. Skipped where the JDK has no foreign functions; to run it elsewhere than with
 * the build's own Java, add {@code -Djvm=/path/to/java-25/bin/java}.
 */
class SegmentationOffloadTest {
    private static final int PACKET = 1000;
    private static final SegmentationOffload OFF = SegmentationOffload.OFF;

    private final List<TransferSocket> sockets = new ArrayList<>();

    @AfterEach
    void close() {
        sockets.forEach(TransferSocket::close);
    }

    @Test
    void nothingIsOffloadedUnlessWanted() throws IOException {
        TransferSocket socket = open("127.0.0.1", OFF);
        assertThat(socket.chain(PACKET)).isEqualTo(1);
        assertThat(socket.join(PACKET)).isFalse();
        assertThat(socket.batch(PACKET, 4, ByteBuffer::allocateDirect)).isNull();
    }

    @Test
    void olderJavaAndOtherSystemsDoWithout() throws IOException {
        assumeTrue(SocketCalls.obstacle() != null, "this Java and this system have it");
        TransferSocket socket = open("127.0.0.1", SegmentationOffload.ON);
        assertThat(socket.chain(PACKET)).isEqualTo(1);
        assertThat(socket.join(PACKET)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "0.0.0.0", "::"})
    void chainIsCutByTheSystem(String local) throws IOException {
        TransferSocket from = offloading(local);
        TransferSocket to = open("127.0.0.1".equals(local) || "0.0.0.0".equals(local) ? "127.0.0.1" : "::1", OFF);
        from.peer(to.localAddress());
        assertThat(from.chain(PACKET)).isBetween(2, 64);
        assertThat(from.send(numbers(2 * PACKET + 10))).isTrue();
        for (int length : new int[] {PACKET, PACKET, 10}) {
            ByteBuffer packet = ByteBuffer.allocate(PACKET + 1);
            to.receive(packet);
            assertThat(packet.position()).isEqualTo(length);
        }
    }

    @Test
    void noChainsAreCutAnyMore() throws IOException {
        TransferSocket from = offloading("127.0.0.1");
        TransferSocket to = open("127.0.0.1", OFF);
        from.peer(to.localAddress());
        from.chain(PACKET);
        from.chainRefused();
        from.send(numbers(2 * PACKET));
        ByteBuffer packet = ByteBuffer.allocate(3 * PACKET);
        to.receive(packet);
        assertThat(packet.position()).isEqualTo(2 * PACKET);
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 515, 40_000})
    void packetsTooShortOrTooLongAreNotChained(int bytes) throws IOException {
        assertThat(offloading("127.0.0.1").chain(bytes)).isEqualTo(1);
    }

    @Test
    void chainArrivesInOnePieceUntilThatIsEnded() throws IOException {
        TransferSocket from = offloading("127.0.0.1");
        TransferSocket to = offloading("127.0.0.1");
        from.peer(to.localAddress());
        from.chain(PACKET);
        assertThat(to.join(PACKET)).isTrue();
        from.send(numbers(3 * PACKET));
        ByteBuffer joined = ByteBuffer.allocate(4 * PACKET);
        to.receive(joined);
        assertThat(joined.flip()).isEqualTo(numbers(3 * PACKET));
        to.joinNoMore();
        from.send(numbers(3 * PACKET));
        ByteBuffer alone = ByteBuffer.allocate(4 * PACKET);
        to.receive(alone);
        assertThat(alone.position()).isEqualTo(PACKET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void batchTellsLengthsAndSenders(String local) throws IOException {
        TransferSocket to = offloading(local);
        TransferSocket one = open(local, OFF);
        TransferSocket two = open(local, OFF);
        one.peer(to.localAddress());
        two.peer(to.localAddress());
        DatagramBatch batch = to.batch(PACKET, 4, ByteBuffer::allocateDirect);
        assertThat(to.receive(batch)).isZero();
        one.send(numbers(1));
        one.send(numbers(500));
        two.send(numbers(2));
        one.send(numbers(0));
        two.send(numbers(3));
        assertThat(to.receive(batch)).isEqualTo(4);
        assertThat(batch.datagram(1)).isEqualTo(numbers(500));
        assertThat(batch.datagram(0)).isEqualTo(numbers(1));
        assertThat(batch.datagram(3)).isEqualTo(numbers(0));
        List<InetSocketAddress> senders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            senders.add(batch.from(i));
        }
        assertThat(senders)
                .containsExactly(one.localAddress(), one.localAddress(), two.localAddress(), one.localAddress());
        assertThat(to.receive(batch)).isEqualTo(1);
        assertThat(batch.datagram(0)).isEqualTo(numbers(3));
    }

    @Test
    void closedSocketIsLeftAlone() throws IOException {
        TransferSocket socket = offloading("127.0.0.1");
        DatagramBatch batch = socket.batch(PACKET, 4, ByteBuffer::allocateDirect);
        socket.close();
        TransferSocket heir = open("127.0.0.1", OFF); // has its descriptor now
        TransferSocket from = open("127.0.0.1", OFF);
        from.peer(heir.localAddress());
        from.send(numbers(10));
        assertThat(socket.chain(PACKET)).isEqualTo(1);
        assertThat(socket.receive(batch)).isZero();
    }

    @Test
    void everyOneOfManySocketsIsFound() throws IOException {
        for (int i = 0; i < 200; i++) {
            TransferSocket socket = offloading("127.0.0.1");
            assertThat(socket.chain(PACKET)).isGreaterThan(1);
            if (i % 3 == 0) {
                sockets.remove(i / 2).close(); // leaves a gap
            }
        }
    }

    private TransferSocket offloading(String local) throws IOException {
        String obstacle = SocketCalls.obstacle();
        assumeTrue(obstacle == null, () -> "no offload here: " + obstacle);
        return open(local, SegmentationOffload.ON);
    }

    private TransferSocket open(String local, SegmentationOffload offload) throws IOException {
        var socket = TransferSocket.open(InetAddress.getByName(local), PortRange.ANY, offload);
        sockets.add(socket);
        return socket;
    }

    private static ByteBuffer numbers(int bytes) {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        while (buffer.hasRemaining()) {
            buffer.put((byte) (buffer.position() / 100));
        }
        return buffer.flip();
    }
}
