// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Volume;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import io.fairlead.tftp.client.TftpConnector;
import io.fairlead.tftp.server.Counters;
import io.fairlead.tftp.server.Limits;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.vfs2.Capability;
import org.apache.commons.vfs2.FileContent;
import org.apache.commons.vfs2.FileName;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileType;
import org.apache.commons.vfs2.RandomAccessContent;
import org.apache.commons.vfs2.Selectors;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.apache.commons.vfs2.provider.local.DefaultLocalFileProvider;
import org.apache.commons.vfs2.util.RandomAccessMode;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TftpFileObjectTest {
    private static final long MOST_UPLOADED = 1_000_000;

    @TempDir
    Path folder;

    private final MemoryStorage storage = new MemoryStorage();
    private final DefaultFileSystemManager manager = new DefaultFileSystemManager();
    private OurTftpServer server;
    private Volume volume;

    @BeforeEach
    void start() throws Exception {
        server = new OurTftpServer(storage, b -> b.limits(new Limits(512, 64, 64L << 20, 200, MOST_UPLOADED)));
        manager.addProvider("tftp", new TftpFileProvider());
        manager.addProvider("file", new DefaultLocalFileProvider());
        manager.init();
        volume = storage.mount(Identity.of("test"));
    }

    @AfterEach
    void stop() throws Exception {
        manager.close();
        server.close();
        volume.close();
        storage.close();
    }

    private FileObject file(String path) throws FileSystemException {
        return manager.resolveFile(server.url() + path);
    }

    private Counters.Snapshot counters() {
        return server.server.counters();
    }

    @Test
    void existenceAndSizeMoveNoData() throws Exception {
        Contents.write(volume, "/a", new byte[300_000]);
        FileObject a = file("a");
        assertThat(a.exists()).isTrue();
        assertThat(a.getType()).isEqualTo(FileType.FILE);
        assertThat(a.getContent().getSize()).isEqualTo(300_000);
        await().until(() -> counters().probes() == 1);
        assertThat(counters().bytesOut()).isZero();
        assertThat(file("none").exists()).isFalse();
        assertThat(file("none").getType()).isEqualTo(FileType.IMAGINARY);
        assertThat(file("").isFolder()).isTrue();
    }

    @Test
    void writingAsksNothingBefore() throws Exception {
        write(file("a"), "content");
        assertThat(Contents.text(volume, "/a")).isEqualTo("content");
        assertThat(counters().requests()).isEqualTo(1);
        assertThat(file("a").getContent().getString(StandardCharsets.UTF_8)).isEqualTo("content");
    }

    @Test
    void contentIsReadAtAnyPosition() throws Exception {
        Contents.write(volume, "/a", "0123456789");
        try (RandomAccessContent content = file("a").getContent().getRandomAccessContent(RandomAccessMode.READ)) {
            content.seek(7);
            assertThat(content.readByte()).isEqualTo((byte) '7');
            content.seek(2);
            assertThat(content.readByte()).isEqualTo((byte) '2');
        }
    }

    @Test
    void capabilitiesAreThoseOfTftp() throws Exception {
        var able = new Capability[] {
            Capability.GET_TYPE,
            Capability.READ_CONTENT,
            Capability.RANDOM_ACCESS_READ,
            Capability.WRITE_CONTENT,
            Capability.CREATE,
            Capability.URI
        };
        assertThat(manager.getProviderCapabilities("tftp")).containsExactlyInAnyOrder(able);
        FileObject file = file("a");
        assertThat(Capability.values())
                .allSatisfy(capability -> assertThat(file.getFileSystem().hasCapability(capability))
                        .as(capability.name())
                        .isEqualTo(List.of(able).contains(capability)));
    }

    @Test
    void whatTftpCannotDoIsRefusedAndChangesNothing() throws Exception {
        Contents.write(volume, "/a", "aaa");
        Contents.write(volume, "/b", "bbb");
        FileObject a = file("a");
        FileObject b = file("b");
        refused("can't list directories", () -> file("").getChildren());
        refused("can't delete", a::delete);
        refused("can't be moved", () -> a.moveTo(b));
        refused("can't be moved", () -> a.moveTo(local("moved")));
        refused("can't make directories", () -> file("d").createFolder());
        refused("does not support append", () -> a.getContent().getOutputStream(true));
        refused("does not support retrieving last modified", () -> a.getContent()
                .getLastModifiedTime());
        refused("can't change attributes", () -> a.getContent().setLastModifiedTime(0));
        refused("does not support write in random access", () -> a.getContent()
                .getRandomAccessContent(RandomAccessMode.READWRITE));
        assertThat(a.getContent().getAttributes()).isEmpty();
        assertThat(folder.resolve("moved")).doesNotExist();
        assertThat(Contents.text(volume, "/a")).isEqualTo("aaa");
        assertThat(Contents.text(volume, "/b")).isEqualTo("bbb");
    }

    private static void refused(String why, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IOException.class).satisfies(failure -> {
            StringBuilder all = new StringBuilder();
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                all.append(cause.getMessage()).append('\n');
            }
            assertThat(all.toString()).contains(why).doesNotContain("secret");
        });
    }

    @Test
    void aFolderOnTheServerIsNoFileOfOurs() throws Exception {
        Contents.makeDirectory(volume, "/d");
        refused("access violation", () -> file("d").exists());
        refused("can't list directories", () -> file("d").getChildren());
        FileObject inside = file("d/a");
        assertThat(inside.getParent().isFolder()).isTrue(); // believed: slashes are parts of names
        assertThat(inside.isWriteable()).isTrue();
        write(inside, "x");
        assertThat(Contents.text(volume, "/d/a")).isEqualTo("x");
    }

    @Test
    void theModeIsPartOfTheUrlAndNotOfTheName() throws Exception {
        Contents.write(volume, "/d.txt", "a\nb\n");
        FileObject text = file("d.txt;mode=netascii");
        FileName name = text.getName();
        assertThat(name.getBaseName()).isEqualTo("d.txt");
        assertThat(name.getExtension()).isEqualTo("txt");
        assertThat(name.getPath()).isEqualTo("/d.txt");
        assertThat(name.getURI()).isEqualTo(server.url() + "d.txt;mode=netascii");
        assertThat(name.getFriendlyURI()).isEqualTo(name.getURI());
        assertThat(name).isNotEqualTo(file("d.txt").getName());
        assertThat(name.getParent().getURI()).isEqualTo(server.url());
        assertThat(file("").resolveFile("d.txt;MODE=netascii").getName().getBaseName())
                .isEqualTo("d.txt");
        assertThat(text.getContent().getString(StandardCharsets.UTF_8)).isEqualTo("a\nb\n");
        write(text, "c\nd\n");
        assertThat(Contents.text(volume, "/d.txt")).isEqualTo("c\nd\n");
    }

    @Test
    void emptyUserIsNone() throws Exception {
        assertThat(manager.resolveFile("tftp://:@127.0.0.1/a").getName().getURI())
                .isEqualTo("tftp://127.0.0.1/a");
    }

    @Test
    void namesThatTftpCannotHaveAreRefused() {
        refused("mode=mail; expected one of netascii, octet", () -> file("a;mode=mail"));
        refused("TFTP knows no users", () -> manager.resolveFile("tftp://me:secret@127.0.0.1/a"));
        refused("control character", () -> file("a%0d%0ab").exists());
    }

    @Test
    void copyingAFileTellsItsSizeBeforeItsData() throws Exception {
        Path large = Files.write(folder.resolve("large"), new byte[(int) MOST_UPLOADED + 1]);
        refused("disk full", () -> file("a").copyFrom(local("large"), Selectors.SELECT_SELF));
        FileObject announced = file("b");
        Fairlead.announceSize(announced, MOST_UPLOADED + 1);
        refused("disk full", () -> write(announced, large));
        await().until(() -> server.server.sessions().isEmpty());
        assertThat(counters().bytesIn()).isZero();
        refused("disk full", () -> write(file("c"), large)); // a stream tells nothing: found out under way
        await().until(() -> counters().bytesIn() > 0);
        Files.write(large, new byte[500_000]);
        file("a").copyFrom(local("large"), Selectors.SELECT_SELF);
        assertThat(Contents.read(volume, "/a")).hasSize(500_000);
    }

    @Test
    void aProviderThatGoesTakesItsTransfersWithIt() throws Exception {
        Contents.write(volume, "/a", new byte[20_000_000]);
        InputStream in = file("a").getContent().getInputStream();
        assertThat(in.readNBytes(100_000)).hasSize(100_000);
        manager.removeProvider("tftp");
        assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
    }

    @Test
    void theWhiteboardMakesTheSameOfTheService() throws Exception {
        Contents.write(volume, "/d.txt", "a\nb\n");
        try (var connector = new TftpConnector();
                var ours = new WhiteboardFileSystemManager()) {
            var whiteboard = new Whiteboard(ours);
            ours.init();
            whiteboard.add("tftp", connector, 0, () -> new ConnectorFileProvider(connector, "tftp"));
            FileObject file = ours.resolveFile(server.url() + "d.txt;mode=netascii");
            assertThat(file.getName().getBaseName()).isEqualTo("d.txt");
            assertThat(file.getContent().getString(StandardCharsets.UTF_8)).isEqualTo("a\nb\n");
            assertThat(ours.getProviderCapabilities("tftp")).doesNotContain(Capability.LIST_CHILDREN);
            whiteboard.remove("tftp", connector);
            assertThat(ours.hasProvider("tftp")).isFalse();
        }
    }

    private FileObject local(String name) throws FileSystemException {
        return manager.toFileObject(new File(folder.toFile(), name));
    }

    private static void write(FileObject file, String text) throws IOException {
        try (FileContent content = file.getContent();
                OutputStream out = content.getOutputStream()) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void write(FileObject file, Path from) throws IOException {
        try (FileContent content = file.getContent();
                OutputStream out = content.getOutputStream()) {
            Files.copy(from, out);
        }
    }
}
