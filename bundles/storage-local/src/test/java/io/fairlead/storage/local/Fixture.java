// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Volume;
import io.fairlead.storage.local.folder.NameRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A storage on a folder with one volume of it, closed together. */
record Fixture(LocalStorage storage, Volume volume) implements AutoCloseable {
    public static Fixture open(Path root) throws IOException {
        return open(LocalSettings.of(root).withSync(LocalSettings.Sync.NONE));
    }

    public static Fixture open(LocalSettings settings) throws IOException {
        return of(LocalStorage.open(settings));
    }

    public static Fixture of(LocalStorage storage) throws IOException {
        return new Fixture(storage, storage.mount(Identity.of("tester")));
    }

    static void refused(Reason reason, ThrowingCallable call) {
        assertThat(catchThrowableOfType(StorageException.class, call))
                .as("refused as " + reason)
                .isNotNull()
                .satisfies(x -> assertThat(x.reason()).as(x.getMessage()).isEqualTo(reason));
    }

    /** Names on the disk, in the root, of what has no name of its own yet. */
    static List<String> unpublished(Path root) throws IOException {
        try (Stream<Path> all = Files.list(root)) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> NameRules.hidden(name, true))
                    .toList();
        }
    }

    @Override
    public void close() throws IOException {
        storage.close();
    }
}
