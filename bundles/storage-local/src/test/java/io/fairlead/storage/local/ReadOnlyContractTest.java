// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract of a storage that takes no changes. */
class ReadOnlyContractTest extends LocalContract {
    @TempDir
    Path folder;

    @Override
    Path emptyFolder() throws Exception {
        return Files.createDirectory(folder.resolve("served"));
    }

    @Override
    LocalStorage open(LocalSettings settings) throws Exception {
        return LocalStorage.open(settings.withReadOnly(true));
    }
}
