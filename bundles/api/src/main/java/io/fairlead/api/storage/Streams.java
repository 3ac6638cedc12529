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
    /** Most streams of one file. */
    int MOST = 1024;

    /** Most UTF-16 units of a name. */
    int LONGEST_NAME = 255;

    /** Named streams with their attributes; the unnamed one is not among them. At most {@value #MOST}. */
    List<Entry> list(Node owner) throws StorageException;

    /**
     * Opens a named stream of an open file or directory as a node of its own, which has the owner's id and outlives
     * {@code owner}'s close. Its attributes are the owner's but for kind, size and allocated bytes, and
     * {@link Node#change} changes the owner's. {@link Node#delete} deletes the stream; {@link Node#rename} is
     * {@link Reason#NOT_SUPPORTED}, see {@link #rename}.
     *
     * @param owner a file or directory that has a name, opened with any access, through this volume
     * @param how not for {@code DIRECTORY}, {@link Reason#NOT_DIRECTORY}, and not {@code REPLACE},
     *     {@link Reason#NOT_SUPPORTED}
     * @throws StorageException as {@link Volume#open}; {@link Reason#NO_SPACE}; {@link Reason#TOO_MANY};
     *     {@link Reason#STALE} if the owner has no name left
     */
    Node open(Node owner, String stream, Open how) throws StorageException;

    /**
     * Gives a named stream another name.
     *
     * @throws StorageException {@link Reason#NOT_FOUND}; {@link Reason#EXISTS} unless {@code replace}
     */
    void rename(Node owner, String from, String to, boolean replace) throws StorageException;

    /**
     * Refuses what is no name of a stream.
     *
     * @throws StorageException {@link Reason#NAME_INVALID}
     */
    static void checkName(String name) throws StorageException {
        boolean fits = !name.isEmpty() && name.length() <= LONGEST_NAME;
        if (!fits || name.chars().anyMatch(c -> c == 0 || c == '/' || c == ':' || c == '\\')) {
            throw new StorageException(Reason.NAME_INVALID, "no name of a stream");
        }
    }
}
