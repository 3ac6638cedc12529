// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.supplement;

import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.storage.memory.MemoryStorage;

/** Metadata on a storage whose names have no case, which replaces no file at once. */
class ByPathInStepsMetadataTest extends MetadataTests {
    @Override
    Storage lacking() {
        return StrippedStorage.of(new MemoryStorage(Long.MAX_VALUE, true), Feature.STABLE_IDS, Feature.ATOMIC_REPLACE);
    }
}
