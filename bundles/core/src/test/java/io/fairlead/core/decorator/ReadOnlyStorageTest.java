// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.decorator;

import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.Volume;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import io.fairlead.testing.CountingStorage;
import io.fairlead.testing.StorageContract;
import java.util.List;

class ReadOnlyStorageTest extends StorageContract {
    private CountingStorage below;

    @Override
    protected Storage storage() {
        below = new CountingStorage(new MemoryStorage());
        return new ReadOnlyStorage(below);
    }

    @Override
    public void populate(List<Sample> samples) throws Exception {
        try (Volume volume = below.mount(user())) {
            Contents.populate(volume, samples);
        }
    }

    @Override
    protected void checkNoOpenNodes() {
        below.checkNoOpenNodes();
        below.checkNoOpenVolumes();
    }
}
