// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.util.List;
import java.util.Optional;

/**
 * Who has what open in one storage, and where it is named: share modes, pending deletions and paths. Thread-safe. Nothing
 * here calls the storage; what must not change during a call to it is kept still by a {@link Passage}.
 *
 * <p>Files are told apart by their id, and by their path as the storage folds it where ids are not stable. A file reached
 * by two names (hard or symbolic link) shares its modes under both, but a passage guards one name only.
 */
interface OpenTable {
    /**
     * Begins an open. Waits while the name, or a folder above, is being renamed or removed, and with {@code makes} while
     * anything goes on at the name.
     *
     * @throws StorageException {@code UNAVAILABLE} if the thread is interrupted while it waits
     */
    Passage enter(VPath path, boolean makes) throws StorageException;

    /** Begins the removal of what an open has open. Waits for what goes on there and below, interrupts or not. */
    Passage enterRemoval(Claim claim);

    /** Begins a rename. Waits as {@link #enterRemoval} at both names. */
    Passage enterRename(Claim claim, VPath target) throws StorageException;

    /** Begins to publish an upload. Waits as {@link #enter} does, interrupts or not. */
    Passage enterPublication(Claim upload);

    /**
     * Asked before the storage makes something: whether what is open stands against it.
     *
     * @throws StorageException {@code IN_USE}
     */
    void mayMake(Passage passage, Claim claim) throws StorageException;

    /**
     * Adds an open, if all others let it, [MS-FSA] 2.1.5.1.2.
     *
     * @throws StorageException {@code IN_USE}, and nothing was added
     */
    void admit(Passage passage, Claim claim, Node node) throws StorageException;

    /** @throws StorageException {@code IN_USE} if what is open at or below either name does not let it */
    void mayRename(Passage passage, boolean replace) throws StorageException;

    /** After the storage has renamed. */
    void renamed(Passage passage, VPath target);

    /** @throws StorageException {@code IN_USE} while an upload below is under way */
    void mayRemove(Passage passage) throws StorageException;

    /** After the storage has removed the name, or has put something else in its place. */
    void unlinked(Passage passage);

    /**
     * Sets or clears the pending deletion of an open's file.
     *
     * @return a closed open whose node is needed no longer, for the caller to {@link #forget} and close
     * @throws StorageException {@code STALE} if the open was closed or its file is gone
     */
    Optional<Claim> pendDeletion(Claim claim, boolean pending) throws StorageException;

    /**
     * Asked first when an open closes, which {@link Claim#end} has said before: from then on it stands against nobody, and
     * its own delete-on-close is the file's.
     *
     * @return whether its node is kept, to delete the file with
     */
    boolean closing(Claim claim);

    /**
     * Takes an open out.
     *
     * @return to one caller, the claim whose node is to delete the file now; new opens are {@code IN_USE} until
     *     {@link #forget}
     */
    Optional<Claim> withdraw(Claim claim);

    /** Takes out what {@link #withdraw} or {@link #pendDeletion} returned, once the storage has done its part. */
    void forget(Claim claim);

    VPath path(Claim claim);

    /** Files open under a name now, for leases. */
    List<SharedFile> filesAt(VPath path);

    /** Every open that is not closed. */
    List<Claim> claims();

    /** Whether nothing is left, no open and no passage. */
    boolean isEmpty();
}
