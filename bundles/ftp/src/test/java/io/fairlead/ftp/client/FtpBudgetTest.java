// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.ftp.client.connection.FtpOptions;
import io.fairlead.testing.Contents;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many commands things cost. */
class FtpBudgetTest {
    private static final int MAX_CONNECTIONS = 4;

    private final FtpConnector connector = new FtpConnector();
    private OurServer server;
    private ControlTap tap;
    private RemoteStorage storage;
    private Volume volume;

    @BeforeEach
    void start() throws Exception {
        server = OurServer.start();
        tap = new ControlTap(server.port());
        storage = connector.connect(tap.uri(), OurServer.ME.with(ConnectOptions.MAX_CONNECTIONS, MAX_CONNECTIONS));
        volume = storage.mount(Identity.ANONYMOUS);
        assertThat(tap.takeVerbs()).containsExactly("USER", "PASS", "FEAT", "OPTS", "TYPE", "PWD");
    }

    @AfterEach
    void stop() throws Exception {
        connector.close();
        tap.close();
        server.close();
    }

    private Volume behind() throws StorageException {
        return server.storage.mount(Identity.of("test"));
    }

    @Test
    void looksAFileUpByOneCommand() throws Exception {
        try (Volume behind = behind()) {
            Contents.write(behind, "/a", "12345");
        }
        assertThat(volume.attributes(VPath.of("/a")).size()).isEqualTo(5);
        assertThatThrownBy(() -> volume.attributes(VPath.of("/missing"))).isInstanceOf(StorageException.class);
        assertThat(tap.takeVerbs()).containsExactly("MLST", "MLST");
    }

    @Test
    void asksForAMissingFilesParentOnce() throws Exception {
        Contents.makeDirectory(volume, "/dir");
        tap.takeVerbs();
        for (int i = 0; i < 5; i++) {
            VPath missing = VPath.of("/dir/f" + i);
            assertThatThrownBy(() -> volume.attributes(missing)).isInstanceOf(StorageException.class);
        }
        assertThat(tap.takeVerbs()).hasSize(5).containsOnly("MLST");
    }

    @Test
    void listsAFolderByOneCommand() throws Exception {
        try (Volume behind = behind()) {
            for (int i = 0; i < 50; i++) {
                Contents.write(behind, "/f" + i, "x");
            }
        }
        assertThat(Contents.entries(volume, "/")).hasSize(50);
        assertThat(tap.takeVerbs()).containsExactly("EPSV", "MLSD");
    }

    private Volume direct() throws StorageException {
        ConnectOptions options = OurServer.ME.with(FtpOptions.UPLOAD, "direct");
        Volume direct = connector.connect(tap.uri(), options).mount(Identity.ANONYMOUS);
        tap.takeVerbs();
        return direct;
    }

    @Test
    void readsAndStoresASmallFileByTwoCommands() throws Exception {
        Contents.write(direct(), "/a", "content");
        assertThat(tap.takeVerbs()).containsExactly("EPSV", "STOR");
        assertThat(Contents.text(volume, "/a")).isEqualTo("content");
        assertThat(tap.takeVerbs()).containsExactly("EPSV", "RETR");
    }

    @Test
    void looksOnceForAFileThatAnUploadWouldEmpty() throws Exception {
        Contents.write(volume, "/a", "content");
        assertThat(tap.takeVerbs()).containsExactly("MLST", "EPSV", "STOR");
        assertThat(Contents.exists(volume, "/b")).isFalse();
        Contents.write(volume, "/b", "content");
        assertThat(tap.takeVerbs()).containsExactly("MLST", "EPSV", "STOR"); // nobody asks twice
    }

    @Test
    void storesManyFilesOnOneLogin() throws Exception {
        Volume direct = direct();
        int connections = tap.connections();
        for (int i = 0; i < 20; i++) {
            Contents.write(direct, "/f" + i, "x");
        }
        List<String> verbs = tap.takeVerbs();
        assertThat(Collections.frequency(verbs, "STOR")).isEqualTo(20);
        assertThat(verbs).hasSize(40).doesNotContain("LIST", "MLSD", "MLST", "USER");
        assertThat(tap.connections()).isEqualTo(connections);
    }

    @Test
    void jumpsWithoutLoggingInAgain() throws Exception {
        byte[] content = new byte[8 << 20];
        new Random(7).nextBytes(content);
        try (Volume behind = behind()) {
            Contents.write(behind, "/a", content);
        }
        Random random = new Random(8);
        try (Node node = volume.open(VPath.of("/a"), Open.read())) {
            for (int i = 0; i < 10; i++) {
                int position = random.nextInt(content.length - 100);
                ByteBuffer bytes = ByteBuffer.allocate(100);
                while (bytes.hasRemaining()) {
                    node.read(bytes, position + bytes.position());
                }
                assertThat(bytes.array()).isEqualTo(Arrays.copyOfRange(content, position, position + 100));
            }
        }
        assertThat(tap.connections()).isEqualTo(1);
        assertThat(tap.takeVerbs()).doesNotContain("USER", "MLST");
    }

    @Test
    void logsManyThreadsInOncePerConnectionAtMost() throws Exception {
        Contents.write(volume, "/a", "x".repeat(100_000));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> reading = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                reading.add(threads.submit(() -> {
                    for (int file = 0; file < 5; file++) {
                        assertThat(Contents.read(volume, "/a")).hasSize(100_000);
                    }
                    return null;
                }));
            }
            for (Future<?> thread : reading) {
                thread.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(tap.connections()).isLessThanOrEqualTo(MAX_CONNECTIONS);
    }

    @Test
    void asksForFeaturesOnceAServer() throws Exception {
        try (Node one = volume.open(VPath.of("/one"), Open.replace())) {
            tap.takeVerbs();
            Contents.write(volume, "/two", "x"); // needs a second connection
            one.write(ByteBuffer.wrap(new byte[1]), 0);
        }
        assertThat(tap.takeVerbs()).contains("USER").doesNotContain("FEAT", "PWD");
    }
}
