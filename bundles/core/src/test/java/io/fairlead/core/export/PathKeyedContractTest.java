// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.Exports;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import io.fairlead.testing.CountingStorage;
import io.fairlead.testing.StorageContract;

/** The contract once more: a subtree of a storage without stable ids, with a pattern for hidden names. */
class PathKeyedContractTest extends StorageContract {
    private CountingStorage below;
    private ArbitratedExport export;

    @Override
    protected Storage storage() throws Exception {
        below = new CountingStorage(new PathIdStorage(new MemoryStorage(), false));
        try (var volume = below.mount(user())) {
            Contents.makeDirectory(volume, "/exported");
        }
        export = Exports.over(below)
                .subtree(VPath.of("/exported"))
                .hidden("*.never-used-by-the-contract")
                .build();
        return export;
    }

    @Override
    protected void checkNoOpenNodes() {
        below.checkNoOpenNodes();
        below.checkNoOpenVolumes();
        assertThat(export.arbiter().opens.isEmpty()).as("tables are empty").isTrue();
    }

    @Override
    protected void dispose(Storage used) {
        export.close();
    }

    @Override
    public boolean offersExtensions() {
        return false;
    }
}
