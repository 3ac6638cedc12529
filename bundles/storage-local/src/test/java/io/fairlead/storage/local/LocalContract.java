// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Storage;
import io.fairlead.storage.local.folder.NameRules;
import io.fairlead.storage.local.snapshot.SnapshotFolder;
import io.fairlead.storage.local.snapshot.SnapshotNames;
import io.fairlead.testing.StorageContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The contract, over a folder; nothing may be left of uploads after any test. */
abstract class LocalContract extends StorageContract {
    private Path root;
    private Path snapshots;
    private LocalStorage storage;

    abstract Path emptyFolder() throws Exception;

    /** Opens the storage under test. */
    LocalStorage open(LocalSettings settings) throws Exception {
        return LocalStorage.open(settings);
    }

    @Override
    protected final Storage storage() throws Exception {
        root = emptyFolder();
        snapshots = root.resolveSibling(root.getFileName() + "-snapshots");
        Files.createDirectories(snapshots);
        SnapshotFolder lie =
                SnapshotFolder.of(root, snapshots + "/*", Optional.of(SnapshotNames.of("a-%Y-%m-%d_%H%M%S")));
        storage = open(LocalSettings.of(root).withSnapshots(Optional.of(lie)));
        return storage;
    }

    /** A copy: what the platform can do without being asked by root. */
    @Override
    public void snapshot(Instant time) throws Exception {
        String name = DateTimeFormatter.ofPattern("'a-'yyyy-MM-dd_HHmmss")
                .withZone(ZoneOffset.UTC)
                .format(time);
        copy(root, snapshots.resolve(name));
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        if (Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> entries = Files.list(from)) {
                for (Path entry : entries.toList()) {
                    copy(entry, to.resolve(entry.getFileName()));
                }
            }
        }
    }

    @Override
    public boolean snapshotsKeepIds() {
        return false;
    }

    @Override
    protected final void checkNoOpenNodes() throws Exception {
        assertThat(storage.openVolumes()).isZero();
        try (Stream<Path> files = Files.list(root)) {
            assertThat(files)
                    .noneMatch(file ->
                            file.getFileName().toString().startsWith(".fairlead") && !file.endsWith(NameRules.STREAMS));
        }
    }

    @Override
    protected final void dispose(Storage used) throws Exception {
        storage.close();
        discard(root);
    }

    /** Ends the folder, where that is needed. */
    void discard(Path used) throws Exception {}

    @Override
    public void populate(List<Sample> samples) throws Exception {
        for (Sample sample : samples) {
            Path path = root.resolve(sample.path().toString().substring(1));
            if (sample.content() == null) {
                Files.createDirectory(path);
            } else {
                Files.write(path, sample.content()); // much faster than an upload, which waits for the disk
            }
        }
    }
}
