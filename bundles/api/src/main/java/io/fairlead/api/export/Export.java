// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.export;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Peer;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import java.util.List;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A storage (or a subtree of one) made safe to serve; an OSGi service of {@code core} with the property {@link #NAME}.
 * Every server reads and writes through an Export and nothing else does, so that an FTP upload, a TFTP read and an SMB
 * open of one file see each other. Thread-safe, blocking.
 *
 * <p>Being a {@link Storage} itself, it keeps that contract, and adds: <ul>
 * <li><b>share modes</b>, [MS-FSA] 2.1.5.1.2: an open is {@code IN_USE} unless every other open of the same node shares
 *     what it accesses, and it shares what they access ({@link OpenRequest.Share}). Plain {@link ExportVolume#open(
 *     io.fairlead.api.storage.VPath, io.fairlead.api.storage.Open)} shares everything but lets others' refusals stand.
 * <li><b>byte-range locks</b>, [MS-FSA] 2.1.5.7: mandatory; a read or write of another open that touches a locked range
 *     is {@code LOCKED}, and so is a write of any open, the owner's too, to a range locked shared
 *     ({@link OpenFile#lock}).
 * <li><b>leases</b>, [MS-SMB2] 3.3.1.12: see {@link Lease} for who breaks what.
 * <li><b>delete on close</b>, [MS-FSA] 2.1.5.4: {@link OpenFile#deleteOnClose}.
 * <li><b>changes</b>, of every session and from the storage's own {@code Watch}: {@link ExportVolume#watch}.
 * <li><b>access</b>: the user's rights, read-only mode, and path rules, before the storage is asked.
 * <li><b>durable opens</b>, [MS-SMB2] 3.3.5.9.7: an open outlives its session and the protocol module that made it
 *     ({@link OpenFile#park}, {@link #reclaim}).
 * </ul>
 */
@ProviderType
public interface Export extends Storage {
    /** Service property: the name that servers refer to, as {@code (export.name=...)}. */
    String NAME = "export.name";

    /** Its name; unique among exports, shown to users. */
    String name();

    /**
     * Tells this Export's files apart from others' in 64 bits, the same after a restart where the storage has a
     * {@link Storage#storageId} ([MS-FSCC] 2.5.9 VolumeSerialNumber, 2.4.20 FileId).
     */
    long id();

    /** As {@link #mount(Identity, Peer)}, for a caller without a peer. */
    @Override
    ExportVolume mount(Identity user) throws StorageException;

    /**
     * Opens the tree for one session.
     *
     * @throws StorageException as {@link Storage#mount}; besides {@code NOT_FOUND} if the user's home is missing
     */
    default ExportVolume mount(Identity user, Peer peer) throws StorageException {
        return mount(user, MountOptions.by(peer));
    }

    /** As {@link #mount(Identity, Peer)}. */
    ExportVolume mount(Identity user, MountOptions options) throws StorageException;

    /**
     * Looks at a parked open, which goes on waiting: whether a client may have it back is for its protocol to say, out of its
     * own state.
     *
     * @throws StorageException as {@link #reclaim}; nothing ends by it
     */
    ParkedOpen.Waiting parked(ParkedOpen.Key key, ExportVolume volume) throws StorageException;

    /**
     * The parked opens of one protocol, whoever's they are, as far as the asking session sees where their files are; they go on
     * waiting.
     *
     * @param protocol of their keys
     */
    List<ParkedOpen.Listed> parked(String protocol, ExportVolume volume) throws StorageException;

    /**
     * Closes a parked open, for its client will not want it back.
     *
     * @return false if it is not there any more: it was closed, or is somebody's again
     */
    boolean closeParked(ParkedOpen.Key key, ExportVolume volume) throws StorageException;

    /**
     * Takes back a parked open. It belongs to {@code volume} from then on.
     *
     * @throws StorageException {@code NOT_FOUND} if there is none (any more); {@code ACCESS_DENIED} if it was another
     *     user's, or the rules and the user's rights do not allow such an open any more, which ends it
     */
    ParkedOpen.Reclaimed reclaim(ParkedOpen.Key key, ExportVolume volume) throws StorageException;

    /**
     * Closes the parked opens of a user whose account has gone: else who gets the name next could take them back. Does not
     * block. One that is parked by a call under way may be left; whoever makes that call looks afterwards.
     *
     * @param user name of the identity that they were opened by
     */
    void evictParked(String user);

    /** What is open at this moment, for consoles. */
    List<OpenInfo> opens();

    /**
     * One open, for consoles.
     *
     * @param id what it is called
     * @param path its present path in the export, with {@code :stream} if it is one
     * @param user who
     * @param peer from where, as text
     * @param access what for, as text
     * @param locks byte-range locks it holds
     * @param caching what its client may keep, by a lease or an oplock
     */
    record OpenInfo(
            OpenId id, String path, String user, String peer, String access, int locks, Set<Lease.Caching> caching) {}

    /** Every byte-range lock at this moment, for consoles. */
    List<LockInfo> locks();

    /**
     * One byte-range lock, for consoles.
     *
     * @param open who holds it
     * @param range what it covers
     * @param exclusive whether nobody else may read there either
     */
    record LockInfo(OpenInfo open, ByteRange range, boolean exclusive) {}
}
