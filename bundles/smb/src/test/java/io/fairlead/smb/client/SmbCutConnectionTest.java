// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.smb.server.Served;
import io.fairlead.testing.Contents;
import io.fairlead.testing.CuttingRelay;
import io.fairlead.testing.Pattern;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A connection that is cut at each message of a script, before the request reaches the server or before its answer comes
 * back: each operation has taken effect once, or fails and says so; no file is ever cut short, and nothing stays open.
 */
class SmbCutConnectionTest {
    private static final int SIZE = 300_000;
    private static final int MOST_MESSAGES = 500;

    @TempDir
    static Path folder;

    private static Served server;

    @BeforeAll
    static void serve() throws Exception {
        server = new Served(folder, 0, given -> given);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    /** One operation, and what has to be so if it has been done. */
    private interface Step {
        void run(Volume volume) throws Exception;
    }

    @Test
    void doesEachOperationOnceOrSaysThatItFailed() throws Exception {
        int messages = MOST_MESSAGES;
        int failures = 0;
        for (int cutAt = 1; cutAt <= messages; cutAt++) {
            Path root = Files.createDirectory(folder.resolve("files/cut" + cutAt));
            Files.write(root.resolve("read"), new Pattern(1).bytes(0, SIZE));
            Files.write(root.resolve("replaced"), new byte[] {'o'});
            Files.write(root.resolve("renamed"), new byte[] {'r'});
            Files.write(root.resolve("deleted"), new byte[] {'d'});
            try (CuttingRelay relay = relay(cutAt);
                    SmbConnector connector = new SmbConnector()) {
                failures += script(connector, relay, root);
                if (relay.messages() < cutAt) { // the script has no more
                    messages = cutAt;
                }
            }
        }
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(server.server().sessions())
                        .as("sessions left at the server")
                        .isEmpty());
        assertThat(messages).as("messages of the script").isBetween(20, MOST_MESSAGES - 1);
        assertThat(failures).as("operations whose outcome was not known").isBetween(1, messages);
    }

    private static CuttingRelay relay(int cutAt) throws Exception {
        return new CuttingRelay(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), cutAt);
    }

    private static int script(SmbConnector connector, CuttingRelay relay, Path root) throws Exception {
        URI uri = URI.create("smb://127.0.0.1:" + relay.port() + "/share/" + root.getFileName());
        int failures = 0;
        try (RemoteStorage storage = connector.connect(uri, SmbClientStorageTest.ME)) {
            Volume volume;
            try {
                volume = storage.mount(Identity.ANONYMOUS);
            } catch (StorageException e) {
                assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE);
                volume = storage.mount(Identity.ANONYMOUS);
                failures++;
            }
            failures += attempt(volume, SmbCutConnectionTest::reads);
            failures += attempt(volume, v -> {
                byte[] content = new Pattern(2).bytes(0, SIZE);
                try (Node upload = v.open(VPath.of("/replaced"), Open.replace())) {
                    try {
                        upload.write(ByteBuffer.wrap(content), 0);
                    } catch (StorageException e) {
                        upload.abort();
                        throw e;
                    }
                }
                assertThat(root.resolve("replaced")).hasBinaryContent(content);
            });
            assertThat(Files.size(root.resolve("replaced"))).isIn(1L, (long) SIZE);
            failures += attempt(volume, v -> {
                Contents.rename(v, "/renamed", "/new", false);
                assertThat(root.resolve("new")).exists();
            });
            assertThat(Files.exists(root.resolve("new"))).isNotEqualTo(Files.exists(root.resolve("renamed")));
            failures += attempt(volume, v -> {
                Contents.delete(v, "/deleted");
                assertThat(root.resolve("deleted")).doesNotExist();
            });
            failures += attempt(volume, v -> Contents.makeDirectory(v, "/folder"));
            failures += attempt(volume, v -> assertThat(Contents.names(v, "/")).contains("read", "replaced"));
            volume.close();
        }
        assertThat(connector.connections()).isZero();
        return failures;
    }

    private static void reads(Volume volume) throws Exception {
        byte[] found = Contents.read(volume, "/read");
        assertThat(found).hasSize(SIZE);
        new Pattern(1).check(ByteBuffer.wrap(found), 0);
    }

    /** How many failed: 0 or 1. */
    private static int attempt(Volume volume, Step step) throws Exception {
        try {
            step.run(volume);
            return 0;
        } catch (StorageException e) {
            assertThat(e.reason()).as(e.getMessage()).isEqualTo(Reason.UNAVAILABLE);
            return 1;
        }
    }

    @Test
    void leavesNothingBehindAfterAFailedUpload() throws Exception {
        Path root = Files.createDirectory(folder.resolve("files/left"));
        try (CuttingRelay relay = relay(0);
                SmbConnector connector = new SmbConnector();
                RemoteStorage storage = connector.connect(
                        URI.create("smb://127.0.0.1:" + relay.port() + "/share/left"), SmbClientStorageTest.ME);
                Volume volume = storage.mount(Identity.ANONYMOUS)) {
            Node upload = volume.open(VPath.of("/a"), Open.replace());
            upload.write(ByteBuffer.wrap(new byte[] {'x'}), 0);
            upload.abort();
            try (Stream<Path> left = Files.list(root)) {
                assertThat(left).isEmpty();
            }
        }
    }
}
