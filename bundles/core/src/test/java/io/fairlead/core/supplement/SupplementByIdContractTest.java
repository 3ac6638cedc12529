// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import io.fairlead.api.storage.Storage;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.CountingStorage;
import io.fairlead.testing.StorageContract;

/** The contract, on a storage with ids that stay. */
class SupplementByIdContractTest extends StorageContract {
    private CountingStorage below;

    @Override
    protected Storage storage() {
        below = new CountingStorage(StrippedStorage.of(new MemoryStorage()));
        return new SupplementedStorage(below, Runnable::run);
    }

    @Override
    protected void checkNoOpenNodes() {
        below.checkNoOpenNodes();
        below.checkNoOpenVolumes();
    }
}
