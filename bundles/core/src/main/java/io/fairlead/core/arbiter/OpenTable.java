// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter;

import io.fairlead.api.export.OpenId;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.util.List;
import java.util.Optional;

/**
 * Who has what open in one storage, and where it is named: share modes, pending deletions and paths. Thread-safe. Nothing
 * here calls the storage; what must not change during a call to it is kept still by a {@link Passage}.
 *
 * <p>Files are told apart by their key, and by their path as the storage folds it where ids are not stable. A file reached
 * by two names (hard link) shares its modes under both, but a passage guards one name only.
 *
 * <p>Each method may throw {@code UNAVAILABLE}: the table can't be asked, or a name was not free within
 * {@value #LONGEST_NAME_WAIT_SECONDS} s. What was asked may have been done all the same, but for a passage, which is not held.
 * {@link #closing}, {@link #withdraw} and {@link #forget} may be asked again. An open that is not known (any more) is
 * {@code STALE}. Each wait ends by {@link Patience#cancel} with {@code CANCELLED}.
 */
public interface OpenTable {
    /** How long a call waits for another call that keeps a name still: as long as a storage that hangs may hold others up. */
    int LONGEST_NAME_WAIT_SECONDS = 60;

    /** A new id, never given before. */
    OpenId newId();

    /**
     * Begins an open. Waits while the name, or a folder above, is being renamed or removed, and with {@code makes} while
     * anything goes on at the name.
     */
    default Passage enter(VPath path, boolean makes, Patience patience) throws StorageException {
        return enter(path, "", makes, patience);
    }

    /** As {@link #enter(VPath, boolean, Patience)}, of a named stream; with {@code makes}, of its file too. */
    Passage enter(VPath path, String stream, boolean makes, Patience patience) throws StorageException;

    /** Begins the removal of what an open has open. Waits for what goes on there and below. */
    Passage enterRemoval(OpenId open, Patience patience) throws StorageException;

    /** Begins a rename. Waits as {@link #enterRemoval} at both names. */
    Passage enterRename(OpenId open, VPath target, Patience patience) throws StorageException;

    /** As {@link #enterRename}, of a named stream within its file. */
    Passage enterStreamRename(OpenId open, String name, Patience patience) throws StorageException;

    /** Begins to publish an upload. Waits as {@link #enter} does. */
    Passage enterPublication(OpenId upload, Patience patience) throws StorageException;

    /**
     * Asked before the storage makes something: whether what is open stands against it.
     *
     * @throws StorageException {@code IN_USE}, {@code DELETE_PENDING}
     */
    void mayMake(Passage passage, ShareMode mode, boolean upload) throws StorageException;

    /** As {@link #mayMake}, before an upload takes its name. */
    void mayPublish(Passage passage, OpenId upload) throws StorageException;

    /**
     * Adds an open, if all others let it, [MS-FSA] 2.1.5.1.2.
     *
     * @param created whether the storage has just made the file: what is known of another file of that id is out of date
     * @return the guard of its reads and writes
     * @throws StorageException {@code IN_USE}, {@code DELETE_PENDING}, and nothing was added
     */
    FileGuard admit(Passage passage, OpenRecord open, boolean created) throws StorageException;

    /**
     * The parked opens that stand against an open that was refused, but for the persistent ones.
     *
     * @param mode of the refused open
     * @param file what it would have opened, if that is known
     */
    List<OpenId> parkedInTheWay(Passage passage, ShareMode mode, Optional<FileKey> file) throws StorageException;

    /** The parked opens at and below the names of a passage, but for the persistent ones. */
    List<OpenId> parkedWithin(Passage passage) throws StorageException;

    /** Says of an open whether it waits for its client, and whether it may be asked to go. */
    void park(OpenId open, boolean parked, boolean persistent) throws StorageException;

    /** Gives an open to another owner. */
    void handOver(OpenId open, OpenRecord.Owner owner) throws StorageException;

    /**
     * Asked before a rename.
     *
     * @param strict whether anything open below or at the target stands against it, whatever it shares
     * @throws StorageException {@code IN_USE}, {@code DELETE_PENDING} if what is open at or below either name does not let
     *     it
     */
    void mayRename(Passage passage, boolean replace, boolean strict) throws StorageException;

    /** After the storage has renamed. */
    void renamed(Passage passage, VPath target) throws StorageException;

    /** After the storage has renamed a named stream. */
    void streamRenamed(Passage passage, OpenId open, FileKey key) throws StorageException;

    /**
     * Asked before a name becomes another one of a file, in a passage that makes it.
     *
     * @throws StorageException {@code IN_USE}, {@code DELETE_PENDING} if what is open there does not let it
     */
    void mayReplace(Passage passage, boolean replace) throws StorageException;

    /**
     * Asked before an open file becomes a link.
     *
     * @throws StorageException {@code IN_USE} while others have it open
     */
    void mayRetarget(Passage passage, OpenId open) throws StorageException;

    /** @throws StorageException {@code IN_USE} while an upload below is under way */
    void mayRemove(Passage passage) throws StorageException;

    /** After the storage has removed the name, or has put something else in its place. */
    void unlinked(Passage passage) throws StorageException;

    /** After the storage has given a file that is open another name. */
    void linked(OpenId open) throws StorageException;

    /**
     * Sets or clears the pending deletion of an open's file.
     *
     * @return a closed open whose node is needed no longer, for the caller to {@link #forget} and close
     */
    Optional<OpenId> pendDeletion(OpenId open, boolean pending) throws StorageException;

    /**
     * Asked first when an open closes: from then on it stands against nobody, and its own delete-on-close is the file's.
     *
     * @return whether its node is kept, to delete the file with
     */
    boolean closing(OpenId open) throws StorageException;

    /**
     * Takes an open out.
     *
     * @return to one caller, who is told the same if it asks again, the open whose node is to delete the file now; new opens
     *     are {@code DELETE_PENDING} until {@link #forget}. Before that, one that {@link #pendDeletion} has returned to
     *     somebody who did not get the answer: nothing is pending then
     */
    Optional<OpenId> withdraw(OpenId open) throws StorageException;

    /**
     * Takes out what {@link #withdraw} or {@link #pendDeletion} returned, once the storage has done its part.
     *
     * @return as {@link #withdraw}: the next of the same file; the file, when the last of its streams has gone
     */
    Optional<OpenId> forget(OpenId open) throws StorageException;

    /** Where an open's file is named now, or was last. */
    VPath path(OpenId open) throws StorageException;

    /**
     * Files open under a name now, for leases.
     *
     * @param below those open below it, too
     */
    List<FileKey> filesAt(VPath path, boolean below) throws StorageException;

    /** Every open that is not closed, for consoles, with its present path. */
    List<Named> opens() throws StorageException;

    /** Whether nothing is left, no open and no passage. */
    boolean isEmpty();

    /**
     * An open and where it is.
     *
     * @param open which
     * @param path its present path in the storage
     * @param parked whether it waits for its client
     */
    record Named(OpenRecord open, VPath path, boolean parked) {}
}
