// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the sessions of all Exports of one storage share, and the operations on names: each asks the leases, enters a
 * {@link Passage}, checks the table, calls the storage, and writes down and tells what has become of it. Thread-safe.
 */
final class Arbiter {
    private static final Logger LOG = LoggerFactory.getLogger(Arbiter.class);

    private interface Closing extends AutoCloseable {
        @Override
        void close() throws StorageException;
    }

    final OpenTable opens;
    final ChangeFeed changes = new LocalChanges();
    final ParkingLot parking = new LocalParking();
    final LeaseBook leases = LeaseBook.NONE;
    private final Storage storage;

    Arbiter(Storage storage) {
        this.storage = storage;
        this.opens = new LocalOpens(storage.features());
    }

    Storage storage() {
        return storage;
    }

    /** Opens; the claim keeps {@code view} open until it is closed. */
    Claim open(VPath path, OpenRequest request, Session session, Mounted view) throws StorageException {
        view.retain();
        Claim opened = null;
        try {
            opened = new Opening(this, path, request, session, view).run();
            return opened;
        } finally {
            if (opened == null) {
                view.release();
            }
        }
    }

    /** Closes an open for good: publishes an upload, or deletes the file if that was its last wish. */
    void close(Claim claim) throws StorageException {
        if (!claim.end()) {
            return;
        }
        claim.file.unlockAll(claim);
        leases.closed(claim);
        if (claim.publishes()) {
            publish(claim);
            return;
        }
        boolean kept = opens.closing(claim);
        try (Closing view = kept ? () -> {} : claim.view::release;
                Closing entry = () -> withdraw(claim);
                Closing node = kept ? () -> {} : claim.node::close) {
            if (claim.written && !claim.upload && changes.isWatched()) {
                changes.publish(Change.of(Change.Type.MODIFIED, opens.path(claim)));
            }
        }
    }

    private void withdraw(Claim claim) throws StorageException {
        Optional<Claim> deleter = opens.withdraw(claim);
        if (deleter.isPresent()) {
            deleteLast(deleter.get());
        }
    }

    /** [MS-FSA] 2.1.5.4: the last open has closed, and the deletion is pending. */
    private void deleteLast(Claim deleter) throws StorageException {
        try (Closing view = deleter.view::release;
                Closing entry = () -> opens.forget(deleter);
                Closing node = deleter.node::close;
                Passage passage = opens.enterRemoval(deleter)) {
            if (!deleter.unlinked) {
                VPath path = opens.path(deleter);
                deleter.node.delete();
                changes.publish(Change.of(Change.Type.DELETED, path));
            }
        } catch (StorageException e) {
            if (e.reason() != Reason.NOT_EMPTY) { // then the folder stays, [MS-FSA] 2.1.5.4
                throw e;
            }
            LOG.debug("A folder to be deleted on close has got entries meanwhile", e);
        }
    }

    private void publish(Claim upload) throws StorageException {
        giveWay(upload, LeaseBook.Step.REPLACE, null);
        try (Closing view = upload.view::release;
                Closing entry = () -> opens.withdraw(upload);
                Passage passage = opens.enterPublication(upload)) {
            try {
                opens.mayMake(passage, upload);
            } catch (StorageException refused) {
                upload.abort();
                upload.node.close();
                throw refused;
            }
            VPath path = opens.path(upload);
            boolean replaces = changes.isWatched() && exists(upload.view, path);
            upload.node.close();
            opens.unlinked(passage);
            changes.publish(Change.of(replaces ? Change.Type.MODIFIED : Change.Type.CREATED, path));
        }
    }

    private static boolean exists(Mounted view, VPath path) {
        try {
            view.volume().attributes(path);
            return true;
        } catch (StorageException e) {
            return false;
        }
    }

    void rename(Claim claim, VPath target, boolean replace) throws StorageException {
        giveWay(claim, LeaseBook.Step.MOVE, target);
        try (Passage passage = opens.enterRename(claim, target)) {
            refuseUnlinked(claim);
            opens.mayRename(passage, replace);
            VPath from = opens.path(claim);
            claim.node.rename(target, replace);
            if (!from.equals(target)) {
                opens.renamed(passage, target);
                changes.publish(Change.renamed(from, target));
            }
        }
    }

    void delete(Claim claim) throws StorageException {
        giveWay(claim, LeaseBook.Step.MOVE, null);
        try (Passage passage = opens.enterRemoval(claim)) {
            refuseUnlinked(claim);
            opens.mayRemove(passage);
            VPath path = opens.path(claim);
            claim.node.delete();
            opens.unlinked(passage);
            changes.publish(Change.of(Change.Type.DELETED, path));
        }
    }

    void deleteOnClose(Claim claim, boolean delete) throws StorageException {
        Optional<Claim> idle;
        try (Passage passage = opens.enterRemoval(claim)) { // nothing is made below between the look and the mark
            if (delete) {
                refuseUndeletable(claim);
            }
            idle = opens.pendDeletion(claim, delete);
        }
        if (idle.isPresent()) {
            Claim ghost = idle.get();
            try (Closing view = ghost.view::release;
                    Closing entry = () -> opens.forget(ghost)) {
                ghost.node.close();
            }
        }
    }

    /** [MS-FSA] 2.1.5.14.3. */
    private void refuseUndeletable(Claim claim) throws StorageException {
        Attributes attributes = claim.node.attributes();
        VPath path = opens.path(claim);
        if ((attributes.dosFlags() & Attributes.READ_ONLY) != 0) {
            throw new StorageException(Reason.READ_ONLY, path);
        }
        if (attributes.isDirectory()) {
            try (Node folder = claim.view.volume().open(path, Open.list())) {
                if (!folder.next(1).isEmpty()) {
                    throw new StorageException(Reason.NOT_EMPTY, path);
                }
            }
        }
    }

    private static void refuseUnlinked(Claim claim) throws StorageException {
        if (claim.unlinked) {
            throw new StorageException(Reason.STALE, "the file was deleted or replaced");
        }
    }

    /** Breaks and awaits the leases that stand against an operation; no passage is held. */
    void giveWay(Claim claim, LeaseBook.Step step) throws StorageException {
        await(leases.before(claim.file, step, Optional.empty()));
    }

    /** {@code target} null means where the open is named now. */
    private void giveWay(Claim claim, LeaseBook.Step step, VPath target) throws StorageException {
        if (!leases.inForce()) {
            return;
        }
        giveWay(claim, step);
        for (SharedFile file : opens.filesAt(target == null ? opens.path(claim) : target)) {
            await(leases.before(file, step, Optional.empty()));
        }
    }

    private static void await(LeaseBook.Break standing) throws StorageException {
        if (standing != null) {
            standing.await();
        }
    }
}
