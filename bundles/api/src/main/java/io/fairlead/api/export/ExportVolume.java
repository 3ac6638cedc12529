// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.export;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Snapshots;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.api.storage.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
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
     * What the descriptor of a file, and that of its directory, grant this user: an ACCESS_MASK. Rights of the account and rules of
     * the Export come on top.
     *
     * @throws StorageException as {@link #attributes}
     */
    int grantedAccess(VPath path, Links links) throws StorageException;

    /**
     * Whether the descriptor of a file itself lets this user read content, attributes and the descriptor: what access-based
     * enumeration shows. A link stands for itself.
     *
     * @throws StorageException as {@link #attributes}
     */
    boolean isReadable(VPath path) throws StorageException;

    /**
     * Changes below a directory as every session of every protocol makes them, and those that the storage reports.
     *
     * @param listener called from a thread of the Export's, never at the same time as itself. One that is slow loses
     *     changes and is told so by {@link Change.Type#OVERFLOW}; two of a session that are slow hold up the session's others
     * @throws StorageException as {@link Watch#watch}
     */
    Watch.Subscription watch(VPath directory, boolean recursive, Consumer<Change> listener) throws StorageException;

    /**
     * As {@link #watch}, for a reader that takes changes at its own pace and holds up those who make them rather than lose
     * one: when {@code room} changes wait to be taken, whoever opens something there for a change, through whatever Export of
     * this storage, waits until some were taken, at most {@code hold}. A reader that takes none for so long is told of a
     * loss, once, and holds up nobody until it takes again. What other programs do can't be held up. The thread
     * that takes must not itself change anything there: it would wait for itself.
     *
     * @param room at least 1; somewhat more may wait, since what is open already is not held up
     * @param hold not negative; an open's own {@link Patience} bounds it too
     * @throws StorageException as {@link Watch#watch}
     */
    ChangeReader changes(VPath directory, boolean recursive, int room, Duration hold) throws StorageException;

    /**
     * Quotas of users; empty where they have none. A user is told of its own use, a member of the group {@code administrators} of
     * that of everybody who has been here since the storage was exported.
     */
    Optional<UserQuotas> quotas() throws StorageException;

    /**
     * The tree as it was at one of the times that {@link Snapshots} tells, which is an extension of this volume: for the same
     * user, from the same root, under the rules of the moment. Every change is {@code READ_ONLY}, no lease is granted, and
     * what is open there stands against nobody who has the living file. The caller closes it; it ends with this volume at the
     * latest.
     *
     * @throws StorageException {@code NOT_FOUND} if there is no snapshot of that time, or the root was not there;
     *     {@code NOT_SUPPORTED} without {@code SNAPSHOTS}; {@code STALE}; {@code UNAVAILABLE}
     */
    ExportVolume asOf(Instant time) throws StorageException;
}
