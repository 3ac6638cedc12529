// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Storage;
import io.fairlead.storage.local.folder.NameRules;
import io.fairlead.testing.StorageContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The contract, over a folder; nothing may be left of uploads after any test. */
abstract class LocalContract extends StorageContract {
    private Path root;
    private LocalStorage storage;

    abstract Path emptyFolder() throws Exception;

    /** Opens the storage under test. */
    LocalStorage open(LocalSettings settings) throws Exception {
        return LocalStorage.open(settings);
    }

    @Override
    protected final Storage storage() throws Exception {
        root = emptyFolder();
        storage = open(LocalSettings.of(root));
        return storage;
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
