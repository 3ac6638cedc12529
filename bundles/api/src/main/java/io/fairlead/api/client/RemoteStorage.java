// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.client;

import io.fairlead.api.storage.Storage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A storage at the other end of a network. The identity given to {@link #mount} does not matter: the connection's
 * credentials do. Lost connections are made anew where nothing can be lost by it; where the outcome of a request is
 * unknown the call fails with {@code UNAVAILABLE}.
 */
@ProviderType
public interface RemoteStorage extends Storage, AutoCloseable {
    /** Closes every connection within a second, running transfers included. Never throws; twice does nothing. */
    @Override
    void close();
}
