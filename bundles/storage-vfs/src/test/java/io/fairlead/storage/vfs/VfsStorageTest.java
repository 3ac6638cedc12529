// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.vfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import io.fairlead.testing.contract.Parallel;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the contract doesn't try: providers that lack something, links, and the other end's going. */
class VfsStorageTest {
    private static final Identity USER = Identity.of("me");

    @TempDir
    Path scratch;

    private DefaultFileSystemManager manager;

    @BeforeEach
    void start() throws Exception {
        manager = Managers.withOurs();
    }

    @AfterEach
    void stop() {
        manager.close();
    }

    private VfsStorage storage(String url) {
        return new VfsStorage(manager, VfsSettings.of(url));
    }

    private String zip() throws Exception {
        Path file = scratch.resolve("docs.zip");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("folder/inner.txt"));
            zip.write("zipped".getBytes(UTF_8));
            zip.putNextEntry(new ZipEntry("top.txt"));
            zip.write("top".getBytes(UTF_8));
        }
        return "zip:" + file.toUri();
    }

    @Test
    void servesAnArchive() throws Exception {
        VfsStorage storage = storage(zip());
        assertThat(storage.features()).containsExactlyInAnyOrder(Feature.DIRECTORIES, Feature.EXTERNAL_CHANGES);
        try (Volume volume = storage.mount(USER)) {
            assertThat(Contents.names(volume, "/")).containsExactlyInAnyOrder("folder", "top.txt");
            assertThat(Contents.text(volume, "/folder/inner.txt")).isEqualTo("zipped");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Open.Disposition.class,
            names = {"CREATE", "OPEN_OR_CREATE", "REPLACE"})
    void writesNothingIntoAnArchive(Open.Disposition disposition) throws Exception {
        try (Volume volume = storage(zip()).mount(USER)) {
            Open how = new Open(java.util.Set.of(Open.Access.WRITE), disposition, Open.Kind.FILE);
            refused(() -> volume.open(VPath.of("/top.txt"), how), Reason.READ_ONLY);
            refused(() -> volume.open(VPath.of("/top.txt"), Open.delete()), Reason.READ_ONLY);
            assertThat(Contents.text(volume, "/top.txt")).isEqualTo("top");
        }
    }

    /** TFTP can neither list nor rename: what is uploaded is sent when it is whole. */
    @Test
    void sendsNothingOfAnUploadThatIsNotWholeWhereNothingCanBeRenamed() throws Exception {
        MemoryStorage behind = new MemoryStorage();
        try (OurServers servers = new OurServers(behind);
                Volume there = behind.mount(USER)) {
            Contents.write(there, "/a", "old");
            VfsStorage storage = storage(servers.tftpUrl());
            assertThat(storage.features()).contains(Feature.BY_NAME_ONLY, Feature.WRITE);
            try (Volume volume = storage.mount(USER)) {
                Node upload = volume.open(VPath.of("/a"), Open.replace());
                upload.write(ByteBuffer.wrap("half".getBytes(UTF_8)), 0);
                upload.abort();
                upload.close();
                assertThat(Contents.text(volume, "/a")).isEqualTo("old");
                try (Node whole = volume.open(VPath.of("/a"), Open.replace())) {
                    whole.write(ByteBuffer.wrap("new".getBytes(UTF_8)), 0);
                    assertThat(Contents.text(there, "/a")).isEqualTo("old");
                }
                assertThat(Contents.text(there, "/a")).isEqualTo("new");
                refused(() -> Contents.names(volume, "/"), Reason.NOT_SUPPORTED);
                refused(() -> Contents.delete(volume, "/a"), Reason.NOT_SUPPORTED);
            }
        }
    }

    /** The old file is never touched before the new one is whole; what is left over can be seen and deleted. */
    @Test
    void keepsTheOldFileWhenTheOtherEndGoesInTheMiddle() throws Exception {
        MemoryStorage behind = new MemoryStorage();
        try (Volume there = behind.mount(USER)) {
            Contents.write(there, "/a", "old");
            OurServers servers = new OurServers(behind);
            Node upload;
            try (servers) {
                Volume volume = storage(servers.ftpUrl()).mount(USER);
                upload = volume.open(VPath.of("/a"), Open.replace());
                upload.write(ByteBuffer.wrap(new byte[1_000_000]), 0);
            }
            assertThatThrownBy(upload::close).isInstanceOf(StorageException.class);
            assertThat(Contents.text(there, "/a")).isEqualTo("old");
        }
    }

    @Test
    void deletesNothingBehindALink() throws Exception {
        Path outside = Files.createDirectory(scratch.resolve("outside"));
        Files.writeString(outside.resolve("kept"), "kept");
        Path served = Files.createDirectory(scratch.resolve("served"));
        Files.createSymbolicLink(served.resolve("link"), outside);
        try (Volume volume = storage(served.toUri().toString()).mount(USER)) {
            assertThat(Contents.entries(volume, "/"))
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.attributes().isLink()).isTrue());
            // Commons VFS enters links when it deletes, unless what is behind has entries; then it deletes nothing
            refused(() -> Contents.delete(volume, "/link"), Reason.ACCESS_DENIED);
        }
        assertThat(outside.resolve("kept")).hasContent("kept");
    }

    @Test
    void isUnavailableWhileTheOtherEndIsAndWorksWhenItIsBack() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        refused(() -> storage("ftp://me:secret@127.0.0.1:" + port + "/").mount(USER), Reason.UNAVAILABLE);
        refused(() -> storage("ram:///missing").mount(USER), Reason.UNAVAILABLE);
        manager.resolveFile("ram:///missing").createFolder();
        storage("ram:///missing").mount(USER).close();
    }

    @Test
    void takesItsAccountAndOptionsBesideTheUrl() throws Exception {
        MemoryStorage behind = new MemoryStorage();
        try (OurServers servers = new OurServers(behind);
                Volume there = behind.mount(USER)) {
            Contents.write(there, "/a", "content");
            String url = servers.ftpUrl().replace("me:secret@", "");
            VfsSettings settings = new VfsSettings(url, "me", "secret", Map.of("maxConnections", "2"));
            try (Volume volume = new VfsStorage(manager, settings).mount(USER)) {
                assertThat(Contents.text(volume, "/a")).isEqualTo("content");
            }
        }
    }

    @Test
    void refusesWhatIsNoOptionAndNoScheme() {
        assertThatThrownBy(() -> new VfsStorage(manager, new VfsSettings("ram:///", "", "", Map.of("colour", "red"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("colour");
        assertThatThrownBy(() -> storage("gopher://me:secret@host/"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("gopher")
                .hasMessageNotContaining("secret");
    }

    @Test
    void sharesItsIdWithWhoeverReachesTheSameTree() {
        String url = "ftp://me:secret@127.0.0.1:2121/a";
        assertThat(storage(url).storageId()).isEqualTo(storage(url).storageId()).isPresent();
        assertThat(storage(url).storageId().orElseThrow()).doesNotContain("secret");
        assertThat(storage("ftp://you:secret@127.0.0.1:2121/a").storageId())
                .isNotEqualTo(storage(url).storageId());
        assertThat(storage("ram:///").storageId()).isEmpty();
    }

    @Test
    void tellsAServerOfThisProcessFromOthers() throws Exception {
        try (OurServers servers = new OurServers(new MemoryStorage())) {
            int port = servers.ftp().addresses().get(0).getPort();
            Stream.of("ftp://127.0.0.1:" + port, "ftp://localhost:" + port, "zip:ftp://me@127.0.0.1:" + port + "/a.zip")
                    .forEach(url -> assertThat(reached(url, servers)).as(url).isTrue());
            Stream.of("ftp://127.0.0.1:" + (port ^ 1), "ftp://192.0.2.1:" + port, "ram:///" + port)
                    .forEach(url -> assertThat(reached(url, servers)).as(url).isFalse());
        }
    }

    private boolean reached(String url, OurServers servers) {
        try {
            return OwnServers.reachedBy(manager.resolveURI(url), List.of(servers.ftp()))
                    .isPresent();
        } catch (Exception e) {
            throw new AssertionError(url, e);
        }
    }

    private interface Call {
        void run() throws Exception;
    }

    private static void refused(Call call, Reason reason) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.reason())
                .isEqualTo(reason));
    }

    /** Kind and size are two questions to the provider; the file may go, and others ask again, between them. */
    @Test
    void tellsThatAFileIsGoneWheneverItGoes() throws Exception {
        Path file = scratch.resolve("comes-and-goes");
        AtomicBoolean over = new AtomicBoolean();
        Thread other = new Thread(() -> {
            while (!over.get()) {
                try {
                    Files.writeString(file, "x");
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        other.start();
        try (Volume volume = storage(scratch.toUri().toString()).mount(USER)) {
            Parallel.run(3, thread -> {
                for (int i = 0; i < 5_000; i++) {
                    try {
                        volume.attributes(VPath.of("/comes-and-goes"));
                    } catch (StorageException e) {
                        assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND);
                    }
                }
            });
        } finally {
            over.set(true);
            other.join();
        }
    }
}
