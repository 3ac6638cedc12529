// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.testing.Contents;
import io.fairlead.testing.Pattern;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** {@link Node#read} and {@link Node#transferTo}. */
public interface ReadContract extends ContractFixture {
    /** Several MiB, and no power of two. */
    int LARGE_BYTES = 5 * 1024 * 1024 + 123;

    @Test
    default void readsAnEmptyFile() throws Exception {
        file("/a", "");
        try (Node node = volume().open(path("/a"), Open.read())) {
            assertThat(node.attributes().size()).isZero();
            assertThat(node.read(ByteBuffer.allocate(10), 0)).isEqualTo(-1);
            assertThat(node.read(ByteBuffer.allocate(10), 7)).isEqualTo(-1);
            assertThat(node.transferTo(0, 10, failing())).isZero();
        }
    }

    @Test
    default void readsAtAnyPosition() throws Exception {
        file("/a", "0123456789");
        try (Node node = volume().open(path("/a"), Open.read())) {
            assertThat(bytesAt(node, 3, 4)).isEqualTo("3456");
            assertThat(bytesAt(node, 0, 2)).isEqualTo("01");
            assertThat(bytesAt(node, 9, 5)).isEqualTo("9");
            assertThat(node.read(ByteBuffer.allocate(1), 10)).isEqualTo(-1);
            assertThat(node.read(ByteBuffer.allocate(1), 1L << 40)).isEqualTo(-1);
            assertThat(node.read(ByteBuffer.allocate(0), 5)).isZero();
        }
    }

    @Test
    default void readsIntoTheRoomOfAnyBuffer() throws Exception {
        file("/a", "0123456789");
        try (Node node = volume().open(path("/a"), Open.read())) {
            ByteBuffer direct = ByteBuffer.allocateDirect(16).position(4).limit(6);
            while (direct.hasRemaining()) {
                assertThat(node.read(direct, 2 + direct.position() - 4)).isPositive();
            }
            assertThat(direct.limit()).isEqualTo(6);
            assertThat(new byte[] {direct.get(3), direct.get(4), direct.get(5)}).containsExactly(0, '2', '3');
        }
    }

    @Test
    default void readsALargeFileInPiecesOfAnySize() throws Exception {
        Pattern pattern = new Pattern(11);
        file("/large", pattern.bytes(0, LARGE_BYTES));
        Random random = new Random(11);
        try (Node node = volume().open(path("/large"), Open.read())) {
            assertThat(node.attributes().size()).isEqualTo(LARGE_BYTES);
            long position = 0;
            while (position < LARGE_BYTES) {
                ByteBuffer into = ByteBuffer.allocate(1 + random.nextInt(300_000));
                int count = node.read(into, position);
                assertThat(count).isPositive().isEqualTo(into.position());
                pattern.check(into.flip(), position);
                position += count;
            }
            assertThat(position).isEqualTo(LARGE_BYTES);
            assertThat(node.read(ByteBuffer.allocate(10), position)).isEqualTo(-1);
        }
    }

    @Test
    default void readsFromManyThreadsThroughOneNode() throws Exception {
        Pattern pattern = new Pattern(12);
        int size = 1_000_000;
        file("/a", pattern.bytes(0, size));
        try (Node node = volume().open(path("/a"), Open.read())) {
            Parallel.run(6, thread -> {
                Random random = new Random(thread);
                for (int i = 0; i < 50; i++) {
                    long position = random.nextInt(size);
                    ByteBuffer into = ByteBuffer.allocate(1 + random.nextInt(20_000));
                    assertThat(node.read(into, position)).isPositive();
                    pattern.check(into.flip(), position);
                }
            });
        }
    }

    @Test
    default void transfersAll() throws Exception {
        Pattern pattern = new Pattern(13);
        file("/large", pattern.bytes(0, LARGE_BYTES));
        try (Node node = volume().open(path("/large"), Open.read())) {
            Pattern.Verifier sink = pattern.verifier(0);
            assertThat(transfer(node, 0, Long.MAX_VALUE, sink)).isEqualTo(LARGE_BYTES);
            assertThat(sink.position()).isEqualTo(LARGE_BYTES);
            assertThat(node.transferTo(LARGE_BYTES, 1, failing())).isZero();
            assertThat(node.transferTo(1L << 40, 1, failing())).isZero();
            assertThat(node.transferTo(5, 0, failing())).isZero();
        }
    }

    @Test
    default void transfersAPart() throws Exception {
        Pattern pattern = new Pattern(14);
        file("/a", pattern.bytes(0, 300_000));
        try (Node node = volume().open(path("/a"), Open.read())) {
            Pattern.Verifier sink = pattern.verifier(70_001);
            assertThat(transfer(node, 70_001, 150_000, sink)).isEqualTo(150_000);
            ByteArrayOutputStream tail = new ByteArrayOutputStream();
            transfer(node, 299_990, 1000, Channels.newChannel(tail));
            assertThat(tail.toByteArray()).isEqualTo(pattern.bytes(299_990, 10));
        }
    }

    @Test
    default void transfersToASinkThatTakesLittle() throws Exception {
        Pattern pattern = new Pattern(15);
        file("/a", pattern.bytes(0, 100_000));
        try (Node node = volume().open(path("/a"), Open.read())) {
            Pattern.Verifier sink = pattern.verifier(0);
            assertThat(transfer(node, 0, 100_000, atMost(999, sink))).isEqualTo(100_000);
            assertThat(sink.position()).isEqualTo(100_000);
        }
    }

    @Test
    default void transfersToASocket() throws Exception {
        Pattern pattern = new Pattern(16);
        file("/large", pattern.bytes(0, LARGE_BYTES));
        try (ServerSocketChannel server =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                Node node = volume().open(path("/large"), Open.read())) {
            Parallel.run(2, thread -> {
                if (thread == 0) {
                    try (SocketChannel sender = SocketChannel.open(server.getLocalAddress())) {
                        assertThat(transfer(node, 0, LARGE_BYTES, sender)).isEqualTo(LARGE_BYTES);
                    }
                } else {
                    receive(server, pattern);
                }
            });
        }
    }

    @Test
    default void passesOnAFailureOfTheSink() throws Exception {
        file("/a", "content");
        try (Node node = volume().open(path("/a"), Open.read())) {
            assertThatThrownBy(() -> transfer(node, 0, 7, failing()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the sink is gone");
            assertThat(Contents.text(node)).isEqualTo("content");
        }
    }

    private static void receive(ServerSocketChannel server, Pattern pattern) throws IOException {
        Pattern.Verifier received = pattern.verifier(0);
        ByteBuffer chunk = ByteBuffer.allocate(64 * 1024);
        try (SocketChannel receiver = server.accept()) {
            while (receiver.read(chunk) >= 0) {
                received.write(chunk.flip());
                chunk.clear();
            }
        }
        assertThat(received.position()).isEqualTo(LARGE_BYTES);
    }

    private static long transfer(Node node, long position, long count, WritableByteChannel sink) throws IOException {
        long sent = 0;
        while (sent < count) {
            long more = node.transferTo(position + sent, count - sent, sink);
            if (more == 0) {
                break;
            }
            sent += more;
        }
        return sent;
    }

    private static String bytesAt(Node node, long position, int count) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(count);
        int total = 0;
        while (into.hasRemaining()) {
            int more = node.read(into, position + total);
            if (more < 0) {
                break;
            }
            assertThat(more).isPositive();
            total += more;
        }
        assertThat(into.position()).isEqualTo(total);
        return new String(into.array(), 0, total, StandardCharsets.US_ASCII);
    }

    private static WritableByteChannel failing() {
        return new Sink() {
            @Override
            public int write(ByteBuffer from) throws IOException {
                throw new IOException("the sink is gone");
            }
        };
    }

    private static WritableByteChannel atMost(int count, WritableByteChannel next) {
        return new Sink() {
            @Override
            public int write(ByteBuffer from) throws IOException {
                ByteBuffer part = from.slice(from.position(), Math.min(count, from.remaining()));
                int written = next.write(part);
                from.position(from.position() + written);
                return written;
            }
        };
    }

    /** A channel that is always open. */
    abstract class Sink implements WritableByteChannel {
        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
