// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import java.util.Optional;

/** Base of decorators: passes every call on. Extensions are not passed on, for the decorator can't know them. */
public abstract class ForwardingVolume implements Volume {
    protected final Volume delegate;

    protected ForwardingVolume(Volume delegate) {
        this.delegate = delegate;
    }

    @Override
    public Attributes attributes(VPath path) throws StorageException {
        return delegate.attributes(path);
    }

    @Override
    public Attributes attributes(VPath path, Links links) throws StorageException {
        return delegate.attributes(path, links);
    }

    @Override
    public Node open(VPath path, Open how) throws StorageException {
        return delegate.open(path, how);
    }

    @Override
    public Space space() throws StorageException {
        return delegate.space();
    }

    @Override
    public <T> Optional<T> extension(Class<T> type) {
        return Optional.empty();
    }

    @Override
    public void close() throws StorageException {
        delegate.close();
    }
}
