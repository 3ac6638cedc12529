// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import static io.fairlead.storage.local.Fixture.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.VPath;
import io.fairlead.storage.local.folder.Exclusions;
import io.fairlead.storage.local.folder.Folder;
import io.fairlead.storage.local.folder.FolderCache;
import io.fairlead.storage.local.folder.OpenFileLimit;
import io.fairlead.storage.local.folder.SecureFolder;
import io.fairlead.testing.Contents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Folders kept open are taken only for what has their name, and let go. */
@EnabledOnOs(OS.LINUX)
class FolderCacheTest {
    @TempDir
    Path root;

    @Test
    void followsWhatOthersDoToTheFolders() throws IOException {
        Path folder = Files.createDirectory(root.resolve("d"));
        Files.writeString(folder.resolve("f"), "first");
        try (Fixture local = Fixture.open(root)) {
            assertThat(Contents.text(local.volume(), "/d/f")).isEqualTo("first");
            Files.move(folder, root.resolve("e"));
            refused(Reason.PARENT_NOT_FOUND, () -> local.volume().attributes(VPath.of("/d/f")));
            Files.writeString(Files.createDirectory(folder).resolve("f"), "second");
            assertThat(Contents.text(local.volume(), "/d/f")).isEqualTo("second");
            Contents.write(local.volume(), "/e/g", "moved along");
            assertThat(root.resolve("e/g")).hasContent("moved along");
            assertThat(Contents.text(local.volume(), "/e/f")).isEqualTo("first");
            Files.delete(folder.resolve("f"));
            Files.delete(folder);
            Files.createSymbolicLink(folder, root.resolve("/"));
            refused(Reason.ACCESS_DENIED, () -> local.volume().attributes(VPath.of("/d/etc")));
        }
    }

    @Test
    void keepsFewAndLetsGoWithTheStorage() throws IOException {
        LocalSettings few =
                LocalSettings.of(root).withSync(LocalSettings.Sync.NONE).withKeptFolders(16);
        try (Fixture local = Fixture.open(few)) {
            touchFolders(local, 100);
            assertThat(openFolders()).isBetween(2L, 20L); // the root's among them
        }
        assertThat(openFolders()).isZero();
    }

    @Test
    void keepsNoneIfSoConfigured() throws IOException {
        LocalSettings none = LocalSettings.of(root).withKeptFolders(0);
        try (Fixture local = Fixture.open(none)) {
            touchFolders(local, 3);
            assertThat(openFolders()).isEqualTo(1);
        }
    }

    @Test
    void keepsAsManyAsTheProcessMayHaveOpen() {
        assertThat(FolderCache.kept(FolderCache.AS_MANY_AS_FIT, limit("1024 "))).isEqualTo(128);
        assertThat(FolderCache.kept(FolderCache.AS_MANY_AS_FIT, limit("524288")))
                .isEqualTo(1024);
        assertThat(FolderCache.kept(FolderCache.AS_MANY_AS_FIT, limit("unlimited")))
                .isEqualTo(1024);
        assertThat(FolderCache.kept(16, limit("64"))).isEqualTo(16);
        assertThat(OpenFileLimit.of(List.of("Limit  Soft Limit"))).isEqualTo(1024);
    }

    private static int limit(String soft) {
        return OpenFileLimit.of(List.of(
                "Limit                     Soft Limit           Hard Limit           Units     ",
                "Max open files            " + soft + "               1048576              files     "));
    }

    private void touchFolders(Fixture local, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Files.createDirectory(root.resolve("d" + i));
            Contents.write(local.volume(), "/d" + i + "/f", "x");
        }
    }

    @Test
    void letsGoOfWhatIsNotUsed() throws Exception {
        Files.createDirectory(root.resolve("d"));
        var cache = new FolderCache(16, Duration.ofMillis(200));
        var stream = (SecureDirectoryStream<Path>) Files.newDirectoryStream(root);
        try (Folder top = new SecureFolder(stream, root, Exclusions.NONE)) {
            Folder opened = top.open(Path.of("d"));
            BasicFileAttributes found = opened.stat();
            cache.keep(opened, top, Path.of("d"));
            opened.close();
            assertThat(openFolders()).isEqualTo(2);
            await().until(() -> openFolders() == 1);
            assertThat(cache.find(found, top, Path.of("d"))).isNull();
        }
    }

    private long openFolders() throws IOException {
        Path real = root.toRealPath();
        long count = 0;
        try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
            for (Path link : links.toList()) {
                try {
                    Path target = Files.readSymbolicLink(link);
                    count += target.startsWith(real) ? 1 : 0;
                } catch (IOException closedMeanwhile) {
                    // the descriptor of this very listing
                }
            }
        }
        return (count + 1) / 2; // the JDK has two for each
    }
}
