// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** One user's view of a storage. Thread-safe, blocking. */
@ConsumerType
public interface Volume extends AutoCloseable {
    /**
     * Looks up a name without opening it; a symbolic link is followed. Cheap where it can be.
     *
     * @throws StorageException {@link Reason#NOT_FOUND}, {@link Reason#PARENT_NOT_FOUND}, {@link Reason#NOT_DIRECTORY}
     *     if a name on the way is a file, {@link Reason#ACCESS_DENIED}, {@link Reason#NAME_INVALID},
     *     {@link Reason#STALE} if the volume was closed; for a link, what {@link #open} throws
     */
    Attributes attributes(VPath path) throws StorageException;

    /**
     * As {@link #attributes(VPath)}; with {@link Links#ITSELF}, of the link itself if the last name is one, whether it
     * leads somewhere or not. A storage without links need not implement it.
     */
    default Attributes attributes(VPath path, Links links) throws StorageException {
        return attributes(path);
    }

    /**
     * Opens or creates, atomically: the only way to reach, and to make, a file or a directory. A symbolic link on
     * the way is followed, and one at the end as {@link Open#links} has it, by whom {@link LinkPolicy} says: one that
     * leads out of the storage, or through too many others, is {@link Reason#ACCESS_DENIED}, and one that leads to
     * nothing {@link Reason#NOT_FOUND}. Parents are never made.
     *
     * @throws StorageException as {@link #attributes}; besides {@link Reason#EXISTS}, {@link Reason#IS_DIRECTORY},
     *     {@link Reason#NOT_DIRECTORY} by {@link Open}; {@link Reason#READ_ONLY} or {@link Reason#NOT_SUPPORTED} for a
     *     change the storage does not take; {@link Reason#NO_SPACE}, {@link Reason#QUOTA}; {@link Reason#ACCESS_DENIED}
     *     for an {@link Attributes.Kind#OTHER}, but an existing one may be opened with {@link Open.Access#DELETE} alone,
     *     lest a folder with one could never be emptied; {@link LinkEncountered} under {@link LinkPolicy#STOP}
     */
    Node open(VPath path, Open how) throws StorageException;

    /** Room left; {@link Space#UNKNOWN} without {@link Storage.Feature#SPACE}. */
    default Space space() throws StorageException {
        return Space.UNKNOWN;
    }

    /**
     * An extension, found by its type: {@link Watch}, {@link Symlinks}, {@link Xattrs}, {@link Streams},
     * {@link ServerCopy}, {@link HardLinks}, {@link Snapshots}, or one of a host's own. A decorator passes through only those that it can keep true.
     */
    default <T> Optional<T> extension(Class<T> type) {
        return Optional.empty();
    }

    /** Ends the view. Nodes still open are aborted and closed. A second call does nothing. */
    @Override
    void close() throws StorageException;
}
