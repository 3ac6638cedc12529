// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import io.fairlead.api.storage.Storage;
import io.fairlead.testing.StorageContract;

class CaseInsensitiveMemoryStorageTest extends StorageContract {
    @Override
    protected Storage storage() {
        return new MemoryStorage(1L << 30, true);
    }
}
