// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.vfs;

import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.nio.ByteBuffer;
import java.time.Instant;

/** Where the bytes of a whole-file upload go until it is published, or dropped. One call at a time. */
interface Upload {
    /** A folder above it has another name now. */
    void renamed(VPath from, VPath to);

    /** Writes behind what was written. */
    void write(ByteBuffer from) throws StorageException;

    /**
     * Puts it in the place of {@code path}; if that fails, what was there is there again.
     *
     * @param modified time to set, or null
     */
    void publish(VPath path, VfsNode node, Instant modified) throws StorageException;

    /** Drops it; never throws. */
    void discard();
}
