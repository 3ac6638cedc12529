// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An open file or directory. It stays the same one through renames (its own and its parents'). Positions, lengths and
 * sizes are in bytes. Thread-safe: any number of threads may read, write and ask at once; the directory cursor
 * ({@link #next}, {@link #rewind}) belongs to one thread at a time. After {@link #close} every call is
 * {@link Reason#STALE}. A call beyond the access asked for at {@link Volume#open} is {@link Reason#ACCESS_DENIED}.
 */
@ConsumerType
public interface Node extends AutoCloseable {
    /** Identity, fixed for this node's life. Of a {@link Open.Disposition#REPLACE} node: that of the new file. */
    NodeId id();

    /** What it is; fixed for this node's life, as {@link #id}. Costs nothing where the storage learned it at the open. */
    default Attributes.Kind kind() throws StorageException {
        return attributes().kind();
    }

    /**
     * Attributes as the open saw or made them; costs nothing where the storage looked at them anyway. What has happened
     * since may not show.
     */
    default Attributes opened() throws StorageException {
        return attributes();
    }

    /**
     * As {@link #opened}, and all of them, as {@link #attributes} tells them: for who answers an open. Costs less than those
     * where the storage can tell.
     */
    default Attributes attributesAtOpen() throws StorageException {
        return attributes();
    }

    /**
     * Whether this directory has no entry now. Asked by who wants to delete it, hence needs no access {@code READ}, and
     * leaves the cursor of {@link #next} alone.
     *
     * @throws StorageException {@link Reason#NOT_DIRECTORY}; {@link Reason#NOT_SUPPORTED} from a storage that can't tell
     *     without listing: the caller then opens the directory to list it
     */
    default boolean isEmpty() throws StorageException {
        throw new StorageException(Reason.NOT_SUPPORTED, "can't tell whether it is empty");
    }

    /** Whether this very open made it (SMB's CreateAction); false for {@link Open.Disposition#REPLACE}. */
    default boolean created() {
        return false;
    }

    /** As it is now, with what this node wrote so far. */
    Attributes attributes() throws StorageException;

    /** {@link Attributes#size}, as it is now. An open file often knows this alone without a look at its name. */
    default long size() throws StorageException {
        return attributes().size();
    }

    /**
     * Sets attributes, all or none. Of a {@link Open.Disposition#REPLACE} node they are part of what is published, and
     * access {@link Open.Access#WRITE} suffices.
     *
     * @throws StorageException {@link Reason#NOT_SUPPORTED} for one that the storage does not keep
     */
    default void change(AttributeChanges changes) throws StorageException {
        throw new StorageException(Reason.NOT_SUPPORTED, "attributes can't be changed");
    }

    /**
     * Reads into {@code into}, from {@code position} on, at least one byte if it has room.
     *
     * @return bytes read, 0 only if {@code into} has no room; -1 at or past the end
     * @throws StorageException {@link Reason#IS_DIRECTORY}, {@link Reason#IO}
     */
    int read(ByteBuffer into, long position) throws StorageException;

    /**
     * Writes all of {@code from} at {@code position}; a gap before it reads as zeros. On an exception part may be written
     * and {@code from} has moved by it.
     *
     * @throws StorageException {@link Reason#NO_SPACE}, {@link Reason#QUOTA}, {@link Reason#IO},
     *     {@link Reason#NOT_SUPPORTED} without {@link Storage.Feature#RANDOM_WRITE} where it is not the next position
     */
    default void write(ByteBuffer from, long position) throws StorageException {
        throw new StorageException(Reason.READ_ONLY, "can't be written");
    }

    /**
     * Tells before the first write how many bytes are to come. A hint that need not come true: a storage may reserve room,
     * or tell its remote end.
     *
     * @throws StorageException {@link Reason#NO_SPACE} or {@link Reason#QUOTA} if so many are too many
     */
    default void announce(long bytes) throws StorageException {}

    /**
     * Sends up to {@code count} bytes from {@code position} on to {@code sink}, without copying through user space where
     * both ends can (file to plain socket: sendfile). May send fewer; the caller loops. The sink is in blocking mode.
     *
     * @return bytes sent; 0 only at or past the end, or for {@code count} 0
     * @throws StorageException for a failure of the storage
     * @throws IOException for a failure of the sink
     */
    default long transferTo(long position, long count, WritableByteChannel sink) throws IOException {
        return Transfers.copy(this, position, count, sink);
    }

    /**
     * Cuts or extends (with zeros) to {@code size}.
     *
     * @throws StorageException {@link Reason#NOT_SUPPORTED} without {@link Storage.Feature#RANDOM_WRITE} (except to the
     *     size it has)
     */
    default void resize(long size) throws StorageException {
        throw new StorageException(Reason.READ_ONLY, "can't be resized");
    }

    /**
     * Brings content and attributes written so far to stable storage; returns when they are there. By default there is nothing
     * to bring: right where each call has done so already, and for who takes no changes.
     */
    default void sync() throws StorageException {}

    /**
     * The next entries of a directory, in the storage's order, each name once, none of them {@code .} or {@code ..}; an
     * entry made or removed after the cursor started may or may not show. A link is told of itself, never followed. Memory is bounded by {@code max}, not by the
     * directory.
     *
     * @param max how many at the most, at least 1; fewer may come before the end
     * @return empty at the end, and only there
     * @throws StorageException {@link Reason#NOT_DIRECTORY}
     */
    default List<Entry> next(int max) throws StorageException {
        throw new StorageException(Reason.NOT_DIRECTORY, "not a directory");
    }

    /**
     * What {@link #next} has left out so far because it can't be told as an entry: a name in unknown bytes, a line of a
     * remote listing that nobody can read. Of a directory with such gaps nobody knows what is not in it.
     *
     * @return texts for people, a few of them; empty if nothing was left out
     */
    default List<String> leftOut() {
        return List.of();
    }

    /** Starts the directory cursor again, with what is there now. */
    default void rewind() throws StorageException {}

    /**
     * Gives this node the name {@code target}, in the same storage. Renaming to the name it has does nothing; on a
     * {@link Storage.Feature#CASE_INSENSITIVE} storage a change of case is a rename. A link is renamed itself, and its text
     * stays; a link of that name is replaced as a file is, whatever it leads to.
     *
     * @param replace whether a file there goes (a file by a file, or an empty directory by a directory; at once with
     *     {@link Storage.Feature#ATOMIC_REPLACE})
     * @throws StorageException {@link Reason#EXISTS} unless {@code replace}; {@link Reason#PARENT_NOT_FOUND};
     *     {@link Reason#IS_DIRECTORY} or {@link Reason#NOT_DIRECTORY} when the kinds differ; {@link Reason#NOT_EMPTY};
     *     {@link Reason#NAME_INVALID} also for a directory into itself; {@link Reason#STALE} if it was deleted;
     *     {@link LinkEncountered} for a link in the parents of {@code target}, under {@link LinkPolicy#STOP}
     */
    default void rename(VPath target, boolean replace) throws StorageException {
        throw new StorageException(Reason.READ_ONLY, "can't be renamed");
    }

    /**
     * Removes the name, at once; deleting when the last open closes is the Export's business. With
     * {@link Storage.Feature#OPEN_SURVIVES_UNLINK} content stays readable through open nodes.
     *
     * @throws StorageException {@link Reason#NOT_EMPTY}; {@link Reason#STALE} if it is gone already;
     *     {@link Reason#ACCESS_DENIED} for the root
     */
    default void delete() throws StorageException {
        throw new StorageException(Reason.READ_ONLY, "can't be deleted");
    }

    /** Of a {@link Open.Disposition#REPLACE} node: drops it; {@link #close} then publishes nothing. Never throws. */
    default void abort() {}

    /**
     * Ends it. A {@link Open.Disposition#REPLACE} node that was not aborted is published now, hence may fail: then
     * nothing was published, and the old file is as it was. A second call does nothing.
     */
    @Override
    void close() throws StorageException;
}
