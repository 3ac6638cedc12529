// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

import io.fairlead.api.auth.Identity;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A tree of files behind our SPI; published as an OSGi service with the property {@link #NAME}. Thread-safe, blocking.
 *
 * <p>What an implementer must know beyond the methods: <ul>
 * <li>A minimum read-only storage implements {@code features}, {@code mount}, {@link Volume#attributes},
 *     {@link Volume#open}, {@link Node#id}, {@link Node#attributes}, {@link Node#read}, {@link Node#next},
 *     {@link Node#rewind} and {@code close}; every other method has a default, which refuses what would change something and
 *     says so.
 * <li>Share modes, locks, leases and change events are not a storage's business: the Export keeps them, by
 *     {@link NodeId}. A storage lets any number of nodes be open on one file at a time.
 * <li>Every failure is a {@link StorageException} whose {@link Reason} fits what the methods name; nothing else is
 *     thrown but programming errors. A call that throws has changed nothing, unless the method says otherwise.
 * <li>A storage outlives its service registration for as long as volumes are open on it: when it is withdrawn it refuses
 *     new mounts with {@link Reason#UNAVAILABLE}, and may let open volumes end or make them {@link Reason#STALE}.
 * <li>{@code StorageContract} in {@code fairlead-testing} checks all of it and skips by {@link #features()}.
 * </ul>
 */
@ConsumerType
public interface Storage {
    /** Service property: the name that exports refer to, as {@code (storage.name=...)}. */
    String NAME = "storage.name";

    /** Service property: {@link #storageId}, where the storage has one. */
    String ID = "storage.id";

    /**
     * Which files these are: a text that is the same for all storages over the same files, at the same root, whatever they
     * are wrapped in, on this machine and on others, and after a restart. Sessions on storages of one id share their opens
     * and locks. Whatever wraps a storage without changing its paths must pass it on. Without one, each storage object
     * stands for itself.
     */
    default Optional<String> storageId() {
        return Optional.empty();
    }

    /** What this storage can do; fixed for its life. Servers advertise by it, contract tests skip by it. */
    Set<Feature> features();

    /**
     * Opens the tree as {@code user} sees it. The caller closes the volume with the protocol session.
     *
     * @throws StorageException {@link Reason#ACCESS_DENIED} if the user may not see it at all,
     *     {@link Reason#UNAVAILABLE} if the storage was withdrawn or its remote end can't be reached
     */
    Volume mount(Identity user) throws StorageException;

    /**
     * As {@link #mount(Identity)}, which is the same as {@link LinkPolicy#FOLLOW}. A storage with
     * {@link Feature#SYMLINKS} must implement it, and whatever wraps a storage must pass it on.
     */
    default Volume mount(Identity user, LinkPolicy policy) throws StorageException {
        return mount(user);
    }

    /** What storages differ in. */
    enum Feature {
        /** Files, directories and attributes can be changed at all. */
        WRITE,
        /** {@link Node#write} takes any position in any order; without it, each write starts where the last ended. */
        RANDOM_WRITE,
        /** {@link Open.Disposition#REPLACE} and {@link Node#rename} replace a file at once: no moment without one. */
        ATOMIC_REPLACE,
        /** Names that differ only in case are one file. */
        CASE_INSENSITIVE,
        /** {@link NodeId}s survive renames. */
        STABLE_IDS,
        /** An open node goes on after its file was renamed or deleted (as POSIX has it). */
        OPEN_SURVIVES_UNLINK,
        /** {@link AttributeChanges#modified} is kept, to the second or better. */
        SET_MODIFIED,
        /** {@link AttributeChanges#accessed} is kept, to the second or better. */
        SET_ACCESSED,
        /** {@link AttributeChanges#created} is kept, to the microsecond or better, and {@link Attributes#created} tells it. */
        SET_CREATED,
        /** {@link AttributeChanges#dosFlags} are kept. */
        DOS_FLAGS,
        /** {@link AttributeChanges#mode} is kept. */
        SET_MODE,
        /** Empty directories exist (an object store may have none). */
        DIRECTORIES,
        /** Files change behind the storage's back; without a {@link Watch} leases are not granted. */
        EXTERNAL_CHANGES,
        /** {@link Open.Access#APPEND} works. */
        APPEND,
        /** {@link Volume#space} knows numbers. */
        SPACE,
        /**
         * There is {@link Symlinks}, and the storage can be mounted with {@link LinkPolicy#STOP}. A remote one that can't, since
         * its server follows links by itself, offers {@link Symlinks} without this.
         */
        SYMLINKS,
        /** There is {@link HardLinks}. */
        HARD_LINKS,
        /** There is {@link Streams}. */
        STREAMS,
        /** There is {@link Xattrs}. */
        XATTRS,
        /** There is {@link ServerCopy}. */
        SERVER_COPY,
        /** There is {@link Snapshots}. */
        SNAPSHOTS,
        /**
         * A lack: files are reached by their whole names only. Nothing but the root is a directory, nothing can be listed,
         * renamed or deleted, no times are known (as it is with TFTP).
         */
        BY_NAME_ONLY
    }
}
