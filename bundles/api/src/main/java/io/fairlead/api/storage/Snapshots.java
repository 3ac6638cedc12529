// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Extension: the tree as it was at earlier times. Who makes snapshots, and when, is not this one's business. Times are whole
 * seconds, which is all that clients can name ([MS-SMB2] 2.2.32.2); of two snapshots of one second the later one counts.
 * Thread-safe.
 */
@ConsumerType
public interface Snapshots {
    /** Most times that are told. */
    int MOST = 4096;

    /**
     * Times of the snapshots in which something has this path, newest first; the newest {@value #MOST} at the most. Nothing need
     * have it now. A path that leads through a symbolic link in a snapshot counts as there under {@link LinkPolicy#STOP}.
     *
     * @throws StorageException {@link Reason#STALE} if the volume was closed; {@link Reason#IO}
     */
    List<Instant> times(VPath path) throws StorageException;

    /**
     * The whole tree as it was at one of {@link #times}: for the same user, and under the same {@link LinkPolicy}, as this
     * volume. Every change is {@link Reason#READ_ONLY}, links lead to what the snapshot holds and never out of it, and ids of
     * files tell nothing about those of the living tree. The caller closes it; it goes on when this volume was closed.
     *
     * @throws StorageException {@link Reason#NOT_FOUND} if there is no snapshot of that second
     */
    Volume at(Instant time) throws StorageException;
}
