// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The copying transfer, and what a node refuses that implements no more than it must. */
class TransfersTest {
    private final byte[] content = new byte[600_000];
    private final Node node = new ByteNode(content);
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final WritableByteChannel sink = Channels.newChannel(received);

    TransfersTest() {
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 31 + (i >> 8));
        }
    }

    @Test
    void copiesChunkByChunk() throws Exception {
        long position = 0;
        for (long sent = node.transferTo(0, Long.MAX_VALUE, sink);
                sent > 0;
                sent = node.transferTo(position, Long.MAX_VALUE, sink)) {
            position += sent;
        }
        assertThat(received.toByteArray()).isEqualTo(content);
    }

    @Test
    void sendsNoMoreThanAskedFor() throws Exception {
        assertThat(node.transferTo(100, 50, sink)).isEqualTo(50);
        assertThat(node.transferTo(0, 0, sink)).isZero();
        assertThat(node.transferTo(content.length, 10, sink)).isZero();
        assertThat(node.transferTo(content.length - 3, 10, sink)).isEqualTo(3);
        byte[] expected = Arrays.copyOf(Arrays.copyOfRange(content, 100, 150), 53);
        System.arraycopy(content, content.length - 3, expected, 50, 3);
        assertThat(received.toByteArray()).isEqualTo(expected);
    }

    @Test
    void sendsAllItHasReadToASinkThatTakesLittle() throws Exception {
        WritableByteChannel slow = new WritableByteChannel() {
            @Override
            public int write(ByteBuffer from) throws IOException {
                int count = Math.min(7, from.remaining());
                sink.write(from.slice(from.position(), count));
                from.position(from.position() + count);
                return count;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };
        assertThat(node.transferTo(0, 1000, slow)).isEqualTo(1000);
        assertThat(received.toByteArray()).isEqualTo(Arrays.copyOf(content, 1000));
    }

    @Test
    void refusesChangesByDefault() throws Exception {
        refused(Reason.READ_ONLY, () -> node.write(ByteBuffer.allocate(1), 0));
        refused(Reason.READ_ONLY, () -> node.resize(0));
        refused(Reason.READ_ONLY, () -> node.rename(VPath.ROOT, false));
        refused(Reason.READ_ONLY, node::delete);
        refused(Reason.NOT_SUPPORTED, () -> node.change(AttributeChanges.NONE));
        refused(Reason.NOT_DIRECTORY, () -> node.next(1));
        node.sync();
        node.abort();
        assertThat(node.created()).isFalse();
    }

    private static void refused(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.reason())
                .isEqualTo(reason));
    }

    private record ByteNode(byte[] content) implements Node {
        @Override
        public NodeId id() {
            return NodeId.ofPath(VPath.ROOT);
        }

        @Override
        public Attributes attributes() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(ByteBuffer into, long position) {
            if (position >= content.length) {
                return -1;
            }
            int count = (int) Math.min(into.remaining(), content.length - position);
            into.put(content, (int) position, count);
            return count;
        }

        @Override
        public void close() {}
    }
}
