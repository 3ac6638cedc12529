// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.export.ByteRange;
import io.fairlead.api.storage.StorageException;
import java.time.Duration;

/**
 * Byte-range locks of one file, [MS-FSA] 2.1.5.7 and 2.1.4.10. Thread-safe. They are checked before the bytes move, not
 * while: what was under way when a lock was granted may end after it.
 */
interface RangeLocks {
    /** Whether nothing is locked; one volatile read. */
    boolean isEmpty();

    /**
     * As {@link io.fairlead.api.export.OpenFile#lock}. Who waits is served in the order of asking; who does not wait may
     * pass those who do.
     */
    void lock(Claim owner, ByteRange range, boolean exclusive, Duration wait) throws StorageException;

    /** As {@link io.fairlead.api.export.OpenFile#unlock}. */
    void unlock(Claim owner, ByteRange range) throws StorageException;

    /** Ends this open's waits with {@code STALE}. */
    void cancelWaiting(Claim owner);

    /** Ends every lock and every wait of an open that has closed. */
    void releaseAll(Claim owner);

    int count(Claim owner);

    /**
     * Refuses a read that meets another open's exclusive lock.
     *
     * @throws StorageException {@code LOCKED}
     */
    void mayRead(Claim reader, ByteRange range) throws StorageException;

    /**
     * Refuses a write that meets another open's lock, or a shared lock of its own.
     *
     * @throws StorageException {@code LOCKED}
     */
    void mayWrite(Claim writer, ByteRange range) throws StorageException;
}
