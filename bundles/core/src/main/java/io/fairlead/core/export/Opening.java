// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.export.ByteRange;
import io.fairlead.api.export.Lease;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open, step by step ([MS-FSA] 2.1.5.1): whatever fails, nothing has changed and nothing stays reserved. A file that
 * exists is opened in the storage before it can be told what stands against it, which does no harm as an open changes
 * nothing; something that will be made is checked before.
 */
final class Opening {
    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);

    private final Arbiter arbiter;
    private final VPath path;
    private final OpenRequest request;
    private final Session session;
    private final Mounted view;
    private final Open how;
    private final Optional<Lease.Key> leaseKey;
    private LeaseBook.Break standing;

    Opening(Arbiter arbiter, VPath path, OpenRequest request, Session session, Mounted view) {
        this.arbiter = arbiter;
        this.path = path;
        this.request = request;
        this.session = session;
        this.view = view;
        this.how = storageOpen(request);
        this.leaseKey = request.lease().map(Lease.Request::key);
    }

    /** Cutting a file to nothing needs access {@code WRITE} of the storage, though the open may not have it. */
    private static Open storageOpen(OpenRequest request) {
        Open how = request.how();
        if (!request.truncate() || how.access().contains(Open.Access.WRITE)) {
            return how;
        }
        Set<Open.Access> access = EnumSet.of(Open.Access.WRITE);
        access.addAll(how.access());
        return new Open(access, how.disposition(), how.kind(), how.links());
    }

    Claim run() throws StorageException {
        Claim claim = attempt();
        while (claim == null) {
            standing.await(); // holding nothing; see LeaseBook
            claim = attempt();
        }
        return claim;
    }

    /** Returns null if leases must be waited for. */
    private Claim attempt() throws StorageException {
        boolean makes = how.disposition() != Open.Disposition.OPEN;
        try (Passage passage = arbiter.opens.enter(path, makes)) {
            Claim claim = new Claim(request, session, view);
            if (makes) {
                arbiter.opens.mayMake(passage, claim);
            }
            Node node = view.volume().open(path, how);
            boolean stays = false;
            try {
                stays = settle(passage, claim, node);
            } finally {
                if (!stays) {
                    undo(claim, node);
                }
            }
            if (stays && node.created()) {
                arbiter.changes.publish(Change.of(Change.Type.CREATED, path));
            }
            return stays ? claim : null;
        }
    }

    /** Share modes, leases, truncation; false if leases must be waited for. */
    private boolean settle(Passage passage, Claim claim, Node node) throws StorageException {
        try {
            arbiter.opens.admit(passage, claim, node);
        } catch (StorageException refused) {
            standing = refused.reason() == Reason.IN_USE ? askLeases(LeaseBook.Step.CONFLICT) : null;
            if (standing == null) {
                throw refused;
            }
            return false;
        }
        boolean cuts = request.truncate() && !node.created() && !claim.upload;
        standing = askLeases(cuts || claim.upload ? LeaseBook.Step.REPLACE : readOrLook(claim));
        if (standing == null && cuts) {
            truncate(claim, node);
        }
        return standing == null;
    }

    private void truncate(Claim claim, Node node) throws StorageException {
        if (claim.file.guarded()) {
            claim.file.locks().mayWrite(claim, ByteRange.ALL);
        }
        node.resize(0);
        arbiter.changes.publish(Change.of(Change.Type.MODIFIED, path));
    }

    private static LeaseBook.Step readOrLook(Claim claim) {
        return claim.mode.access() == 0 ? LeaseBook.Step.LOOK : LeaseBook.Step.READ;
    }

    private LeaseBook.Break askLeases(LeaseBook.Step step) {
        if (!arbiter.leases.inForce()) {
            return null;
        }
        for (SharedFile file : arbiter.opens.filesAt(path)) {
            LeaseBook.Break found = arbiter.leases.before(file, step, leaseKey);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private void undo(Claim claim, Node node) {
        if (claim.place != null) {
            arbiter.opens.withdraw(claim);
        }
        try {
            node.abort();
            node.close();
        } catch (StorageException e) {
            LOG.debug("Closing {} after its open was refused failed", path, e);
        }
    }
}
