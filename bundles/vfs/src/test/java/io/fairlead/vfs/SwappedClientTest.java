// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client's bundle is replaced while its file objects and streams are in use. */
class SwappedClientTest {
    private final MemoryStorage storage = new MemoryStorage();
    private final StorageConnector old = new StorageConnector(storage);
    private final StorageConnector next = new StorageConnector(storage);
    private final WhiteboardFileSystemManager manager = new WhiteboardFileSystemManager();
    private final Whiteboard whiteboard = new Whiteboard(manager);
    private final byte[] content = new byte[1_000_000];
    private FileObject file;

    @BeforeEach
    void start() throws Exception {
        manager.init();
        whiteboard.add("mem", old, 0);
        new Random(1).nextBytes(content);
        file = manager.resolveFile("mem://host/f");
        try (OutputStream out = file.getContent().getOutputStream()) {
            out.write(content);
        }
        file.refresh();
        assertThat(file.getContent().getSize()).isEqualTo(content.length);
    }

    @AfterEach
    void stop() {
        whiteboard.close();
        manager.close();
        storage.close();
    }

    /** As its bundle does: the service goes, then what it has open. */
    private void goes() {
        whiteboard.remove("mem", old);
        old.connected().forEach(StorageConnector.Connected::close);
    }

    private void swap() {
        goes();
        whiteboard.add("mem", next, 0);
    }

    @Test
    void fileObjectsGoOnWithTheNextOne() throws Exception {
        swap();
        file.refresh();
        assertThat(file.getContent().getSize()).isEqualTo(content.length);
        assertThat(file.getParent().getChildren()).hasSize(1);
        assertThat(file.getContent().getByteArray()).isEqualTo(content);
        file.getContent().setLastModifiedTime(1_000_000);
        assertThat(next.openConnections()).isEqualTo(1);
        assertThat(manager.resolveFile("mem://host/f").getFileSystem()).isSameAs(file.getFileSystem());
    }

    @Test
    void oneThatIsAwayIsWaitedFor() throws Exception {
        goes();
        assertThat(manager.hasProvider("mem")).isTrue();
        CompletableFuture<Boolean> asked = CompletableFuture.supplyAsync(() -> exists("mem://host/f"));
        CompletableFuture<Boolean> resolved = CompletableFuture.supplyAsync(() -> exists("mem://elsewhere/f"));
        whiteboard.add("mem", next, 0);
        assertThat(asked.get()).isTrue();
        assertThat(resolved.get()).isTrue();
    }

    private boolean exists(String url) {
        try {
            return manager.resolveFile(url).exists();
        } catch (FileSystemException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void oneThatStaysAwayTakesItsSchemeAlong() {
        goes();
        await().until(() -> !manager.hasProvider("mem"));
        assertThatThrownBy(() -> file.getContent().getInputStream()).isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() -> manager.resolveFile("mem://host/f")).isInstanceOf(FileSystemException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100_000, 300_000})
    void aReaderGoesOnFromWhereItWas(int first) throws Exception {
        try (InputStream in = file.getContent().getInputStream()) {
            byte[] before = in.readNBytes(first);
            swap();
            assertThat(before).isEqualTo(Arrays.copyOf(content, first));
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, first, content.length));
        }
        assertThat(next.openConnections()).isEqualTo(1);
    }

    @Test
    void aReaderOfAFileThatHasChangedFails() throws Exception {
        try (InputStream in = file.getContent().getInputStream()) {
            in.readNBytes(100_000);
            swap();
            try (var volume = storage.mount(io.fairlead.api.auth.Identity.of("other"))) {
                Contents.write(volume, "/f", new byte[content.length + 1]);
            }
            assertThatThrownBy(in::readAllBytes).hasMessageContaining("the file has changed");
        }
    }

    @Test
    void aReaderOfAFileThatNobodyKnowsFails() throws Exception {
        file.refresh();
        try (InputStream in = file.getContent().getInputStream()) {
            in.readNBytes(100_000);
            swap();
            assertThatThrownBy(in::readAllBytes).hasMessageContaining("nobody had asked");
        }
    }

    /** Nobody knows how much of it has come to the other end. */
    @Test
    void aWriterFailsAndSaysWhy() throws Exception {
        OutputStream out = file.getContent().getOutputStream();
        out.write(1);
        swap();
        assertThatThrownBy(() -> {
                    out.write(content);
                    out.close();
                })
                .hasStackTraceContaining("the client of mem was replaced meanwhile");
    }

    @Test
    void whatIsOpenInOneThatIsStillThereGoesOn() throws Exception {
        try (InputStream in = file.getContent().getInputStream()) {
            in.readNBytes(10);
            whiteboard.add("mem", next, 1);
            file.refresh();
            assertThat(file.exists()).isTrue();
            assertThat(next.openConnections()).isEqualTo(1);
            assertThat(in.readAllBytes()).hasSize(content.length - 10);
            assertThat(next.takeCalls()).noneMatch(call -> call.startsWith("read"));
        }
        whiteboard.remove("mem", old);
        assertThat(file.getContent().getByteArray()).isEqualTo(content);
    }
}
