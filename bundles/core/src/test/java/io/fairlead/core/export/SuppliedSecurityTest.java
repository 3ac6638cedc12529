// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.storage.Storage;
import io.fairlead.core.supplement.StrippedStorage;
import io.fairlead.storage.memory.MemoryStorage;

/** The same on a storage that has neither extended attributes nor ids that outlive a rename. */
class SuppliedSecurityTest extends SecurityTest {
    @Override
    Storage storage() {
        return StrippedStorage.of(new MemoryStorage(), Storage.Feature.STABLE_IDS);
    }
}
