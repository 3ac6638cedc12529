// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.storage.Storage;
import io.fairlead.storage.local.LocalSettings;
import io.fairlead.storage.local.LocalStorage;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The same on a real folder. */
class LocalSecurityTest extends SecurityTest {
    @TempDir
    Path folder;

    private LocalStorage local;

    @Override
    Storage storage() {
        try {
            local = LocalStorage.open(LocalSettings.of(folder).withSync(LocalSettings.Sync.NONE));
            return local;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    void dispose() throws IOException {
        local.close();
    }
}
