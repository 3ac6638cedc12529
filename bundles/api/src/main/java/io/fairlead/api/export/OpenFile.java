// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.export;

import io.fairlead.api.acl.SecurityDescriptor;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.HardLinks;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Watch;
import io.fairlead.api.storage.Xattrs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An open file or directory of an Export: {@code Open} of [MS-SMB2] 3.3.1.10, as far as it is not the protocol's.
 * Thread-safe as {@link Node} has it. Reads, writes, resizes and transfers respect locks of other opens
 * ({@code LOCKED}); renaming and deleting respect what others share ({@code IN_USE}).
 */
@ProviderType
public interface OpenFile extends Node {
    /** What this open is called. */
    OpenId openId();

    /** Its path now, following renames made through the Export; of a stream, its file's. */
    VPath path();

    /** Name of the named stream that this is; empty for a file or directory itself. */
    String stream();

    /**
     * Locks a range for this open, [MS-FSA] 2.1.5.7. Nothing may overlap an exclusive range but shared ones of the same
     * open that come later; ranges may lie beyond the end of the file; a length of 0 touches only ranges that enclose its
     * offset.
     *
     * @param patience how long to wait for others, and how to end that
     * @throws StorageException {@code LOCKED} if it was not granted in time; {@code CANCELLED}; {@code TOO_MANY};
     *     {@code STALE} if this open was closed meanwhile
     */
    void lock(ByteRange range, boolean exclusive, Patience patience) throws StorageException;

    /** As {@link #lock(ByteRange, boolean, Patience)}, for a caller that never cancels. */
    default void lock(ByteRange range, boolean exclusive, Duration wait) throws StorageException {
        lock(range, exclusive, Patience.of(wait));
    }

    /**
     * Refuses as a read of this range would, and reads nothing: for who has to tell how much comes before it reads.
     *
     * @throws StorageException {@code LOCKED}; {@code ACCESS_DENIED} without access {@code READ}; {@code STALE}
     */
    void checkRead(ByteRange range) throws StorageException;

    /**
     * Gives a lock back; of several of one range, the oldest.
     *
     * @throws StorageException {@code NOT_FOUND} unless this open holds a lock of exactly this range
     */
    void unlock(ByteRange range) throws StorageException;

    /**
     * Sets or clears delete-on-close of the file ([MS-FSA] 2.1.5.14.3). While it is set, new opens are
     * {@code DELETE_PENDING}; the file goes when its last open closes.
     *
     * @throws StorageException {@code ACCESS_DENIED} without access {@code DELETE}; {@code NOT_EMPTY};
     *     {@code READ_ONLY_FILE}
     */
    void deleteOnClose(boolean delete) throws StorageException;

    /** Whether the file goes when its last open closes, whoever has asked for that. */
    boolean isDeletePending() throws StorageException;

    /**
     * As {@link Node#rename}, waiting for leases in its way no longer than {@code patience}.
     *
     * @param strict refuse while anything below a directory is open, or the target is, whatever they share, as Windows does
     *     ([MS-FSA] 2.1.5.14.11); else only what others do not share stands against it
     * @throws StorageException as {@link Node#rename}; {@code IN_USE}; {@code DELETE_PENDING}; {@code CANCELLED}
     */
    void rename(VPath target, boolean replace, boolean strict, Patience patience) throws StorageException;

    /** As {@link Node#delete}, waiting for leases in its way no longer than {@code patience}. */
    void delete(Patience patience) throws StorageException;

    /**
     * Gives this named stream another name.
     *
     * @throws StorageException {@code NOT_SUPPORTED} if this is no named stream; {@code EXISTS} unless {@code replace};
     *     {@code IN_USE}; {@code NAME_INVALID}; {@code ACCESS_DENIED} without access {@code DELETE}
     */
    void renameStream(String name, boolean replace) throws StorageException;

    /**
     * Gives this file one more name; see {@link HardLinks}.
     *
     * @param replace whether a file of that name goes
     * @throws StorageException {@code NOT_SUPPORTED} without {@code HARD_LINKS}; {@code EXISTS}; {@code IN_USE} and others
     *     as {@link ExportVolume#open(VPath, OpenRequest)} for the new name
     */
    void link(VPath name, boolean replace) throws StorageException;

    /**
     * Makes this open link, or this empty file, a symbolic link to {@code target} ([MS-FSCC] 2.1.2.4). It stays open, as
     * the link. Where it leads is told by {@link #attributes}.
     *
     * @param target text, relative to its folder or absolute within the session's root
     * @throws StorageException {@code ACCESS_DENIED} if it would lead out, or without access {@code WRITE} or
     *     {@code ATTRIBUTES}; {@code NOT_EMPTY} for a file with content; {@code IN_USE} while others have it open;
     *     {@code NOT_SUPPORTED} without {@code SYMLINKS}
     */
    void linkTarget(String target) throws StorageException;

    /** Named streams of this file or directory; none where the storage has no {@code STREAMS}. */
    List<Entry> streams() throws StorageException;

    /** Extended attributes; none where the storage has no {@code XATTRS}. */
    Map<String, byte[]> xattrs() throws StorageException;

    /**
     * Sets and removes extended attributes, all or none; see {@link Xattrs#set}.
     *
     * @throws StorageException {@code NOT_SUPPORTED} without {@code XATTRS}; {@code ACCESS_DENIED} without access
     *     {@code ATTRIBUTES}, or {@code WRITE}
     */
    void xattrs(Map<String, byte[]> changes) throws StorageException;

    /**
     * The security descriptor; one that says so where none was set, and accounts and Export alone decide.
     *
     * @throws StorageException {@code STALE}
     */
    SecurityDescriptor security() throws StorageException;

    /**
     * Sets parts of the security descriptor. Whether this open was made for that is the caller's to know.
     *
     * @param parts {@link SecurityDescriptor#OWNER} and others; one that {@code changes} does not have stays
     * @throws StorageException {@code ACCESS_DENIED} for an owner whom this user may not make one, or without access {@code
     *     ATTRIBUTES} or {@code WRITE}; {@code NOT_SUPPORTED} without {@code XATTRS}; {@code NO_SPACE}
     */
    void security(SecurityDescriptor changes, int parts) throws StorageException;

    /** What the descriptor, and that of the directory, grant this user at this moment: an ACCESS_MASK. */
    int grantedAccess() throws StorageException;

    /**
     * Copies a range of another open of this Export into this file, inside the storage where it can
     * ([MS-SMB2] 3.3.5.15.6). Locks and rules count as for a read of the one and a write of the other.
     *
     * @param source opened with access {@code READ}, by any session of any Export
     * @param count at least 0
     * @return bytes copied; fewer than {@code count} only at the end of the source
     * @throws StorageException {@code LOCKED}; {@code NOT_SUPPORTED} if {@code source} is of another implementation
     */
    long copyFrom(OpenFile source, long sourcePosition, long position, long count) throws StorageException;

    /**
     * Watches this directory, wherever it is renamed to; ends when the directory goes, or this open closes.
     *
     * @throws StorageException as {@link ExportVolume#watch}
     */
    Watch.Subscription watch(boolean recursive, Consumer<Change> listener) throws StorageException;

    /** The lease this open is under, if one was granted. */
    Optional<Lease> lease();

    /**
     * Lets go of this open without closing it: it keeps its share mode, locks and lease, and waits for
     * {@link Export#reclaim}; afterwards it closes (publishing nothing, if it was a {@code REPLACE}). This object is
     * {@code STALE} from then on. A parked open gives way: to an open that it stands against, as [MS-SMB2] 3.3.5.9.7 has
     * it, but for {@code persistent} ones.
     *
     * @param key what it will be reclaimed by
     * @param timeout how long it waits, at most 300 s ([MS-SMB2] 3.3.5.9.10)
     * @param persistent whether it stands against others to the end of its time
     * @param state the protocol's own memory of it, opaque, at most 64 KiB; bytes, so that the module that parks and the
     *     one that reclaims may be different versions
     * @throws StorageException {@code EXISTS} if the key is in use; {@code TOO_MANY}; {@code STALE}
     */
    void park(ParkedOpen.Key key, Duration timeout, boolean persistent, byte[] state) throws StorageException;

    /** As {@link #park(ParkedOpen.Key, Duration, boolean, byte[])}, not persistent. */
    default void park(ParkedOpen.Key key, Duration timeout, byte[] state) throws StorageException {
        park(key, timeout, false, state);
    }
}
