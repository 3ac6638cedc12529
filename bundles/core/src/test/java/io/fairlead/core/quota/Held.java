// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.quota;

import io.fairlead.api.storage.ForwardingStorage;
import io.fairlead.api.storage.ForwardingVolume;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A storage in which one folder can't be opened before a signal. */
final class Held extends ForwardingStorage {
    private final String folder;
    private final CountDownLatch go;

    Held(Storage below, String folder, CountDownLatch go) {
        super(below);
        this.folder = folder;
        this.go = go;
    }

    @Override
    protected Volume wrap(Volume volume) {
        return new ForwardingVolume(volume) {
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
