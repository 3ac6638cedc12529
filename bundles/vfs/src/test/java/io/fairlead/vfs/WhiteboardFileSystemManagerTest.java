// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.client.Connector;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Volume;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import java.io.File;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.impl.DefaultFileReplicator;
import org.apache.commons.vfs2.provider.ram.RamFileProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhiteboardFileSystemManagerTest {
    private final MemoryStorage storage = new MemoryStorage();
    private final StorageConnector first = new StorageConnector(storage);
    private final StorageConnector second = new StorageConnector(storage);
    private final WhiteboardFileSystemManager manager = new WhiteboardFileSystemManager();
    private final Whiteboard whiteboard = new Whiteboard(manager);

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws Exception {
        DefaultFileReplicator replicator = new DefaultFileReplicator(new File(folder.toFile(), "copies"));
        manager.setTemporaryFileStore(replicator);
        manager.setReplicator(replicator);
        BuiltInProviders.addTo(manager);
        manager.init();
    }

    @AfterEach
    void stop() {
        manager.close();
        storage.close();
    }

    private void offer(StorageConnector connector, int rank) {
        whiteboard.add("mem", connector, rank, () -> new ConnectorFileProvider(connector, "mem"));
    }

    @Test
    void hasBuiltInSchemesWithoutCommonsCompress() throws Exception {
        assertThat(manager.getSchemes())
                .contains("file", "ram", "tmp", "zip", "jar", "war", "res", "gz")
                .doesNotContain("tar", "bz2", "ftp");
        try (OutputStream file = Files.newOutputStream(folder.resolve("a.zip"));
                ZipOutputStream zip = new ZipOutputStream(file)) {
            zip.putNextEntry(new ZipEntry("inside"));
            zip.write('x');
        }
        FileObject inside = manager.resolveFile("zip:" + folder.toUri() + "a.zip!/inside");
        assertThat(inside.getContent().getByteArray()).containsExactly('x');
        try (OutputStream out = manager.resolveFile("ram://a").getContent().getOutputStream()) {
            out.write('y');
        }
        assertThat(manager.resolveFile("ram://a").exists()).isTrue();
    }

    @Test
    void opensArchivesOnOtherServers() throws Exception {
        offer(first, 0);
        try (OutputStream out =
                        manager.resolveFile("mem://host/a.zip").getContent().getOutputStream();
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("inside"));
            zip.write('x');
        }
        FileObject archive = manager.resolveFile("mem://host/a.zip");
        assertThat(manager.canCreateFileSystem(archive)).isTrue();
        assertThat(manager.createFileSystem(archive).resolveFile("inside").exists())
                .isTrue();
        assertThat(manager.resolveFile("zip:mem://host/a.zip!/inside").exists()).isTrue();
    }

    @Test
    void addsAndRemovesSchemes() throws Exception {
        assertThatThrownBy(() -> manager.resolveFile("mem://host/")).isInstanceOf(FileSystemException.class);
        offer(first, 0);
        assertThat(manager.hasProvider("mem")).isTrue();
        FileObject root = manager.resolveFile("mem://host/");
        assertThat(root.exists()).isTrue();
        whiteboard.remove("mem", first);
        assertThat(manager.hasProvider("mem")).isFalse();
        assertThat(first.openConnections()).isZero();
        root.refresh();
        assertThatThrownBy(root::exists).isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() -> manager.resolveFile("mem://host/")).isInstanceOf(FileSystemException.class);
    }

    @Test
    void givesASchemeToTheBestOffer() throws Exception {
        offer(first, 5);
        offer(second, 0);
        manager.resolveFile("mem://host/").exists();
        assertThat(first.openConnections()).isEqualTo(1);
        whiteboard.remove("mem", first);
        manager.resolveFile("mem://host/").exists();
        assertThat(first.openConnections()).isZero();
        assertThat(second.openConnections()).isEqualTo(1);
        offer(first, 0); // the latest among equals: a new version beside the old one
        manager.resolveFile("mem://host/").exists();
        assertThat(second.openConnections()).isZero();
        assertThat(first.openConnections()).isEqualTo(1);
        whiteboard.remove("mem", second); // the old version goes, and nothing changes
        assertThat(first.openConnections()).isEqualTo(1);
        assertThat(manager.resolveFile("mem://host/").exists()).isTrue();
    }

    /** As a container takes references away after it has stopped a component. */
    @Test
    void takesAClientsEndAfterItsOwn() throws Exception {
        whiteboard.add("mem", first, 0);
        whiteboard.close();
        assertThatCode(() -> whiteboard.remove("mem", first)).doesNotThrowAnyException();
    }

    @Test
    void givesNoBuiltInSchemeAway() throws Exception {
        whiteboard.add("ram", this, 100, RamFileProvider::new);
        try (OutputStream out = manager.resolveFile("ram://a").getContent().getOutputStream()) {
            out.write('x');
        }
        whiteboard.remove("ram", this);
        assertThat(manager.resolveFile("ram://a").exists()).isTrue();
    }

    @Test
    void takesAForeignProvidersFileSystemsDownWithIt() throws Exception {
        whiteboard.add("other", this, 0, RamFileProvider::new);
        FileObject old = manager.resolveFile("other:///a");
        old.createFile();
        whiteboard.remove("other", this);
        whiteboard.add("other", this, 0, RamFileProvider::new);
        FileObject fresh = manager.resolveFile("other:///a");
        assertThat(fresh.exists()).isFalse();
        manager.closeFileSystem(old.getFileSystem());
        assertThat(manager.resolveFile("other:///a").getFileSystem()).isSameAs(fresh.getFileSystem());
    }

    @Test
    void isNotHeldUpByAServerThatDoesNotAnswer() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        whiteboard.add("mem", this, 0, () -> new ConnectorFileProvider(new StuckConnector(asked, answer), "mem"));
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<Boolean> stuck =
                    other.submit(() -> manager.resolveFile("mem://host/").exists());
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            whiteboard.add("more", this, 0, RamFileProvider::new);
            assertThat(manager.resolveFile("more:///x").exists()).isFalse();
            assertThat(manager.resolveFile("mem://elsewhere/").getName().getPath())
                    .isEqualTo("/");
            whiteboard.remove("more", this);
            answer.countDown();
            await().until(stuck::isDone);
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void staysWholeWhileSchemesComeAndGo() throws Exception {
        try (Volume volume = storage.mount(Identity.of("test"))) {
            Contents.write(volume, "/a", "x");
        }
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService readers = Executors.newFixedThreadPool(3);
        Future<?>[] running = new Future<?>[3];
        for (int i = 0; i < running.length; i++) {
            running[i] = readers.submit(() -> readOn(done));
        }
        try {
            for (int i = 0; i < 300; i++) {
                offer(first, 0);
                offer(second, 0);
                whiteboard.remove("mem", first);
                whiteboard.remove("mem", second);
            }
        } finally {
            done.set(true);
            readers.shutdown();
        }
        for (Future<?> reader : running) {
            reader.get(30, TimeUnit.SECONDS);
        }
        assertThat(first.openConnections() + second.openConnections()).isZero();
    }

    private Void readOn(AtomicBoolean done) {
        while (!done.get()) {
            try {
                manager.resolveFile("ram://always").exists();
                assertThat(manager.resolveFile("mem://host/a").exists()).isTrue();
            } catch (FileSystemException e) {
                // not there at this moment
            }
        }
        return null;
    }

    private record StuckConnector(CountDownLatch asked, CountDownLatch answer) implements Connector {
        @Override
        public Set<String> schemes() {
            return Set.of("mem");
        }

        @Override
        public int defaultPort(String scheme) {
            return 1;
        }

        @Override
        public RemoteStorage connect(URI uri, ConnectOptions options) throws StorageException {
            asked.countDown();
            try {
                answer.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new StorageException(Reason.UNAVAILABLE, "no answer");
        }
    }
}
