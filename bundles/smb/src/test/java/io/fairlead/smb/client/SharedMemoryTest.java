// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.smb.server.Served;
import io.fairlead.testing.Pattern;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readers of large files, whose memory goes from one to the other, get each the content of their own file. */
@Timeout(120)
class SharedMemoryTest {
    private static final int THREADS = 6;
    private static final int ROUNDS = 12;
    private static final int SIZE = 6_500_000;

    @TempDir
    static Path folder;

    private static Served server;

    @BeforeAll
    static void serve() throws Exception {
        server = new Served(folder, 0, settings -> settings);
        for (int i = 0; i < THREADS; i++) {
            Files.copy(new Pattern(i).stream(SIZE), folder.resolve("files/f" + i));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"offered", "required"})
    void readsWhatIsInEachFile(String encryption) throws Exception {
        ConnectOptions options = ConnectOptions.NONE
                .with(ConnectOptions.USER, Served.USER)
                .with(ConnectOptions.PASSWORD, Served.PASSWORD)
                .with(SmbOptions.ENCRYPTION, encryption)
                .with(SmbOptions.CACHE_BYTES, 0);
        URI share = URI.create("smb://127.0.0.1:" + server.port() + "/share");
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (SmbConnector connector = new SmbConnector();
                RemoteStorage storage = connector.connect(share, options);
                Volume volume = storage.mount(Identity.ANONYMOUS)) {
            List<Future<?>> readers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int file = i;
                readers.add(threads.submit(() -> {
                    read(volume, file, new Random(file));
                    return null;
                }));
            }
            for (Future<?> reader : readers) {
                reader.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void read(Volume volume, int file, Random random) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (Node node = volume.open(VPath.of("/f" + file), Open.read())) {
                Pattern.Verifier content = new Pattern(file).verifier(0);
                long end = random.nextBoolean() ? SIZE : random.nextInt(SIZE); // else closed with much on its way
                while (content.position() < end) {
                    readSome(node, content, 1 + random.nextInt(2_000_000), random);
                }
                if (end == SIZE) {
                    assertThat(content.position()).isEqualTo(SIZE);
                    assertThat(node.read(ByteBuffer.allocate(1), SIZE)).isEqualTo(-1);
                }
            }
        }
    }

    private static void readSome(Node node, Pattern.Verifier content, int most, Random random) throws IOException {
        if (random.nextBoolean()) {
            ByteBuffer some = ByteBuffer.allocate(most);
            node.read(some, content.position());
            content.write(some.flip());
        } else {
            node.transferTo(
                    content.position(), most, random.nextBoolean() ? content : Channels.newChannel(new Slow(content)));
        }
    }

    /** Takes its time, while others read on. */
    private static final class Slow extends OutputStream {
        private final Pattern.Verifier content;

        Slow(Pattern.Verifier content) {
            this.content = content;
        }

        @Override
        public void write(int one) {
            content.write(ByteBuffer.wrap(new byte[] {(byte) one}));
        }

        @Override
        public void write(byte[] some, int from, int length) {
            Thread.yield();
            content.write(ByteBuffer.wrap(some, from, length));
        }
    }
}
