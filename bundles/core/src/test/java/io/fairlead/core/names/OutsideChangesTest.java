// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.ForwardingStorage;
import io.fairlead.api.storage.ForwardingVolume;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.storage.local.LocalSettings;
import io.fairlead.storage.local.LocalStorage;
import io.fairlead.testing.CountingStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other programs change the folders that there is an index of. */
class OutsideChangesTest {
    @TempDir
    Path folder;

    private LocalStorage local;

    @BeforeEach
    void open() throws Exception {
        local = LocalStorage.open(LocalSettings.of(folder).withSync(LocalSettings.Sync.NONE));
    }

    @AfterEach
    void close() throws Exception {
        local.close();
    }

    /** The same storage without a Watch. */
    private static final class Unwatched extends ForwardingStorage {
        Unwatched(Storage below) {
            super(below);
        }

        @Override
        protected Volume wrap(Volume volume) {
            return new ForwardingVolume(volume) {};
        }
    }

    private static String find(CaseBlindNames names, Volume volume, String asked) {
        try {
            return names.find(volume, VPath.of(asked), at -> {
                volume.attributes(at);
                return at.toString();
            });
        } catch (StorageException e) {
            return e.reason().toString();
        }
    }

    @Test
    void theStorageTellsOfThem() throws Exception {
        followsThem(local);
    }

    @Test
    void theFoldersTimeTellsOfThem() throws Exception {
        followsThem(new Unwatched(local));
    }

    private void followsThem(Storage storage) throws Exception {
        CountingStorage counting = new CountingStorage(storage);
        CaseBlindNames names = new CaseBlindNames(counting);
        try (Volume volume = counting.mount(Identity.of("alice"), LinkPolicy.STOP)) {
            Files.createDirectories(folder.resolve("Old/Deep"));
            assertThat(find(names, volume, "/OLD/DEEP")).isEqualTo("/Old/Deep");
            assertThat(find(names, volume, "/OLD/FILE")).isEqualTo("NOT_FOUND");
            Files.createFile(folder.resolve("Old/File"));
            awaitFound(names, volume, "/OLD/FILE", "/Old/File");
            Files.move(folder.resolve("Old/File"), folder.resolve("Old/Moved"));
            assertThat(find(names, volume, "/OLD/FILE")).isEqualTo("NOT_FOUND");
            awaitFound(names, volume, "/OLD/MOVED", "/Old/Moved");
            Files.move(folder.resolve("Old"), folder.resolve("New"));
            Files.createDirectories(folder.resolve("Old"));
            Files.createFile(folder.resolve("Old/Another"));
            awaitFound(names, volume, "/OLD/ANOTHER", "/Old/Another");
            awaitFound(names, volume, "/NEW/MOVED", "/New/Moved");
        } finally {
            names.close();
        }
        counting.checkNoOpenNodes();
        counting.checkNoOpenVolumes();
    }

    private static void awaitFound(CaseBlindNames names, Volume volume, String asked, String there) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(find(names, volume, asked)).isEqualTo(there));
    }
}
