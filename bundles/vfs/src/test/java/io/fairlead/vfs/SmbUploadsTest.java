// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fairlead.storage.local.LocalSettings;
import io.fairlead.storage.local.LocalStorage;
import io.fairlead.testing.Pattern;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are written over SMB without asking the server first. */
class SmbUploadsTest {
    @TempDir
    Path folder;

    private final DefaultFileSystemManager manager = new DefaultFileSystemManager();
    private LocalStorage storage;
    private OurSmbServer server;
    private FileObject root;

    @BeforeEach
    void connect() throws Exception {
        storage = LocalStorage.open(LocalSettings.of(folder));
        server = new OurSmbServer(storage);
        manager.addProvider("smb", new SmbFileProvider());
        manager.init();
        root = manager.resolveFile("smb://me:secret@127.0.0.1:" + server.port() + "/files");
        assertThat(root.isFolder()).isTrue();
    }

    @AfterEach
    void close() throws Exception {
        manager.close();
        server.close();
        storage.close();
    }

    private static void put(FileObject file, int size) throws Exception {
        try (OutputStream out = file.getContent().getOutputStream()) {
            out.write(new Pattern(1).bytes(0, size));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4096, 65_536, 1_000_000})
    void makeTheirFolderWhenSomebodyRemovedIt(int size) throws Exception {
        FileObject file = root.resolveFile("a/file");
        put(file, 1);
        Files.delete(folder.resolve("a/file"));
        Files.delete(folder.resolve("a"));
        put(file, size);
        assertThat(folder.resolve("a/file")).hasBinaryContent(new Pattern(1).bytes(0, size));
        assertThat(file.getContent().getSize()).isEqualTo(size);
    }

    @Test
    void takeThePlaceOfNoFolder() throws Exception {
        FileObject file = root.resolveFile("d");
        Files.createDirectory(folder.resolve("d"));
        for (int size : new int[] {0, 4096, 1_000_000}) {
            IOException e = catchThrowableOfType(IOException.class, () -> put(file, size));
            assertThat(e).as("%d bytes", size).hasStackTraceContaining("IS_DIRECTORY");
        }
        assertThat(file.isFolder()).isTrue();
        FileSystemException known = catchThrowableOfType(
                FileSystemException.class, () -> file.getContent().getOutputStream());
        assertThat(known).hasStackTraceContaining("IS_DIRECTORY");
        assertThat(folder.resolve("d")).isEmptyDirectory();
        assertThat(folder.toFile().list()).containsExactly("d");
    }
}
