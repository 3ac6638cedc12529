// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Extension: named streams of a file or directory ([MS-FSCC] 2.1.4). They follow it in rename, replace-by-rename and
 * delete; an upload ({@link Open.Disposition#REPLACE}) begins without any. Share modes, locks and leases of a stream are
 * its own and the Export's business. Names are told apart without case, and kept as given; a name holds no {@code /},
 * {@code :}, {@code \} nor NUL, is not empty and has at most 255 UTF-16 units ({@link Reason#NAME_INVALID}).
 * Thread-safe.
 */
@ConsumerType
public interface Streams {
    /** Named streams with their attributes; the unnamed one is not among them. At most 1,024. */
    List<Entry> list(Node owner) throws StorageException;

    /**
     * Opens a named stream of an open file or directory as a node of its own, which has the owner's id and outlives
     * {@code owner}'s close. {@link Node#delete} deletes the stream; {@link Node#rename} is {@link Reason#NOT_SUPPORTED}, see
     * {@link #rename}.
     *
     * @param owner opened with any access, through this volume
     * @param how {@link Open.Kind#FILE}, and not {@code REPLACE}
     * @throws StorageException as {@link Volume#open}; {@link Reason#NO_SPACE}; {@link Reason#TOO_MANY}
     */
    Node open(Node owner, String stream, Open how) throws StorageException;

    /**
     * Gives a named stream another name.
     *
     * @throws StorageException {@link Reason#NOT_FOUND}; {@link Reason#EXISTS} unless {@code replace}
     */
    void rename(Node owner, String from, String to, boolean replace) throws StorageException;
}
