// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.smb.transport.MessageMemory;
import io.fairlead.testing.contract.Parallel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OutgoingTest {
    /** Takes some bytes at a time, and fails after so many. */
    private static final class Sink implements GatheringByteChannel {
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private final Random random = new Random(7);
        private final int most;

        Sink(int most) {
            this.most = most;
        }

        @Override
        public long write(ByteBuffer[] buffers, int offset, int length) throws IOException {
            long count = 0;
            for (int i = offset; i < offset + length; i++) {
                count += write(buffers[i]);
                if (buffers[i].hasRemaining()) {
                    break;
                }
            }
            return count;
        }

        @Override
        public long write(ByteBuffer[] buffers) throws IOException {
            return write(buffers, 0, buffers.length);
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            if (taken.size() >= most) {
                throw new IOException("the other end has gone");
            }
            byte[] some = new byte[Math.min(from.remaining(), 1 + random.nextInt(1000))];
            from.get(some);
            taken.writeBytes(some);
            return some.length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    /** {@code bytes} times the value. */
    private record Repeated(int bytes, byte value) implements Outgoing.Region {
        @Override
        public void sendTo(GatheringByteChannel channel) throws IOException {
            for (int i = 0; i < bytes; i++) {
                channel.write(ByteBuffer.wrap(new byte[] {value}));
            }
        }
    }

    private static ByteBuffer repeated(int bytes, int value) {
        byte[] array = new byte[bytes];
        java.util.Arrays.fill(array, (byte) value);
        return ByteBuffer.wrap(array);
    }

    @Test
    void keepsMessagesOfManyThreadsWhole() throws Exception {
        Sink sink = new Sink(Integer.MAX_VALUE);
        Outgoing outgoing = new Outgoing(sink, new MessageMemory());
        AtomicInteger gone = new AtomicInteger();
        Parallel.run(8, thread -> {
            Random random = new Random(thread);
            for (int i = 0; i < 200; i++) {
                int length = 64 + random.nextInt(3000);
                if (i % 3 == 0) {
                    outgoing.send(List.of(repeated(64, thread)), new Repeated(length, (byte) thread));
                } else {
                    outgoing.send(List.of(repeated(64, thread), repeated(length, thread)), gone::incrementAndGet);
                }
            }
        });
        outgoing.drain();

        ByteBuffer all = ByteBuffer.wrap(sink.taken.toByteArray());
        int messages = 0;
        while (all.hasRemaining()) {
            byte[] message = new byte[all.getInt()];
            all.get(message);
            assertThat(message).containsOnly(message[0]);
            messages++;
        }
        assertThat(messages).isEqualTo(8 * 200);
        assertThat(gone).hasValue(8 * 133);
    }

    @Test
    void tellsOfMessagesThatAreNeverSent() {
        Outgoing outgoing = new Outgoing(new Sink(0), new MessageMemory());
        AtomicInteger gone = new AtomicInteger();
        outgoing.enqueue(List.of(repeated(10, 1)), gone::incrementAndGet);
        assertThatThrownBy(() -> outgoing.send(List.of(repeated(10, 2)), gone::incrementAndGet))
                .isInstanceOf(IOException.class);
        assertThat(gone).hasValue(2);
        assertThatThrownBy(() -> outgoing.send(List.of(repeated(10, 3)), gone::incrementAndGet))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> outgoing.send(List.of(repeated(10, 3)), new Repeated(1, (byte) 1)))
                .isInstanceOf(IOException.class);
        assertThat(gone).hasValue(3);
    }
}
