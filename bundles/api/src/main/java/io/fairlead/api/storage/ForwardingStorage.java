// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import io.fairlead.api.auth.Identity;
import java.util.Optional;
import java.util.Set;

/**
 * Base of storages that wrap another and leave its paths as they are: passes everything on, the {@link #storageId} too, so
 * that sessions on both see each other. A subclass says in {@link #wrap} what becomes of a volume. Thread-safe as the
 * wrapped storage is.
 */
public abstract class ForwardingStorage implements Storage {
    protected final Storage delegate;

    protected ForwardingStorage(Storage delegate) {
        this.delegate = delegate;
    }

    /** A volume of the wrapped storage, as this one's. */
    protected abstract Volume wrap(Volume volume);

    @Override
    public Optional<String> storageId() {
        return delegate.storageId();
    }

    @Override
    public Set<Feature> features() {
        return delegate.features();
    }

    @Override
    public Volume mount(Identity user) throws StorageException {
        return mount(user, LinkPolicy.FOLLOW);
    }

    @Override
    public Volume mount(Identity user, LinkPolicy policy) throws StorageException {
        return wrap(delegate.mount(user, policy));
    }
}
