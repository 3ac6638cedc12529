// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.export;

import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An open file or directory of an Export: {@code Open} of [MS-SMB2] 3.3.1.10, as far as it is not the protocol's.
 * Thread-safe as {@link Node} has it. Reads, writes, resizes and transfers respect locks of other opens
 * ({@code LOCKED}); renaming and deleting respect what others share ({@code IN_USE}).
 */
@ProviderType
public interface OpenFile extends Node {
    /** Its path now, following renames made through the Export. */
    VPath path();

    /**
     * Locks a range for this open, [MS-FSA] 2.1.5.7. Ranges of one open may not overlap when one of them is exclusive;
     * they may lie beyond the end of the file; a length of 0 touches only ranges that enclose its offset.
     *
     * @param wait how long to wait for others; zero fails at once. Interrupting the thread cancels it
     * @throws StorageException {@code LOCKED} if it was not granted within {@code wait}, or the wait was interrupted
     *     (the interrupt flag stays set)
     */
    void lock(ByteRange range, boolean exclusive, Duration wait) throws StorageException;

    /**
     * Gives a lock back.
     *
     * @throws StorageException {@code NOT_FOUND} unless this open holds a lock of exactly this range
     */
    void unlock(ByteRange range) throws StorageException;

    /**
     * Sets or clears delete-on-close of the file ([MS-FSA] 2.1.5.14.3). While it is set, new opens are {@code IN_USE};
     * the file goes when its last open closes.
     *
     * @throws StorageException {@code ACCESS_DENIED} without access {@code DELETE}; {@code NOT_EMPTY};
     *     {@code READ_ONLY}
     */
    void deleteOnClose(boolean delete) throws StorageException;

    /** The lease this open is under, if one was granted. */
    Optional<Lease> lease();

    /**
     * Lets go of this open without closing it: it keeps its share mode, locks and lease, and waits for
     * {@link Export#reclaim}; afterwards it closes (publishing nothing, if it was a {@code REPLACE}). This object is
     * {@code STALE} from then on.
     *
     * @param key what it will be reclaimed by
     * @param timeout how long it waits, at most 300 s ([MS-SMB2] 3.3.5.9.10)
     * @param state the protocol's own memory of it, opaque, at most 64 KiB; bytes, so that the module that parks and the
     *     one that reclaims may be different versions
     */
    void park(ParkedOpen.Key key, Duration timeout, byte[] state) throws StorageException;
}
