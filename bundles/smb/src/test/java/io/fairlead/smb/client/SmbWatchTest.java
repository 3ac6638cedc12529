// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.api.storage.Watch;
import io.fairlead.smb.server.Served;
import io.fairlead.testing.Contents;
import io.fairlead.testing.CuttingRelay;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others do on the server is heard of. */
class SmbWatchTest {
    @TempDir
    Path folder;

    private final List<Change> heard = new CopyOnWriteArrayList<>();
    private Served server;
    private CuttingRelay relay;
    private SmbConnector connector;
    private RemoteStorage storage;
    private Volume volume;
    private Volume other;

    @BeforeEach
    void serve() throws Exception {
        server = new Served(folder, 0, given -> given);
        Files.createDirectories(folder.resolve("files/d/below"));
        relay = new CuttingRelay(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), 0);
        connector = new SmbConnector();
        storage = connector.connect(URI.create("smb://127.0.0.1:" + relay.port() + "/share"), SmbClientStorageTest.ME);
        volume = storage.mount(Identity.ANONYMOUS);
        other = connector
                .connect(URI.create("smb://127.0.0.1:" + server.port() + "/share"), SmbClientStorageTest.ME)
                .mount(Identity.ANONYMOUS);
    }

    @AfterEach
    void stop() throws Exception {
        volume.close();
        other.close();
        storage.close();
        connector.close();
        assertThat(connector.connections()).isZero();
        relay.close();
        server.close();
    }

    private Watch.Subscription watch(String path, boolean recursive) throws StorageException {
        return volume.extension(Watch.class).orElseThrow().watch(VPath.of(path), recursive, heard::add);
    }

    private void hears(Change.Type type, String path) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(heard)
                .anyMatch(change ->
                        change.type() == type && change.path().toString().equals(path)));
    }

    @Test
    void hearsWhatComesChangesAndGoes() throws Exception {
        try (Watch.Subscription watch = watch("/d", false)) {
            assertThat(watch).isNotNull();
            Contents.write(other, "/d/a", "content");
            hears(Change.Type.CREATED, "/d/a");
            Contents.rename(other, "/d/a", "/d/b", false);
            hears(Change.Type.RENAMED, "/d/b");
            Contents.delete(other, "/d/b");
            hears(Change.Type.DELETED, "/d/b");
            Contents.write(other, "/d/below/c", "content");
            Contents.write(other, "/d/z", "content");
            hears(Change.Type.CREATED, "/d/z");
            assertThat(heard).noneMatch(change -> change.path().toString().equals("/d/below/c"));
        }
    }

    @Test
    void hearsOfWholeTrees() throws Exception {
        try (Watch.Subscription watch = watch("/", true)) {
            assertThat(watch).isNotNull();
            Contents.write(other, "/d/below/c", "content");
            hears(Change.Type.CREATED, "/d/below/c");
        }
        heard.clear();
        Contents.write(other, "/d/below/e", "content");
        assertThat(heard).isEmpty();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(server.export().opens()).isEmpty());
    }

    @Test
    void watchesOnAfterACut() throws Exception {
        try (Watch.Subscription watch = watch("/d", false)) {
            assertThat(watch).isNotNull();
            relay.cut();
            hears(Change.Type.OVERFLOW, "/d");
            Contents.write(other, "/d/a", "content");
            hears(Change.Type.CREATED, "/d/a");
        }
    }

    @Test
    void endsWithItsFolder() throws Exception {
        try (Watch.Subscription watch = watch("/d/below", false)) {
            assertThat(watch).isNotNull();
            Contents.delete(other, "/d/below");
            hears(Change.Type.DELETED, "/d/below");
        }
    }

    @Test
    void refusesWhatIsNoFolder() throws Exception {
        Contents.write(other, "/f", "content");
        assertThat(refused("/f")).isEqualTo(Reason.NOT_DIRECTORY);
        assertThat(refused("/none")).isEqualTo(Reason.NOT_FOUND);
    }

    private Reason refused(String path) {
        return catchThrowableOfType(StorageException.class, () -> watch(path, false))
                .reason();
    }
}
