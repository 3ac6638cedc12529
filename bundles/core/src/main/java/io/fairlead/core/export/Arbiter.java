// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.export.Lease;
import io.fairlead.api.export.OpenId;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.acl.Descriptors;
import io.fairlead.core.arbiter.ChangeFeed;
import io.fairlead.core.arbiter.FileKey;
import io.fairlead.core.arbiter.LeaseBook;
import io.fairlead.core.arbiter.OpenRecord;
import io.fairlead.core.arbiter.OpenTable;
import io.fairlead.core.arbiter.ParkingLot;
import io.fairlead.core.arbiter.Passage;
import io.fairlead.core.arbiter.RangeLocks;
import io.fairlead.core.arbiter.Tenure;
import io.fairlead.core.arbiter.UserLease;
import io.fairlead.core.change.ChangeBacklogs;
import io.fairlead.core.change.ReportDelay;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the sessions of all Exports of one storage share, and how an open ends. What is done to names is in {@link Naming}.
 * Each operation asks the leases, enters a {@link Passage}, checks the table, calls the storage, and writes down and tells
 * what has become of it. Thread-safe.
 */
final class Arbiter {
    private static final Logger LOG = LoggerFactory.getLogger(Arbiter.class);
    /** How long what can't be cancelled waits for others. */
    static final Duration LONGEST_CLOSE = Duration.ofSeconds(Lease.BREAK_TIMEOUT_SECONDS);

    interface Closing extends AutoCloseable {
        @Override
        void close() throws StorageException;
    }

    final String storageId;
    final OpenTable opens;
    final RangeLocks locks;
    final ChangeFeed changes;
    final ReportDelay reportDelay = new ReportDelay();
    final Descriptors descriptors = new Descriptors();
    final ChangeBacklogs backlogs = new ChangeBacklogs();
    final Layers layers;
    final ParkingLot parking;
    final LeaseBook leases;
    final Owed owed = new Owed();
    private final Tenure tenure;
    /** What watches share, and leases on what others change. */
    final SharedReports reports = new SharedReports(this);

    private final Map<OpenId, LocalOpen> here = new ConcurrentHashMap<>();
    private final Set<LocalOpen> writers = ConcurrentHashMap.newKeySet();

    Arbiter(String storageId, Set<Storage.Feature> features) {
        this(storageId, Tables.local(features), Tenure.ALONE);
    }

    /** One that asks other tables than those of this process. */
    Arbiter(String storageId, Tables tables, Tenure tenure) {
        this.storageId = storageId;
        this.opens = tables.opens();
        this.locks = tables.locks();
        this.leases = tables.leases();
        this.parking = tables.parking();
        this.changes = tables.changes();
        this.layers = new Layers(changes);
        this.tenure = tenure;
    }

    /** Asked before each call to the storage. */
    void refuseUntenured() throws StorageException {
        if (!tenure.isValid()) {
            throw new StorageException(Reason.UNAVAILABLE, "others may have taken this server for gone");
        }
    }

    /** Makes an admitted open known, until {@link #gone}. */
    void arrived(LocalOpen open) {
        here.put(open.id, open);
    }

    /** What this process has open, parked and about to be deleted. */
    Collection<LocalOpen> here() {
        return here.values();
    }

    /** An open of this process; empty if it has gone, or is another's. */
    Optional<LocalOpen> find(OpenId id) {
        return Optional.ofNullable(here.get(id));
    }

    /**
     * Takes an open out again that was admitted, or may have been; its node is the caller's.
     *
     * @return the open that is to delete the file now, for {@link #deleteLast} once no passage is held
     */
    Optional<OpenId> undo(LocalOpen open, OpenRecord record) throws StorageException {
        forget(open);
        open.refused();
        try (Closing lease = () -> endLease(open, record)) {
            return owed.answer(() -> opens.withdraw(open.id), this::deleteNext);
        }
    }

    private void endLease(LocalOpen open, OpenRecord record) throws StorageException {
        open.watchedBy(null);
        owed.tell(() -> leases.closed(record));
    }

    /** A change of content or attributes by an open is about to reach the storage. Asked only while there are leases. */
    void beginsToWrite(LocalOpen open) {
        if (writers.add(open) && !here.containsKey(open.id)) { // it has just been closed
            writers.remove(open);
        }
    }

    /** Whether something here changes a file's content or attributes, or has. */
    boolean isWrittenHere(VPath path) {
        if (writers.isEmpty()) {
            return false;
        }
        Set<NodeId> there = new HashSet<>();
        try {
            opens.filesAt(path, false).forEach(file -> there.add(file.id()));
        } catch (StorageException e) {
            LOG.debug("It is not known who has {} open", path, e);
        }
        return writers.stream()
                .anyMatch(open -> there.contains(open.guard().file().id()) && isAt(open, path));
    }

    private boolean isAt(LocalOpen open, VPath path) {
        try {
            return opens.path(open.id).equals(path);
        } catch (StorageException e) {
            return false; // it has just been closed
        }
    }

    /** All of which {@link #isWrittenHere} is true. */
    Set<VPath> writtenHere() {
        Set<VPath> written = new HashSet<>();
        for (LocalOpen open : writers) {
            try {
                written.add(opens.path(open.id));
            } catch (StorageException e) {
                LOG.debug("{} has just been closed", open.id);
            }
        }
        return written;
    }

    private void gone(LocalOpen open) throws StorageException {
        if (forget(open)) {
            open.view.release();
        }
    }

    /** Whether it was here. */
    private boolean forget(LocalOpen open) {
        boolean known = here.remove(open.id, open);
        writers.remove(open);
        return known;
    }

    /** All opens of the stream know its new name. */
    void streamRenamed(LocalOpen open, String name) {
        for (LocalOpen other : here.values()) {
            if (other.guard().file().equals(open.guard().file())
                    && !other.guard().isUnlinked()) {
                other.streamRenamed(name);
            }
        }
    }

    /** Closes an open for good: publishes an upload, or deletes the file if delete-on-close is set. */
    void close(LocalOpen open) throws StorageException {
        if (!open.end()) {
            return;
        }
        open.giveBack();
        OpenRecord record = open.record();
        // last: who has waited for the lease finds nothing of the open any more
        try (Closing lease = () -> endLease(open, record);
                Closing entry = () -> end(open)) {
            owed.tell(() -> locks.releaseAll(open.id));
        }
    }

    private void end(LocalOpen open) throws StorageException {
        if (open.publishes()) {
            publish(open);
        } else {
            leave(open);
        }
    }

    private void publish(LocalOpen upload) throws StorageException {
        try (Closing view = () -> gone(upload);
                Closing entry = () -> owed.tell(() -> opens.withdraw(upload.id))) {
            new Publication(this, upload).run();
        }
    }

    /** Who watches a folder that is to go is told now: he has it open, perhaps, and so it may stay for long. */
    void tellDeletePending(LocalOpen open) throws StorageException {
        if (!open.isStream() && open.kind() == Attributes.Kind.DIRECTORY) {
            tell(open, Change.Type.DELETE_PENDING);
        }
    }

    /** The node may have to delete the file, so that it stays until the table has said. */
    private void leave(LocalOpen open) throws StorageException {
        owed.ask(() -> keeps(open), kept -> leave(open, kept));
    }

    /** Whether a node is kept, to delete the file; of a process that others take for gone, none is. */
    private boolean keeps(LocalOpen open) throws StorageException {
        try {
            return opens.closing(open.id);
        } catch (StorageException e) {
            if (e.reason() != Reason.STALE && tenure.isValid()) {
                throw e;
            }
            return false; // the table has lost it, or is to
        }
    }

    private void leave(LocalOpen open, boolean kept) throws StorageException {
        try (Closing view = kept ? () -> {} : () -> gone(open);
                Closing entry = () -> withdraw(open);
                Closing node = kept ? () -> {} : open.node()::close) {
            if (kept) {
                tellDeletePending(open);
            }
            if (open.isWritten()) {
                tellWritten(open);
                entryChanged(open);
            }
        }
    }

    /** What its folder shows of an open has changed. */
    void entryChanged(LocalOpen open) throws StorageException {
        if (leases.inForce() && !open.guard().isUnlinked()) {
            childChanged(opens.path(open.id), open.parentLease);
        }
    }

    /** Tells of a change of what is open, where it is now. */
    void tell(LocalOpen open, Change.Type type) throws StorageException {
        if (!open.upload && !open.guard().isUnlinked() && changes.isWatched()) {
            changes.publish(Change.of(type, opens.path(open.id), open.kind()));
        }
    }

    private void withdraw(LocalOpen open) throws StorageException {
        owed.ask(() -> opens.withdraw(open.id), this::deleteNext);
    }

    private void deleteNext(Optional<OpenId> deleter) throws StorageException {
        if (deleter.isPresent()) {
            deleteLast(deleter.get());
        }
    }

    /** [MS-FSA] 2.1.5.4: the last open has closed, and the deletion is pending. No passage is held. */
    void deleteLast(OpenId id) throws StorageException {
        LocalOpen deleter = find(id).orElse(null);
        if (deleter == null) {
            return; // another process has it
        }
        if (deleter.guard().isDeletePending()) {
            deleteLast(deleter);
        } else { // taken back, and nobody has heard of it
            release(id);
        }
    }

    /** Forgets an open, and deletes the file that has waited for the stream it was of. */
    private void forget(OpenId id) throws StorageException {
        owed.ask(() -> opens.forget(id), this::deleteNext);
    }

    private void deleteLast(LocalOpen deleter) throws StorageException {
        OpenId id = deleter.id;
        try (Closing view = () -> gone(deleter);
                Closing entry = () -> forget(id);
                Closing node = deleter.node()::close;
                Passage passage = opens.enterRemoval(id, Patience.of(LONGEST_CLOSE))) {
            if (!deleter.guard().isUnlinked()) {
                refuseUntenured();
                VPath path = opens.path(id);
                Optional<Change> gone = departure(deleter, path);
                deleter.node().delete();
                opens.unlinked(passage);
                gone.ifPresent(changes::publish);
                childChanged(path, deleter.parentLease);
            }
        } catch (StorageException e) {
            if (e.reason() != Reason.NOT_EMPTY) { // then the folder stays, [MS-FSA] 2.1.5.4
                throw e;
            }
            LOG.debug("A folder to be deleted on close has got entries meanwhile", e);
        }
    }

    /** What is to be told when an open's file is deleted; asked before, for nobody can look afterwards. */
    Optional<Change> departure(LocalOpen open, VPath path) throws StorageException {
        Change.Type type = open.isStream() ? Change.Type.STREAM_DELETED : Change.Type.DELETED;
        return changes.isWatched() ? Optional.of(Change.of(type, path, open.kind())) : Optional.empty();
    }

    /** Lets go of a closed open whose pending deletion was taken back. */
    void release(OpenId ghost) throws StorageException {
        LocalOpen open = find(ghost).orElse(null);
        if (open != null && here.remove(ghost, open)) {
            try (Closing view = open.view::release;
                    Closing entry = () -> forget(ghost)) {
                open.node().close();
            }
        }
    }

    /** Ends the waits of an open for locks. */
    void endWaits(LocalOpen open) {
        try {
            locks.cancelWaiting(open.id);
        } catch (StorageException e) {
            LOG.debug("An open was closed before its waits were ended", e);
        }
    }

    /** Closes an open that nobody waits for; publishes nothing. */
    void discard(LocalOpen open) {
        try {
            open.abort();
            close(open);
        } catch (StorageException e) {
            LOG.debug("Closing an open that was given up failed", e);
        } catch (RuntimeException e) { // of a storage with a fault: the others are to be closed all the same
            LOG.error("Closing an open that was given up failed", e);
        }
    }

    /** Tells of a change of content. */
    void tellWritten(LocalOpen open) throws StorageException {
        tell(open, open.isStream() ? Change.Type.STREAM_MODIFIED : Change.Type.MODIFIED);
    }

    /** As {@link #giveWay(LocalOpen, Iterable, LeaseBook.Step, Patience)}, for what is done to the open file itself. */
    void giveWay(LocalOpen open, LeaseBook.Step step, Patience patience) throws StorageException {
        if (leases.inForce()) {
            giveWay(open, List.of(open.guard().file()), step, patience);
        }
    }

    /** Breaks and awaits the leases that stand against what an open does, but its own; no passage is held. */
    void giveWay(LocalOpen open, Iterable<FileKey> files, LeaseBook.Step step, Patience patience)
            throws StorageException {
        if (!leases.inForce()) {
            return;
        }
        for (FileKey file : files) {
            long broken = leases.before(file, step, open.record().lease());
            if (broken != LeaseBook.NOTHING) {
                leases.await(broken, patience);
            }
        }
    }

    /**
     * As {@link #giveWay(LocalOpen, LeaseBook.Step, Patience)}, of what was granted while the operation was under way.
     * Nobody is waited for: with the file open here, nobody is granted to cache writes.
     */
    void giveWayAfter(LocalOpen open, LeaseBook.Step step) throws StorageException {
        if (leases.inForce()) {
            giveWayAfter(open, List.of(open.guard().file()), step);
        }
    }

    /** As {@link #giveWayAfter(LocalOpen, LeaseBook.Step)}, for what is done to other files. */
    void giveWayAfter(LocalOpen open, Iterable<FileKey> files, LeaseBook.Step step) throws StorageException {
        if (leases.inForce()) {
            for (FileKey file : files) {
                leases.before(file, step, open.record().lease());
            }
        }
    }

    /** Something at {@code path} came, went or changed: leases on its folder end. */
    void childChanged(VPath path, Optional<UserLease> parent) throws StorageException {
        if (!leases.inForce() || path.isRoot()) {
            return;
        }
        for (FileKey folder : opens.filesAt(path.parent(), false)) {
            leases.before(folder, LeaseBook.Step.CHILD, parent);
        }
    }

    /** Whoever caches a file that is open, by the same open too, must not any more; nobody is waited for. */
    void breakLeases(LocalOpen open) {
        try {
            if (leases.inForce()) {
                leases.before(open.guard().file(), LeaseBook.Step.OUTSIDE, Optional.empty());
            }
        } catch (StorageException e) {
            LOG.warn("A lease can't be broken now: {}", e.toString());
        }
    }
}
