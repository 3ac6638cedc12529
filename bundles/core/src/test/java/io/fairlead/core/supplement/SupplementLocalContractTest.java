// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import io.fairlead.api.storage.Storage;
import io.fairlead.storage.local.LocalSettings;
import io.fairlead.storage.local.LocalStorage;
import io.fairlead.testing.StorageContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract, on a folder of a file system without extended attributes. */
class SupplementLocalContractTest extends StorageContract {
    @TempDir
    Path folder;

    private LocalStorage local;

    @Override
    protected Storage storage() throws Exception {
        local = LocalStorage.open(LocalSettings.of(folder).withSync(LocalSettings.Sync.NONE));
        return new SupplementedStorage(StrippedStorage.of(local), Runnable::run);
    }

    @Override
    protected void dispose(Storage used) throws Exception {
        local.close();
    }
}
