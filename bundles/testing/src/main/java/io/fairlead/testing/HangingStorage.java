// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.ForwardingStorage;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Volume;
import java.util.concurrent.CountDownLatch;

/** A storage that nobody gets to mount until {@link #release}. */
public final class HangingStorage extends ForwardingStorage {
    private final CountDownLatch mounting = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    public HangingStorage(Storage delegate) {
        super(delegate);
    }

    /** Returns once somebody hangs. */
    public void awaitMount() throws InterruptedException {
        mounting.await();
    }

    public void release() {
        released.countDown();
    }

    @Override
    public Volume mount(Identity user, LinkPolicy policy) throws StorageException {
        mounting.countDown();
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return super.mount(user, policy);
    }

    @Override
    protected Volume wrap(Volume volume) {
        return volume;
    }
}
