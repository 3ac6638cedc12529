// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Snapshots;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.storage.local.snapshot.SnapshotFolder;
import io.fairlead.storage.local.snapshot.SnapshotNames;
import io.fairlead.testing.Contents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots as file systems and programs make them: where they lie, and that nothing else is shown by them. */
class LocalSnapshotsTest {
    private static final Instant THEN = Instant.parse("2024-02-29T17:00:00Z");
    private static final String NAME = "daily.20240229-1700";

    @TempDir
    Path folder;

    private Path root;
    private LocalStorage storage;
    private Volume volume;

    @BeforeEach
    void makeFolder() throws IOException {
        root = Files.createDirectory(folder.resolve("served"));
    }

    @AfterEach
    void close() throws Exception {
        if (storage != null) {
            volume.close();
            storage.close();
        }
    }

    private Snapshots serve(String where, Optional<SnapshotNames> names, Path... exclude) throws Exception {
        storage = LocalStorage.open(LocalSettings.of(root)
                .withSync(LocalSettings.Sync.NONE)
                .withExclude(List.of(exclude))
                .withSnapshots(Optional.of(SnapshotFolder.of(root, where, names))));
        volume = storage.mount(Identity.of("tester"));
        return volume.extension(Snapshots.class).orElseThrow();
    }

    private Snapshots serve(String where, Path... exclude) throws Exception {
        return serve(where, Optional.of(SnapshotNames.of("daily.%Y%m%d-%H%M")), exclude);
    }

    private static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private static void refused(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.reason())
                .isEqualTo(reason));
    }

    private static VPath path(String text) throws StorageException {
        return VPath.of(text);
    }

    @Test
    void snapshotsInsideTheFolderAreNotServedThemselves() throws Exception {
        write(root.resolve("f"), "now");
        write(root.resolve(".zfs/snapshot/" + NAME + "/f"), "then");
        Snapshots snapshots = serve(".zfs/snapshot/*");

        assertThat(storage.features()).contains(Feature.SNAPSHOTS);
        assertThat(snapshots.times(path("/f"))).containsExactly(THEN);
        try (Volume then = snapshots.at(THEN)) {
            assertThat(Contents.text(then, "/f")).isEqualTo("then");
            assertThat(Contents.names(then, "/")).containsExactly("f");
        }
        assertThat(Contents.names(volume, "/.zfs")).isEmpty();
        refused(Reason.PARENT_NOT_FOUND, () -> volume.attributes(path("/.zfs/snapshot/" + NAME)));
    }

    @Test
    void snapperTellsTheTimeInAFile() throws Exception {
        write(root.resolve(".snapshots/12/snapshot/f"), "then");
        write(
                root.resolve(".snapshots/12/info.xml"),
                "<?xml version=\"1.0\"?>\n<snapshot>\n  <type>single</type>\n  <num>12</num>\n"
                        + "  <date>2024-02-29 17:00:00</date>\n</snapshot>\n");
        write(root.resolve(".snapshots/13/snapshot/f"), "no time");
        write(root.resolve(".snapshots/14/info.xml"), "<date>2024-03-01 17:00:00</date>"); // and nothing else
        write(root.resolve(".snapshots/15/snapshot/f"), "no such time");
        write(root.resolve(".snapshots/15/info.xml"), "<date>2024-02-30 17:00:00</date>");
        Snapshots snapshots = serve(".snapshots/*/snapshot", Optional.empty());

        assertThat(snapshots.times(VPath.ROOT)).containsExactly(THEN);
        try (Volume then = snapshots.at(THEN)) {
            assertThat(Contents.text(then, "/f")).isEqualTo("then");
        }
        refused(Reason.NOT_FOUND, () -> snapshots.at(Instant.parse("2024-03-01T17:00:00Z")));
    }

    @Test
    void aFolderServedInsideAFileSystemIsFoundInItsSnapshots() throws Exception {
        Path snapshots = folder.resolve("backup");
        write(snapshots.resolve(NAME + "/srv/served/f"), "then");
        write(snapshots.resolve(NAME + "/srv/outside"), "outside");
        try (Volume then = serve(snapshots + "/*/srv/served").at(THEN)) {
            assertThat(Contents.text(then, "/f")).isEqualTo("then");
            refused(Reason.NOT_FOUND, () -> then.attributes(path("/outside")));
        }
    }

    @Test
    void noLinkLeadsOutOfASnapshot() throws Exception {
        write(root.resolve("now"), "now");
        write(folder.resolve("outside"), "outside");
        Path snapshot = folder.resolve("backup/" + NAME);
        write(snapshot.resolve("d/f"), "then");
        Files.createSymbolicLink(snapshot.resolve("up"), Path.of("../../outside"));
        Files.createSymbolicLink(snapshot.resolve("absolute"), folder.resolve("outside"));
        Files.createSymbolicLink(snapshot.resolve("living"), root.resolve("now"));
        Files.createSymbolicLink(snapshot.resolve("inside"), Path.of("d/f"));
        Files.createSymbolicLink(folder.resolve("backup/daily.20240301-0000"), folder);
        Snapshots snapshots = serve(folder.resolve("backup") + "/*");

        assertThat(snapshots.times(VPath.ROOT)).as("a link is no snapshot").containsExactly(THEN);
        try (Volume then = snapshots.at(THEN)) {
            for (String link : List.of("/up", "/absolute", "/living")) {
                refused(Reason.ACCESS_DENIED, () -> then.attributes(path(link)));
            }
            assertThat(Contents.text(then, "/inside")).isEqualTo("then");
        }
    }

    @Test
    void noPlaceInASnapshotLeadsOutOfIt() throws Exception {
        write(folder.resolve("outside/f"), "outside");
        Path snapshot = Files.createDirectories(folder.resolve("backup/" + NAME));
        Files.createSymbolicLink(snapshot.resolve("data"), folder.resolve("outside"));
        Snapshots snapshots = serve(folder.resolve("backup") + "/*/data");

        assertThat(snapshots.times(VPath.ROOT)).isEmpty();
        refused(Reason.NOT_FOUND, () -> snapshots.at(THEN));
    }

    @Test
    void whatIsExcludedIsExcludedThere() throws Exception {
        write(root.resolve("private/key"), "key");
        Path snapshot = folder.resolve("backup/" + NAME);
        write(snapshot.resolve("private/key"), "key");
        write(snapshot.resolve("f"), "then");
        Snapshots snapshots = serve(folder.resolve("backup") + "/*", root.resolve("private"));

        assertThat(snapshots.times(path("/private/key"))).isEmpty();
        try (Volume then = snapshots.at(THEN)) {
            assertThat(Contents.names(then, "/")).containsExactly("f");
            refused(Reason.PARENT_NOT_FOUND, () -> then.attributes(path("/private/key")));
        }
    }

    @Test
    void soManyAreOpenAtMost() throws Exception {
        List<Instant> times = new ArrayList<>();
        for (int i = 0; i <= LocalSnapshots.MOST_OPEN; i++) {
            Files.createDirectories(folder.resolve("backup/" + i));
            times.add(Instant.ofEpochSecond(i));
        }
        Snapshots snapshots = serve(folder.resolve("backup") + "/*", Optional.of(SnapshotNames.of("%s")));
        assertThat(snapshots.times(VPath.ROOT)).hasSize(times.size()).startsWith(times.get(times.size() - 1));
        List<Volume> views = new ArrayList<>();
        for (Instant time : times.subList(1, times.size())) {
            views.add(snapshots.at(time));
        }
        refused(Reason.TOO_MANY, () -> snapshots.at(times.get(0)));
        assertThat(storage.openVolumes()).isEqualTo(1 + LocalSnapshots.MOST_OPEN);
        snapshots.at(times.get(1)).close();
        views.remove(0).close();
        snapshots.at(times.get(0)).close();
        for (Volume view : views) {
            view.close();
        }
        assertThat(storage.openVolumes()).isEqualTo(1);
    }

    @Test
    void viewsEndWithTheStorage() throws Exception {
        write(folder.resolve("backup/" + NAME + "/f"), "then");
        Snapshots snapshots = serve(folder.resolve("backup") + "/*");
        Volume then = snapshots.at(THEN);
        storage.close();
        refused(Reason.STALE, () -> then.attributes(path("/f")));
        refused(Reason.STALE, () -> snapshots.at(THEN));
        then.close();
    }

    @Test
    void aRetiredStorageWaitsForThem() throws Exception {
        write(folder.resolve("backup/" + NAME + "/f"), "then");
        Volume then = serve(folder.resolve("backup") + "/*").at(THEN);
        storage.retire();
        volume.close();
        assertThat(Contents.text(then, "/f")).isEqualTo("then");
        assertThat(storage.isClosed()).isFalse();
        then.close();
        Awaitility.await().until(storage::isClosed);
    }

    @Test
    void theFolderOfSnapshotsMustBeThere() {
        assertThatThrownBy(() -> serve("none/*"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("snapshots = " + root.resolve("none/*") + "; expected an existing folder");
        assertThatThrownBy(() -> serve("./*"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not the one served");
    }

    @Test
    void refusesWhatNamesNoFolderOfSnapshots() {
        for (String where : List.of("snapshots", "*", "/*", "a/*/*", "a/b*", "a/*b", "*/a/*", "a/*/../..")) {
            assertThatThrownBy(() -> SnapshotFolder.of(root, where, Optional.empty()))
                    .as(where)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(".zfs/snapshot/*");
        }
    }
}
