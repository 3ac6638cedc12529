// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.storage.Storage;
import io.fairlead.core.Exports;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.CountingStorage;
import io.fairlead.testing.StorageContract;
import java.time.Instant;

/** An Export is a Storage, and keeps that contract; after each test its tables are empty. */
class ArbitratedExportTest extends StorageContract {
    private final MemoryStorage memory = new MemoryStorage();
    private CountingStorage below;
    private ArbitratedExport export;

    @Override
    protected Storage storage() {
        below = new CountingStorage(memory);
        export = Exports.over(below).name("files").build();
        return export;
    }

    @Override
    public void snapshot(Instant time) throws Exception {
        memory.snapshot(time);
    }

    @Override
    public boolean endsWithTheVolume() {
        return true;
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
}
