// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract on the machine's own file system, by path, as where there is no {@code openat}. */
class PathContractTest extends LocalContract {
    @TempDir
    Path folder;

    @Override
    Path emptyFolder() throws Exception {
        return Files.createDirectory(folder.resolve("served"));
    }

    @Override
    LocalStorage open(LocalSettings settings) throws Exception {
        return LocalStorage.open(settings, false);
    }
}
