// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import static io.fairlead.storage.local.Fixture.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Watch;
import io.fairlead.testing.Contents;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Changes made behind the storage's back. */
@EnabledOnOs(OS.LINUX)
class WatchTest {
    @TempDir
    Path root;

    private Fixture fixture;
    private Watch watch;
    private final List<Change> seen = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(root.resolve("d/e"));
        fixture = Fixture.open(root);
        watch = fixture.volume().extension(Watch.class).orElseThrow();
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    private void awaitChange(Change.Type type, String path) throws StorageException {
        awaitChange(type, VPath.of(path), told -> true);
    }

    private void awaitChange(Change.Type type, VPath path, Predicate<Change> which) {
        await().untilAsserted(() -> assertThat(seen)
                .anyMatch(change -> change.type() == type && change.path().equals(path) && which.test(change)));
    }

    private boolean hasThread() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith("storage-watch"));
    }

    @Test
    void tellsWhatHappensInAFolder() throws IOException {
        watch.watch(VPath.of("/d"), false, seen::add);
        Path file = Files.createFile(root.resolve("d/a"));
        awaitChange(Change.Type.CREATED, "/d/a");
        Files.writeString(file, "content");
        awaitChange(Change.Type.MODIFIED, "/d/a");
        Files.move(file, root.resolve("d/b"));
        awaitChange(Change.Type.DELETED, "/d/a");
        awaitChange(Change.Type.CREATED, "/d/b");
        Files.createFile(root.resolve("elsewhere"));
        Files.createFile(root.resolve("d/e/below"));
        Files.delete(root.resolve("d/b"));
        awaitChange(Change.Type.DELETED, "/d/b");
        assertThat(seen).noneMatch(change -> change.path().name().matches("elsewhere|below"));
    }

    @Test
    void saysWhatKindItWas() throws IOException {
        watch.watch(VPath.ROOT, true, seen::add);
        Files.createFile(root.resolve("d/a"));
        awaitKind(Change.Type.CREATED, "/d/a", Attributes.Kind.FILE);
        Files.createSymbolicLink(root.resolve("d/l"), Path.of("a"));
        awaitKind(Change.Type.CREATED, "/d/l", Attributes.Kind.LINK);
        Files.createDirectory(root.resolve("d/f"));
        awaitKind(Change.Type.CREATED, "/d/f", Attributes.Kind.DIRECTORY);
        Files.writeString(root.resolve("d/a"), "content");
        awaitKind(Change.Type.MODIFIED, "/d/a", Attributes.Kind.FILE);
        Files.delete(root.resolve("d/e"));
        awaitKind(Change.Type.DELETED, "/d/e", Attributes.Kind.DIRECTORY);
        Files.delete(root.resolve("d/a"));
        awaitKind(Change.Type.DELETED, "/d/a", null);
    }

    private void awaitKind(Change.Type type, String path, Attributes.Kind kind) throws StorageException {
        awaitChange(type, VPath.of(path), change -> change.kind().equals(Optional.ofNullable(kind)));
    }

    @Test
    void oneRegistrationServesAllWhoWatchTheSame() throws IOException {
        for (int i = 0; i < 50; i++) {
            Files.createDirectories(root.resolve("tree/" + i));
        }
        try (Watch.Subscription first = watch.watch(VPath.ROOT, true, seen::add)) {
            int watches = inotifyWatches();
            assertThat(watches).isGreaterThanOrEqualTo(54);
            List<Watch.Subscription> more = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                more.add(watch.watch(i % 2 == 0 ? VPath.ROOT : VPath.of("/tree"), i % 3 != 0, seen::add));
            }
            assertThat(inotifyWatches()).isEqualTo(watches);
            more.forEach(Watch.Subscription::close);
            assertThat(inotifyWatches()).isEqualTo(watches);
            try (Watch.Subscription tree = watch.watch(VPath.of("/tree/7"), false, seen::add)) {
                first.close();
                assertThat(inotifyWatches()).isEqualTo(watches - 53);
                Files.createFile(root.resolve("tree/7/file"));
                awaitChange(Change.Type.CREATED, "/tree/7/file");
            }
        }
    }

    /** Of this whole process, as the kernel counts them. */
    private static int inotifyWatches() throws IOException {
        int count = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc/self/fdinfo"))) {
            for (Path file : files) {
                try {
                    count += (int) Files.readAllLines(file).stream()
                            .filter(line -> line.startsWith("inotify wd:"))
                            .count();
                } catch (NoSuchFileException closed) {
                    // the descriptor, meanwhile
                }
            }
        }
        return count;
    }

    @Test
    void tellsOfUploadsButNotOfTheirStaging() throws IOException {
        watch.watch(VPath.ROOT, true, seen::add);
        Contents.write(fixture.volume(), "/d/a", "content");
        awaitChange(Change.Type.CREATED, "/d/a");
        Contents.write(fixture.volume(), "/last", "");
        awaitChange(Change.Type.CREATED, "/last");
        assertThat(seen).extracting(change -> change.path().toString()).containsOnly("/d/a", "/last");
    }

    @Test
    void followsNewFoldersBelow() throws IOException {
        watch.watch(VPath.ROOT, true, seen::add);
        Files.createDirectories(root.resolve("new/deep/er"));
        awaitChange(Change.Type.CREATED, "/new/deep/er");
        await().untilAsserted(() -> {
            Files.writeString(root.resolve("new/deep/er/file"), "x");
            assertThat(seen).anyMatch(change -> change.path().toString().equals("/new/deep/er/file"));
        });
        Files.createFile(root.resolve("d/e/file"));
        awaitChange(Change.Type.CREATED, "/d/e/file");
    }

    @Test
    void followsRenamesThroughTheStorage() throws IOException {
        watch.watch(VPath.of("/d/e"), false, seen::add);
        Contents.rename(fixture.volume(), "/d", "/z", false);
        Files.createFile(root.resolve("z/e/file"));
        awaitChange(Change.Type.CREATED, "/z/e/file");
    }

    @Test
    void endsWithItsFolder() throws IOException {
        watch.watch(VPath.of("/d/e"), false, seen::add);
        Files.delete(root.resolve("d/e"));
        awaitChange(Change.Type.DELETED, "/d/e");
        await().until(() -> !hasThread());
    }

    @Test
    void isSilentOnceClosed() throws IOException {
        Watch.Subscription first = watch.watch(VPath.ROOT, true, seen::add);
        List<Change> others = new CopyOnWriteArrayList<>();
        Watch.Subscription second = watch.watch(VPath.ROOT, false, others::add);
        first.close();
        first.close();
        Files.createFile(root.resolve("a"));
        await().untilAsserted(() -> assertThat(others).isNotEmpty());
        assertThat(seen).isEmpty();
        assertThat(hasThread()).isTrue();
        second.close();
        await().until(() -> !hasThread());
    }

    @Test
    void endsWithTheVolume() throws IOException {
        watch.watch(VPath.ROOT, true, seen::add);
        fixture.volume().close();
        await().until(() -> !hasThread());
        refused(Reason.STALE, () -> watch.watch(VPath.ROOT, false, seen::add));
    }

    @Test
    void aFailingListenerHarmsNobody() throws IOException {
        watch.watch(VPath.ROOT, false, change -> {
            throw new IllegalStateException("on purpose");
        });
        watch.watch(VPath.ROOT, false, seen::add);
        Files.createFile(root.resolve("a"));
        Files.createFile(root.resolve("b"));
        awaitChange(Change.Type.CREATED, "/b");
    }

    @Test
    void watchesFoldersOnly() throws IOException {
        Files.createFile(root.resolve("file"));
        refused(Reason.NOT_DIRECTORY, () -> watch.watch(VPath.of("/file"), false, seen::add));
        refused(Reason.NOT_FOUND, () -> watch.watch(VPath.of("/none"), false, seen::add));
        assertThat(hasThread()).isFalse();
    }

    @Test
    void saysWhenItLostSomething() throws IOException, InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        watch.watch(VPath.of("/d"), false, change -> {
            try {
                release.await();
            } catch (InterruptedException x) {
                Thread.currentThread().interrupt();
            }
            seen.add(change);
        });
        for (int i = 0; i < 2000; i++) { // the JDK keeps 512 for a folder
            Files.createFile(root.resolve("d/f" + i));
        }
        release.countDown();
        awaitChange(Change.Type.OVERFLOW, "/d");
    }
}
