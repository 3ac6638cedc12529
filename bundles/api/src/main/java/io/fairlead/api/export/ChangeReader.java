// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.export;

import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.StorageException;
import java.time.Duration;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Changes of a tree, each once and in order, taken at the reader's own pace; for an index that must not miss one. See
 * {@link ExportVolume#changes}. For one thread at a time; any may close it.
 */
@ProviderType
public interface ChangeReader extends AutoCloseable {
    /**
     * Takes the next changes, and waits for the first of them.
     *
     * @param max how many at the most, at least 1
     * @param wait for how long, at most; {@link Duration#ZERO} not at all
     * @return in the order in which they were made; empty if there was none in time. A {@link Change.Type#OVERFLOW} stands
     *     where changes were lost: the reader must look for itself what there is now
     * @throws StorageException {@code STALE} once it was closed, or its volume; {@code UNAVAILABLE} if the storage has left;
     *     what was not taken by then is lost
     */
    List<Change> take(int max, Duration wait) throws StorageException;

    /** How many wait to be taken. */
    int waiting();

    /** Ends it; who is held because of it goes on. A second call does nothing. */
    @Override
    void close();
}
