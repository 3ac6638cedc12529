// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter;

import io.fairlead.api.export.ByteRange;
import io.fairlead.api.export.OpenId;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.StorageException;
import java.util.List;

/**
 * Byte-range locks, [MS-FSA] 2.1.5.7 and 2.1.4.10. Thread-safe. {@link FileGuard} asks them before the bytes move, not
 * while: what was under way when a lock was granted may end after it. Each method may throw {@code UNAVAILABLE}.
 */
public interface RangeLocks {
    /**
     * As {@link io.fairlead.api.export.OpenFile#lock}. Who waits is served in the order of asking; who does not wait may
     * pass those who do.
     *
     * @throws StorageException {@code LOCKED}, {@code CANCELLED}, {@code STALE} once the open has closed
     */
    void lock(OpenId owner, ByteRange range, boolean exclusive, Patience patience) throws StorageException;

    /** As {@link io.fairlead.api.export.OpenFile#unlock}. */
    void unlock(OpenId owner, ByteRange range) throws StorageException;

    /** Ends this open's waits with {@code STALE}. */
    void cancelWaiting(OpenId owner) throws StorageException;

    /**
     * Ends every lock and every wait of an open; later ones are {@code STALE}.
     *
     * @return how many locks it held
     */
    int releaseAll(OpenId owner) throws StorageException;

    /** How many locks an open holds. */
    int count(OpenId owner) throws StorageException;

    /** The locks an open holds, in no particular order. */
    List<Lock> held(OpenId owner) throws StorageException;

    /** A lock, without its owner. */
    record Lock(ByteRange range, boolean exclusive) {}
}
