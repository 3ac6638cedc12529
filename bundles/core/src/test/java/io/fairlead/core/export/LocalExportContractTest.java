// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Right;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.Exports;
import io.fairlead.storage.local.LocalSettings;
import io.fairlead.storage.local.LocalStorage;
import io.fairlead.testing.StorageContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

/** The contract through the home of a user, in a subtree of a real folder. */
class LocalExportContractTest extends StorageContract {
    @TempDir
    Path folder;

    private LocalStorage local;
    private ArbitratedExport export;

    @Override
    protected Storage storage() throws Exception {
        Files.createDirectories(folder.resolve("exported/home/tester"));
        local = LocalStorage.open(LocalSettings.of(folder).withSync(LocalSettings.Sync.NONE));
        export = Exports.over(local).subtree(VPath.of("/exported")).homes(true).build();
        return export;
    }

    @Override
    protected Identity user() {
        try {
            VPath home = VPath.of("/home/tester");
            return new Identity("tester", Set.of(), home, EnumSet.allOf(Right.class), Identity.Limits.NONE);
        } catch (StorageException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected void dispose(Storage used) throws Exception {
        export.close();
        local.close();
    }
}
