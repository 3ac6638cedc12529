// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.CountingStorage;
import io.fairlead.testing.StorageContract;
import java.time.Instant;

/** The contract, on a storage whose ids change with the path, and which replaces no file at once. */
class SupplementByPathContractTest extends StorageContract {
    private final MemoryStorage memory = new MemoryStorage();
    private CountingStorage below;

    @Override
    protected Storage storage() {
        below = new CountingStorage(
                StrippedStorage.of(memory, Feature.STABLE_IDS, Feature.ATOMIC_REPLACE, Feature.HARD_LINKS));
        return new SupplementedStorage(below, Runnable::run);
    }

    @Override
    public void snapshot(Instant time) throws Exception {
        memory.snapshot(time);
    }

    @Override
    protected void checkNoOpenNodes() {
        below.checkNoOpenNodes();
        below.checkNoOpenVolumes();
    }
}
