// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.export;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.api.storage.Watch;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/** One session's view of an Export. Thread-safe, blocking. */
@ProviderType
public interface ExportVolume extends Volume {
    /** Whose it is, with the rights in force. */
    Identity user();

    /**
     * The account has changed: from the next operation on these rights count, also on what is open.
     *
     * @param now the same user; a home that changed counts for later mounts only
     * @throws IllegalArgumentException for another user
     */
    void user(Identity now);

    /** Opens sharing everything, without a lease: what FTP, TFTP and streams want. */
    @Override
    OpenFile open(VPath path, Open how) throws StorageException;

    /**
     * Opens with share modes, and possibly a lease. Order of checks: path rules and rights, then (after breaking leases
     * of others that stand against it) share modes, then the storage, then truncation. What it has to wait for others it
     * waits as {@link #open(VPath, OpenRequest, Patience)} with {@link Lease#BREAK_TIMEOUT_SECONDS} does.
     *
     * @throws StorageException as {@link Volume#open}; besides {@code IN_USE} for a sharing violation, after which
     *     nothing has changed; {@code DELETE_PENDING}; {@code READ_ONLY_FILE}; {@code TOO_MANY}
     */
    default OpenFile open(VPath path, OpenRequest request) throws StorageException {
        return open(path, request, Patience.of(Lease.BREAK_TIMEOUT));
    }

    /**
     * As {@link #open(VPath, OpenRequest)}, with a bound of the caller's on the wait for leases of others to be broken.
     *
     * @throws StorageException besides {@code CANCELLED}; {@code IN_USE} when {@code patience} has run out
     */
    OpenFile open(VPath path, OpenRequest request, Patience patience) throws StorageException;

    /**
     * Changes below a directory as every session of every protocol makes them, and those that the storage reports.
     *
     * @param listener called from a thread of the Export's, never at the same time as itself. One that is slow loses
     *     changes and is told so by {@link Change.Type#OVERFLOW}
     * @throws StorageException as {@link Watch#watch}
     */
    Watch.Subscription watch(VPath directory, boolean recursive, Consumer<Change> listener) throws StorageException;
}
