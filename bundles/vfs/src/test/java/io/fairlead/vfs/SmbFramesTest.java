// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.fairlead.storage.local.LocalSettings;
import io.fairlead.storage.local.LocalStorage;
import io.fairlead.testing.CuttingRelay;
import io.fairlead.testing.Pattern;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.Selectors;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many messages go to an SMB server for what programs do most. A count may only go down. */
class SmbFramesTest {
    private static final int SMALL = 4096;

    @TempDir
    Path folder;

    private final DefaultFileSystemManager manager = new DefaultFileSystemManager();
    private LocalStorage storage;
    private OurSmbServer server;
    private CuttingRelay relay;
    private FileObject root;

    /** What is counted. */
    private interface Action {
        void run() throws Exception;
    }

    @BeforeEach
    void connect() throws Exception {
        storage = LocalStorage.open(LocalSettings.of(folder));
        server = new OurSmbServer(storage);
        relay = new CuttingRelay(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), 0);
        manager.addProvider("smb", new SmbFileProvider());
        manager.init();
        root = manager.resolveFile("smb://me:secret@127.0.0.1:" + relay.port() + "/files");
        assertThat(root.isFolder()).isTrue();
    }

    @AfterEach
    void close() throws Exception {
        manager.close();
        relay.close();
        server.close();
        storage.close();
    }

    /** Messages sent meanwhile, also those that nobody has waited for: behind them goes a last one. */
    private int messages(Action action) throws Exception {
        int before = relay.requests();
        action.run();
        assertThat(manager.resolveFile(root, "last").exists()).isFalse();
        return relay.requests() - before - 1;
    }

    private static void isContent(FileObject file, int size) throws IOException {
        try (InputStream in = file.getContent().getInputStream()) {
            assertThat(in.readAllBytes()).isEqualTo(new Pattern(1).bytes(0, size));
        }
    }

    private void file(String name, int size) throws IOException {
        Files.write(folder.resolve(name), new Pattern(1).bytes(0, size));
    }

    private void put(String name, int size) throws Exception {
        try (OutputStream out = root.resolveFile(name).getContent().getOutputStream()) {
            out.write(new Pattern(1).bytes(0, size));
        }
    }

    @Test
    void oneToLook() throws Exception {
        file("small", SMALL);
        FileObject small = root.resolveFile("small");
        assertThat(messages(() -> {
                    assertThat(small.exists()).isTrue();
                    assertThat(small.isFile()).isTrue();
                    assertThat(small.getContent().getSize()).isEqualTo(SMALL);
                    assertThat(small.getContent().getLastModifiedTime()).isPositive();
                }))
                .isEqualTo(1);
        assertThat(messages(
                        () -> assertThat(root.resolveFile("missing").exists()).isFalse()))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, SMALL, 65_535, 65_536})
    void oneToReadASmallFileThatIsKnown(int size) throws Exception {
        file("small", size);
        FileObject small = root.resolveFile("small");
        assertThat(small.getContent().getSize()).isEqualTo(size);
        assertThat(messages(() -> isContent(small, size))).isEqualTo(1);
    }

    /** It is closed later. */
    @Test
    void oneToReadASmallFileOfWhichNothingIsKnown() throws Exception {
        file("small", SMALL);
        assertThat(messages(() -> isContent(root.resolveFile("small"), SMALL))).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, SMALL})
    void readsWhatHasGrownMeanwhile(int size) throws Exception {
        file("growing", size);
        FileObject growing = root.resolveFile("growing");
        assertThat(growing.getContent().getSize()).isEqualTo(size);
        file("growing", 200_000);
        isContent(growing, 200_000);
        assertThat(growing.getContent().getSize()).isEqualTo(size); // as it was asked for last
    }

    @Test
    void readsWhatHasShrunkMeanwhile() throws Exception {
        file("shrinking", 200_000);
        FileObject shrinking = root.resolveFile("shrinking");
        assertThat(shrinking.getContent().getSize()).isEqualTo(200_000);
        file("shrinking", 10);
        isContent(shrinking, 10);
    }

    @Test
    void oneToWriteANewSmallFile() throws Exception {
        assertThat(messages(() -> put("new", SMALL))).isEqualTo(1);
        assertThat(messages(() -> put("empty", 0))).isEqualTo(1);
        assertThat(messages(() -> put("large", 65_536))).isEqualTo(1);
        assertThat(folder.resolve("new")).hasBinaryContent(new Pattern(1).bytes(0, SMALL));
        assertThat(folder.resolve("large")).hasBinaryContent(new Pattern(1).bytes(0, 65_536));
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("new", "empty", "large");
    }

    /** One of the three is a look, beside another, for a link in the way; and at times one tries whether the file is new. */
    @Test
    void threeToReplaceASmallFile() throws Exception {
        put("file", SMALL);
        assertThat(messages(() -> put("file", SMALL - 1))).isEqualTo(1 + 3);
        assertThat(messages(() -> put("file", 0))).isEqualTo(3);
        assertThat(messages(() -> put("file", SMALL - 2))).isEqualTo(1 + 3);
        assertThat(messages(() -> put("file", SMALL - 3))).isEqualTo(3);
        assertThat(messages(() -> put("file", SMALL - 4))).isEqualTo(3);
        assertThat(messages(() -> put("new", SMALL))).isEqualTo(1);
        assertThat(messages(() -> put("newer", SMALL))).isEqualTo(1);
        assertThat(folder.resolve("file")).hasBinaryContent(new Pattern(1).bytes(0, SMALL - 4));
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("file", "new", "newer");
    }

    @Test
    void twoToListAFolder() throws Exception {
        for (int i = 0; i < 100; i++) {
            file("f" + i, 1);
        }
        assertThat(messages(() -> assertThat(root.getChildren()).hasSize(100))).isEqualTo(2);
    }

    @Test
    void oneForEachEntryOfATreeThatIsDeleted() throws Exception {
        int files = tree(50);
        FileObject tree = root.resolveFile("tree");
        int look = 1;
        int listings = 2 * 3;
        int deletions = files + 3;
        assertThat(messages(() -> assertThat(tree.deleteAll()).isEqualTo(deletions)))
                .isEqualTo(look + listings + deletions);
        assertThat(folder).isEmptyDirectory();
        assertThat(tree.exists()).isFalse();
    }

    @Test
    void twoToDeleteAFile() throws Exception {
        file("f", 1);
        assertThat(messages(() -> assertThat(root.resolveFile("f").delete()).isTrue()))
                .isEqualTo(2);
        assertThat(folder).isEmptyDirectory();
    }

    /** Gives how many files are in it. */
    private int tree(int each) throws IOException {
        int files = 0;
        for (String name : List.of("tree", "tree/a", "tree/a/b")) {
            Files.createDirectory(folder.resolve(name));
            for (int i = 0; i < each; i++, files++) {
                file(name + "/" + i, 1);
            }
        }
        return files;
    }

    @Test
    void tellsOfEachEntryThatStays() throws Exception {
        tree(5);
        for (String name : List.of("tree/a/3", "tree/2")) {
            Files.delete(folder.resolve(name));
            Files.createDirectory(folder.resolve(name));
        }
        FileObject tree = root.resolveFile("tree");
        List<FileObject> found = new ArrayList<>();
        tree.findFiles(Selectors.SELECT_ALL, true, found); // so that what comes now is not known
        file("tree/a/3/late", 1);
        file("tree/2/late", 1);
        FileSystemException e = catchThrowableOfType(FileSystemException.class, tree::deleteAll);
        assertThat(e).hasMessageContaining("tree/a/3");
        assertThat(e.getSuppressed()).hasSize(1);
        assertThat(e.getSuppressed()[0]).hasMessageContaining("tree/2");
        try (var left = Files.walk(folder.resolve("tree"))) {
            assertThat(left.map(each -> folder.relativize(each).toString().replace('\\', '/')))
                    .containsExactlyInAnyOrder("tree", "tree/2", "tree/2/late", "tree/a", "tree/a/3", "tree/a/3/late");
        }
    }

    @Test
    void deletesLinksAndNotWhatTheyLeadTo() throws Exception {
        Files.createDirectory(folder.resolve("precious"));
        file("precious/keep", 3);
        tree(2);
        Files.createSymbolicLink(folder.resolve("tree/toFolder"), Path.of("../precious"));
        Files.createSymbolicLink(folder.resolve("tree/a/toFile"), Path.of("../../precious/keep"));
        Files.createSymbolicLink(folder.resolve("tree/dangling"), Path.of("nothing"));
        Files.createSymbolicLink(folder.resolve("tree/loop"), Path.of("."));
        assertThat(root.resolveFile("tree").deleteAll()).isEqualTo(6 + 4 + 3);
        assertThat(folder.toFile().list()).containsExactly("precious");
        assertThat(folder.resolve("precious/keep")).exists();
    }

    /** What the storage reports late of what was made before may have it asked for once more. */
    @ParameterizedTest
    @ValueSource(ints = {SMALL, 200_000, 3_000_000})
    void noneToReadAFileAgain(int size) throws Exception {
        file("again", size);
        FileObject again = root.resolveFile("again");
        assertThat(again.getContent().getSize()).isEqualTo(size);
        assertThat(messages(() -> isContent(again, size))).isPositive();
        await().untilAsserted(
                        () -> assertThat(messages(() -> isContent(again, size))).isZero());
        file("again", size + 1);
        await().untilAsserted(() -> isContent(again, size + 1));
    }

    @Test
    void noneToListAFolderAgain() throws Exception {
        for (int i = 0; i < 100; i++) {
            file("f" + i, 1);
        }
        int files = 100;
        await().untilAsserted(() -> {
            assertThat(messages(() -> {
                        root.refresh();
                        assertThat(root.getChildren()).hasSize(files);
                    }))
                    .isZero();
        });
        file("more", 1);
        await().untilAsserted(() -> {
            root.refresh();
            assertThat(root.getChildren()).hasSize(files + 1);
        });
    }

    @Test
    void readsWhileOthersAreClosed() throws Exception {
        for (int i = 0; i < 200; i++) {
            file("f" + i, i);
        }
        for (int i = 0; i < 200; i++) {
            isContent(root.resolveFile("f" + i), i);
        }
        assertThat(root.delete(Selectors.EXCLUDE_SELF)).isEqualTo(200);
        assertThat(folder).isEmptyDirectory();
    }
}
