// SPDX-License-Identifier: Apache-2.0
package com.acme.files;

import io.fairlead.api.storage.Storage;
import io.fairlead.testing.StorageContract;
import java.util.concurrent.atomic.AtomicInteger;

/** The contract of storages, over a database in memory. */
class VersionedStorageTest extends StorageContract {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Override
    protected Storage storage() throws Exception {
        return new VersionedStorage("jdbc:h2:mem:contract" + NUMBER.incrementAndGet());
    }

    @Override
    protected void dispose(Storage used) {
        ((VersionedStorage) used).withdraw();
    }
}
