// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter;

import io.fairlead.api.export.ByteRange;
import io.fairlead.api.storage.StorageException;

/** What one open asks before it reads or writes. Thread-safe, does not block. */
public interface FileGuard {
    /** What is open; another one after its stream was renamed. One volatile read. */
    FileKey file();

    /** Whether nothing stands against any read or write of the file; one volatile read. */
    boolean quiet();

    /** Whether the file has lost the name it was opened by: nothing is left to delete, rename or tell of. */
    boolean isUnlinked();

    /** Whether the file goes when its last open closes; one volatile read. */
    boolean isDeletePending();

    /**
     * Refuses a read that meets another open's exclusive lock.
     *
     * @throws StorageException {@code LOCKED}
     */
    void mayRead(ByteRange range) throws StorageException;

    /**
     * Refuses a write that meets another open's lock, or a shared lock of its own, [MS-FSA] 2.1.4.10.
     *
     * @throws StorageException {@code LOCKED}
     */
    void mayWrite(ByteRange range) throws StorageException;
}
