// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.net.MalformedMessageException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {
    private static final int MOST = 1 << 20;

    @Test
    void givesEachMessageWhole() throws Exception {
        Random random = new Random(2);
        int[] sizes = {1, 64, 100, 32 * 1024, 40_000, 500_000, 3, MOST};
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        byte[][] messages = new byte[sizes.length][];
        for (int i = 0; i < sizes.length; i++) {
            messages[i] = new byte[sizes[i]];
            random.nextBytes(messages[i]);
            wire.write(ByteBuffer.allocate(4).putInt(sizes[i]).array());
            wire.write(messages[i]);
            wire.write(new byte[] {(byte) 0x85, 0, 0, 0}); // a keep-alive
        }
        FrameReader reader = reader(wire.toByteArray(), 1 + random.nextInt(10_000));

        for (byte[] message : messages) {
            assertThat(bytes(reader.next())).isEqualTo(message);
        }
        assertThat(reader.next()).isNull();
    }

    @Test
    void aMessageBeginsWithWhatWasAwaited() throws Exception {
        byte[] wire = {0, 0, 0, 3, 1, 2, 3, 0, 0, 0, 1, 4};
        FrameReader reader = reader(Arrays.copyOfRange(wire, 5, wire.length), 2);
        reader.await(new ByteArrayInputStream(wire, 0, 5));
        assertThat(reader.hasMore()).isTrue();
        assertThat(bytes(reader.next())).containsExactly(1, 2, 3);
        reader.await(new ByteArrayInputStream(new byte[0])); // the end, or nothing
        assertThat(bytes(reader.next())).containsExactly(4);
        assertThat(reader.next()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fe534d42400001000000000009000000", // WRITE
                "fe534d42400001000000000008000000", // READ
                "fd534d42000000000000000000000000"
            })
    void takesMemoryAgainForContentAndWhatIsEncrypted(String start) throws Exception {
        int length = 100_000;
        byte[] message = new byte[length];
        new Random(1).nextBytes(message);
        byte[] kind = HexFormat.of().parseHex(start);
        System.arraycopy(kind, 0, message, 0, kind.length);
        var wire = new ByteArrayOutputStream();
        for (int i = 0; i < 2; i++) {
            wire.write(ByteBuffer.allocate(4).putInt(length).array());
            wire.write(message);
        }
        FrameReader reader = reader(wire.toByteArray(), 777);

        FrameReader.Frame first = reader.next();
        assertThat(bytes(first)).isEqualTo(message);
        ByteBuffer memory = first.memory().buffer();
        first.memory().close();
        FrameReader.Frame second = reader.next();
        assertThat(bytes(second)).isEqualTo(message);
        assertThat(second.memory().buffer()).isSameAs(memory);
    }

    @Test
    void refusesALengthBeforeItTakesIt() {
        for (int length : new int[] {0, MOST + 1, 0xff_ffff, 0x0100_0000}) {
            byte[] prefix = ByteBuffer.allocate(4).putInt(length).array();
            assertThatThrownBy(() -> reader(prefix, 4).next()).isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void tellsAnEndInTheMiddle() {
        byte[] wire = {0, 0, 0, 8, 1, 2, 3};
        for (int length = 1; length < wire.length; length++) {
            byte[] cut = Arrays.copyOf(wire, length);
            assertThatThrownBy(() -> reader(cut, 2).next()).isInstanceOf(EOFException.class);
        }
    }

    private static FrameReader reader(byte[] wire, int atOnce) {
        ReadableByteChannel all = Channels.newChannel(new ByteArrayInputStream(wire));
        return new FrameReader(
                new ReadableByteChannel() {
                    @Override
                    public int read(ByteBuffer into) throws IOException {
                        ByteBuffer some = into.slice(into.position(), Math.min(atOnce, into.remaining()));
                        int count = all.read(some);
                        into.position(into.position() + Math.max(0, count));
                        return count;
                    }

                    @Override
                    public boolean isOpen() {
                        return true;
                    }

                    @Override
                    public void close() {}
                },
                new MessageMemory(),
                MOST);
    }

    private static byte[] bytes(FrameReader.Frame frame) {
        byte[] bytes = new byte[frame.bytes().remaining()];
        frame.bytes().get(frame.bytes().position(), bytes);
        return bytes;
    }
}
