// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.client;

import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.Volume;
import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A storage at the other end of a network. The identity given to {@link #mount} does not matter: the connection's
 * credentials do. Lost connections are made anew where nothing can be lost by it; where the outcome of a request is
 * unknown the call fails with {@code UNAVAILABLE}.
 */
@ProviderType
public interface RemoteStorage extends Storage, AutoCloseable {
    /**
     * How far the times in listings may be before those that the files have: servers without MLSD tell them to the minute,
     * and of old files to the day. {@link Volume#attributes} of one file may know better. A second unless there is more.
     */
    default Duration timeAccuracy() {
        return Duration.ofSeconds(1);
    }

    /** Closes every connection within a second, running transfers included. Never throws; twice does nothing. */
    @Override
    void close();
}
