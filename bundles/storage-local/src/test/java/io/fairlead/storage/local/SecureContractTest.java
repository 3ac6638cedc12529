// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The contract on the machine's own file system, by open descriptors. */
@EnabledOnOs(OS.LINUX)
class SecureContractTest extends LocalContract {
    @TempDir
    Path folder;

    @Override
    Path emptyFolder() throws Exception {
        return Files.createDirectory(folder.resolve("served"));
    }

    @Override
    LocalStorage open(LocalSettings settings) throws Exception {
        LocalStorage storage = LocalStorage.open(settings);
        assertThat(storage.isSecure()).isTrue();
        return storage;
    }
}
