// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.acl.FileAccess;
import io.fairlead.api.export.Lease;
import io.fairlead.api.export.OpenId;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.acl.Token;
import io.fairlead.core.arbiter.FileGuard;
import io.fairlead.core.arbiter.FileKey;
import io.fairlead.core.arbiter.LeaseBook;
import io.fairlead.core.arbiter.OpenRecord;
import io.fairlead.core.arbiter.Passage;
import io.fairlead.core.arbiter.ShareMode;
import io.fairlead.core.arbiter.UserLease;
import io.fairlead.core.names.CaseFolding;
import java.util.EnumSet;
import java.util.List;
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

    /** What breaks nothing ([MS-FSA] 2.1.5.1.2.1). */
    private static final int LOOKS = FileAccess.READ_ATTRIBUTES | FileAccess.WRITE_ATTRIBUTES | FileAccess.SYNCHRONIZE;

    private final Arbiter arbiter;
    private final VPath path;
    private final OpenRequest request;
    private final LocalOpen open;
    private final Patience patience;
    private final ShareMode mode;
    private final OpenCheck check;

    /** What the last attempt has to do once it holds nothing any more. */
    private long standing = LeaseBook.NOTHING;

    private List<OpenId> parked = List.of();
    private OpenId unfinished;
    private OpenRecord asked; // to be taken back if this fails; null before
    private StorageException refused;
    private StorageException stuck; // why it could not be taken back

    /**
     * @param open not yet admitted
     * @param token who opens
     */
    Opening(Arbiter arbiter, VPath path, OpenRequest request, LocalOpen open, Token token, Patience patience) {
        this.arbiter = arbiter;
        this.path = path;
        this.request = request;
        this.open = open;
        this.patience = patience;
        this.mode = ShareMode.of(request);
        this.check = new OpenCheck(arbiter.descriptors, open.view.volume(), path, request, token);
    }

    private boolean makes() {
        return request.how().disposition() != Open.Disposition.OPEN;
    }

    private Set<Storage.Feature> features() {
        return open.storage.features();
    }

    /** Opens, and makes the open known. */
    void run() throws StorageException {
        while (!attempt()) {
            if (stuck != null) { // a second try would have the same id
                throw stuck;
            }
            boolean waited = standing != LeaseBook.NOTHING;
            if (waited) {
                arbiter.leases.await(standing, patience);
            }
            if (!new Parking(arbiter).evict(parked) && !waited) {
                throw refused;
            }
        }
    }

    /** Returns false if others have to give way first. */
    private boolean attempt() throws StorageException {
        standing = LeaseBook.NOTHING;
        parked = List.of();
        refused = null;
        try (Passage passage = arbiter.opens.enter(path, request.stream(), makes(), patience)) {
            return attempt(passage);
        } finally {
            if (unfinished != null) { // no passage is held any more
                deleteFor(unfinished);
                unfinished = null;
            }
        }
    }

    private boolean attempt(Passage passage) throws StorageException {
        arbiter.refuseUntenured();
        if (makes()) {
            try {
                arbiter.opens.mayMake(passage, mode, open.upload);
            } catch (StorageException e) {
                return mustGiveWay(passage, Optional.empty(), e);
            }
        }
        Opened opened = opened();
        boolean stays = false;
        try {
            if (settle(passage, opened)) {
                tell(opened);
                stays = true;
            }
        } finally {
            if (!stays) {
                undo(opened);
            }
        }
        if (stays) {
            opened.settled();
        }
        return stays;
    }

    private Opened opened() throws StorageException {
        OpenRequest granted = check.prepare();
        try {
            return Opened.open(open.view.volume(), path, granted, features(), check.describes());
        } catch (StorageException e) {
            throw check.refused(e);
        }
    }

    /** Share modes, leases, truncation; false if others have to give way first. */
    private boolean settle(Passage passage, Opened opened) throws StorageException {
        Node node = opened.node();
        FileKey file = new FileKey(arbiter.storageId, node.id(), CaseFolding.fold(request.stream()));
        check.settle(opened);
        refuseReadOnly(opened);
        refuseHidden(opened);
        if (opened.file().created() && !request.initial().isEmpty()) {
            opened.file().change(request.initial());
            open.differs(open.isStream() || !opened.shows(request.initial()));
        }
        boolean hardLinked = !open.upload
                && features().contains(Storage.Feature.HARD_LINKS)
                && opened.first().links() > 1
                && opened.first().isFile();
        Optional<UserLease> key = open.ownLease;
        OpenRecord record = new OpenRecord(
                open.id, file, mode, open.access, open.upload, request.deleteOnClose(), hardLinked, open.owner(), key);
        FileGuard guard;
        try {
            asked = record;
            guard = arbiter.opens.admit(passage, record, node.created());
        } catch (StorageException e) {
            asked = e.reason() == Reason.UNAVAILABLE ? record : null; // nobody knows whether it was admitted
            return mustGiveWay(passage, Optional.of(file), e);
        }
        open.admitted(record, node, guard);
        arbiter.arrived(open);
        boolean leased = key.isPresent() && open.holder() != null && !open.upload;
        if (leased) {
            arbiter.leases.mayHold(guard.file(), key.get());
        }
        boolean cuts = request.truncate() && !node.created() && !open.upload;
        standing = leases(step(cuts), Optional.of(guard.file()));
        if (standing != LeaseBook.NOTHING) {
            return false;
        }
        if (cuts) {
            truncate(guard, opened);
        }
        if (leased) {
            grant(record, request.lease().get());
        }
        return true;
    }

    /** A lease on what may change behind our back is granted only if we are told. */
    private void grant(OpenRecord record, Lease.Request asked) throws StorageException {
        if (features().contains(Storage.Feature.EXTERNAL_CHANGES) && arbiter.leases != LeaseBook.NONE) {
            try {
                open.watchedBy(OutsideWatch.begin(arbiter, open));
            } catch (StorageException e) {
                LOG.debug("{} gets no lease: nobody tells of changes from outside", path, e);
                return;
            }
        }
        Lease.Request possible = open.kind() == Attributes.Kind.DIRECTORY ? ofDirectory(asked) : asked;
        Optional<Lease> granted = arbiter.leases.grant(record, possible, open.holder());
        open.granted(granted);
        if (granted.isEmpty()) {
            open.watchedBy(null);
        }
    }

    /** [MS-SMB2] 3.3.5.9.11: what a directory can be leased for. */
    private static Lease.Request ofDirectory(Lease.Request asked) {
        Set<Lease.Caching> wanted = EnumSet.noneOf(Lease.Caching.class);
        if (asked.kind() == Lease.Kind.LEASE) {
            wanted.addAll(asked.wanted());
            wanted.remove(Lease.Caching.WRITE);
        }
        return new Lease.Request(asked.kind(), asked.key(), wanted, asked.parent(), asked.epoch());
    }

    /**
     * Something stands against the open: whether leases are to be broken first, or parked opens can go, is noted for
     * {@link #run}.
     *
     * @return false
     * @throws StorageException {@code e} if neither helps
     */
    private boolean mustGiveWay(Passage passage, Optional<FileKey> file, StorageException e) throws StorageException {
        if (e.reason() == Reason.IN_USE) {
            standing = leases(LeaseBook.Step.CONFLICT, file);
        }
        if (e.reason() == Reason.IN_USE || e.reason() == Reason.DELETE_PENDING) {
            parked = arbiter.opens.parkedInTheWay(passage, mode, file);
        }
        if (standing == LeaseBook.NOTHING && parked.isEmpty()) {
            throw e;
        }
        refused = e;
        return false;
    }

    /** [MS-FSA] 2.1.5.1.2.1: a file with FILE_ATTRIBUTE_READONLY is not opened to be written, nor to go. */
    private void refuseReadOnly(Opened opened) throws StorageException {
        boolean changes = (mode.access() & ShareMode.WRITE) != 0 || request.deleteOnClose();
        if (changes
                && !open.upload
                && features().contains(Storage.Feature.DOS_FLAGS)
                && !opened.node().created()
                && (opened.first().dosFlags() & Attributes.READ_ONLY) != 0
                && opened.first().isFile()) {
            throw new StorageException(Reason.READ_ONLY_FILE, path);
        }
    }

    /** [MS-FSA] 2.1.5.1.2: who overwrites a hidden or a system file, and says what attributes it gets, must say these. */
    private void refuseHidden(Opened opened) throws StorageException {
        Integer said = request.initial().dosFlags();
        if (request.truncate()
                && said != null
                && !open.upload
                && !open.isStream()
                && !opened.node().created()
                && opened.first() != null
                && opened.first().isFile()
                && (opened.first().dosFlags() & (Attributes.HIDDEN | Attributes.SYSTEM) & ~said) != 0) {
            throw new StorageException(Reason.ACCESS_DENIED, path + ": is hidden or a system file");
        }
    }

    /** [MS-FSA] 2.1.5.1.2: whatever ranges are locked. */
    private void truncate(FileGuard guard, Opened opened) throws StorageException {
        Node node = opened.node();
        node.resize(0);
        open.differs(true);
        AttributeChanges wanted = request.initial();
        if (!wanted.isEmpty() && !open.isStream() && !opened.has(wanted)) {
            node.change(wanted);
        }
        arbiter.giveWayAfter(open, List.of(guard.file()), LeaseBook.Step.WRITE);
        arbiter.tell(open, open.isStream() ? Change.Type.STREAM_MODIFIED : Change.Type.MODIFIED);
    }

    private LeaseBook.Step step(boolean cuts) {
        if (open.upload) {
            return LeaseBook.Step.REPLACE;
        }
        return cuts ? LeaseBook.Step.TRUNCATE : readOrLook();
    }

    /** What counts as a look differs between oplocks and leases, as Windows has it. */
    private LeaseBook.Step readOrLook() {
        if (mode.access() != 0) {
            return LeaseBook.Step.READ;
        }
        int exact = request.security().map(OpenRequest.Security::access).orElse(LOOKS);
        if ((exact & ~LOOKS) == 0) {
            return LeaseBook.Step.LOOK;
        }
        return (exact & ~(LOOKS | FileAccess.READ_CONTROL)) == 0 ? LeaseBook.Step.DESCRIPTOR : LeaseBook.Step.READ;
    }

    /** Leases that stand against a step, at this file, and at the files that an upload will replace. */
    private long leases(LeaseBook.Step step, Optional<FileKey> file) throws StorageException {
        if (!arbiter.leases.inForce()) {
            return LeaseBook.NOTHING;
        }
        List<FileKey> asked = open.upload || file.isEmpty() ? arbiter.opens.filesAt(path, false) : List.of(file.get());
        for (FileKey one : asked) {
            long found = arbiter.leases.before(one, step, open.ownLease);
            if (found != LeaseBook.NOTHING) {
                return found;
            }
        }
        return LeaseBook.NOTHING;
    }

    private void tell(Opened opened) throws StorageException {
        if (opened.madeFile()) {
            arbiter.childChanged(path, open.parentLease);
            if (arbiter.changes.isWatched()) {
                arbiter.changes.publish(
                        Change.of(Change.Type.CREATED, path, open.isStream() ? Attributes.Kind.FILE : open.kind()));
            }
        }
        if (open.isStream() && opened.node().created()) {
            arbiter.tell(open, Change.Type.STREAM_CREATED);
        }
    }

    private void undo(Opened opened) {
        try {
            if (asked != null) {
                OpenRecord record = asked;
                asked = null;
                unfinished = arbiter.undo(open, record).orElse(null);
            }
        } catch (StorageException e) {
            LOG.debug("Taking {} back after its open was refused failed", path, e);
            stuck = e;
        }
        opened.undo();
    }

    /** Another's deletion, which only waited for this open. */
    private void deleteFor(OpenId deleter) {
        try {
            arbiter.deleteLast(deleter);
        } catch (StorageException e) {
            LOG.warn("{} was to be deleted when its last open closed, but could not be: {}", path, e.toString());
        }
    }
}
