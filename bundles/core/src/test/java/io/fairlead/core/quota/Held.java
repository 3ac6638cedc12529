// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.quota;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.ForwardingVolume;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A storage in which one folder can't be opened before a signal. */
record Held(Storage below, String folder, CountDownLatch go) implements Storage {
    @Override
    public Set<Feature> features() {
        return below.features();
    }

    @Override
    public Volume mount(Identity user) throws StorageException {
        return mount(user, LinkPolicy.FOLLOW);
    }

    @Override
    public Volume mount(Identity user, LinkPolicy policy) throws StorageException {
        return new ForwardingVolume(below.mount(user, policy)) {
            @Override
            public Node open(VPath path, Open how) throws StorageException {
                try {
                    if (path.toString().equals(folder) && !go.await(1, TimeUnit.MINUTES)) {
                        throw new AssertionError("no signal");
                    }
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                return delegate.open(path, how);
            }
        };
    }
}
