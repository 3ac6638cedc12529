// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.api.export.Lease;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.LinkEncountered;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.smb.dtyp.AccessMask;
import io.fairlead.smb.fscc.FileAttributes;
import io.fairlead.smb.protocol.CreateContext;
import io.fairlead.smb.protocol.CreateDisposition;
import io.fairlead.smb.protocol.CreateOptions;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.server.exchange.Breaks;
import io.fairlead.smb.server.exchange.Leases;
import io.fairlead.smb.server.exchange.Reply;
import io.fairlead.smb.server.exchange.Request;
import io.fairlead.smb.server.exchange.SmbException;
import io.fairlead.smb.server.state.CreateGuids;
import io.fairlead.smb.server.state.PastViews;
import io.fairlead.smb.server.state.SmbOpen;
import io.fairlead.smb.server.state.TreeConnect;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** CREATE, [MS-SMB2] 3.3.5.9 and [MS-FSA] 2.1.5.1. */
final class CreateHandler {
    private static final int MOST_SHARE = 0x7;
    private static final int MOST_IMPERSONATION = 3;
    private static final int MOST_ATTEMPTS = 100; // while the name gets one file after the other

    private final Request request;
    private final CreateRequest body;
    private final SmbName name;
    private final Optional<Instant> time; // of a snapshot
    private final CreateContexts contexts;
    private final CreateMetadata metadata;
    private TreeConnect.Mount view; // what is opened in, once it is known
    private boolean opensInPast; // whether there is an open that has the snapshot
    private int access; // an ACCESS_MASK without generic bits, once it is known

    private CreateHandler(
            Request request, CreateRequest body, PastName name, CreateContexts contexts, CreateMetadata metadata) {
        this.request = request;
        this.body = body;
        this.name = name.name();
        this.time = name.time();
        this.contexts = contexts;
        this.metadata = metadata;
    }

    static Reply create(Request request, CreateRequest body) throws SmbException, StorageException {
        CreateContexts contexts = CreateContexts.of(request, body);
        if (contexts.reconnect().isPresent()) {
            return Durables.reconnect(request, body, contexts);
        }
        if (request.tree().share().isPipes()) {
            return PipeHandlers.create(request, body);
        }
        check(body);
        if (QuotaHandlers.isAsked(request, body)) {
            return QuotaHandlers.create(request, body);
        }
        PastName name = PastName.of(body, request.tree().features());
        CreateMetadata metadata = CreateMetadata.of(body);
        if (contexts.appInstance().isPresent() && name.time().isEmpty()) {
            AppInstances.takeOver(request, name.name(), contexts.appInstance().get());
        }
        return Replays.once(request, body, contexts, entry -> new CreateHandler(request, body, name, contexts, metadata)
                .openPresent(entry));
    }

    /** In the order that clients see: the first fault is the one that is told. */
    private static void check(CreateRequest body) throws SmbException {
        int options = body.options();
        if (body.impersonationLevel() < 0 || body.impersonationLevel() > MOST_IMPERSONATION) {
            throw new SmbException(NtStatus.BAD_IMPERSONATION_LEVEL, "level " + body.impersonationLevel());
        }
        boolean both = has(options, CreateOptions.DIRECTORY_FILE) && has(options, CreateOptions.NON_DIRECTORY_FILE);
        if (body.disposition() < 0
                || body.disposition() > CreateDisposition.OVERWRITE_IF
                || (body.shareAccess() & ~MOST_SHARE) != 0
                || (options & ~CreateOptions.VALID) != 0
                || (body.fileAttributes() & ~FileAttributes.VALID) != 0
                || both) {
            throw new SmbException(
                    NtStatus.INVALID_PARAMETER,
                    "disposition " + body.disposition() + ", share access " + body.shareAccess()
                            + ", options " + Integer.toHexString(options) + ", attributes "
                            + Integer.toHexString(body.fileAttributes()));
        }
        if (AccessMask.isInvalid(body.desiredAccess()) || body.desiredAccess() == 0) {
            throw new SmbException(NtStatus.ACCESS_DENIED, "access " + Integer.toHexString(body.desiredAccess()));
        }
        if (has(options, CreateOptions.OPEN_BY_FILE_ID)) {
            throw new SmbException(NtStatus.NOT_SUPPORTED, "open by file id");
        }
        boolean overwrites = body.disposition() == CreateDisposition.OVERWRITE
                || body.disposition() == CreateDisposition.OVERWRITE_IF
                || body.disposition() == CreateDisposition.SUPERSEDE;
        if (overwrites && has(options, CreateOptions.DIRECTORY_FILE)) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, "a directory can't be overwritten");
        }
    }

    private static boolean has(int bits, int bit) {
        return (bits & bit) != 0;
    }

    /** What has the name in the end: a file that goes or is replaced while it is being opened was never the client's. */
    private Reply openPresent(Optional<CreateGuids.Entry> entry) throws SmbException, StorageException {
        StorageException gone = null;
        for (int i = 0; i < MOST_ATTEMPTS; i++) {
            try {
                return open(entry);
            } catch (StorageException e) {
                if (e.reason() != Reason.STALE) {
                    throw e;
                }
                gone = e;
            }
            if (request.session().tree(request.tree().id()).isEmpty()) {
                throw new SmbException(NtStatus.NETWORK_NAME_DELETED, "disconnected meanwhile");
            }
        }
        throw new SmbException(NtStatus.OBJECT_NAME_NOT_FOUND, "always gone: " + gone.getMessage());
    }

    private Reply open(Optional<CreateGuids.Entry> entry) throws SmbException, StorageException {
        TreeConnect tree = request.tree();
        if (time.isEmpty()) {
            view = tree.mount();
            return openOrStop(entry, null);
        }
        if (truncates() || has(body.options(), CreateOptions.DELETE_ON_CLOSE)) {
            throw new SmbException(NtStatus.MEDIA_WRITE_PROTECTED, "a snapshot");
        }
        PastViews.View past = tree.past(time.get());
        view = past.mount();
        opensInPast = false;
        try {
            return openOrStop(entry, past);
        } finally {
            if (!opensInPast) {
                tree.leave(past);
            }
        }
    }

    /** @param past the snapshot; null for the tree as it is */
    private Reply openOrStop(Optional<CreateGuids.Entry> entry, PastViews.View past)
            throws SmbException, StorageException {
        try {
            return open(entry, past);
        } catch (LinkEncountered met) {
            boolean namesTime =
                    time.isPresent() && body.context(CreateContext.TIMEWARP).isEmpty();
            throw new StoppedOnLink(request, body.name(), namesTime).answer(view.volume(), name.path(), met);
        }
    }

    private Reply open(Optional<CreateGuids.Entry> entry, PastViews.View past) throws SmbException, StorageException {
        TreeConnect tree = request.tree();
        int most = Rights.most(view.volume().user(), tree.features());
        access = DesiredAccess.of(view.volume(), body, name.path(), links(), most);
        boolean deleteOnClose = has(body.options(), CreateOptions.DELETE_ON_CLOSE);
        if (deleteOnClose && !has(access, AccessMask.DELETE)) {
            throw new SmbException(NtStatus.ACCESS_DENIED, "delete on close without the right to delete");
        }
        boolean readOnly = has(body.fileAttributes(), FileAttributes.READONLY);
        if (deleteOnClose && readOnly && disposition() != Open.Disposition.OPEN) {
            throw new SmbException(NtStatus.CANNOT_DELETE, "it would be read-only");
        }
        if (has(body.options(), CreateOptions.DIRECTORY_FILE) && name.isData()) {
            throw new SmbException(NtStatus.NOT_A_DIRECTORY, "a stream");
        }
        OpenFile file = described(open(deleteOnClose));
        SmbOpen open = request.session().open(tree, file, past, access, Durables.granted(contexts, file));
        opensInPast = true; // which it lets go of
        open.leaseContext(contexts.lease());
        open.appInstance(contexts.appInstance());
        open.created(action(file), request.header().status());
        var breaks = new Breaks(request.server(), request.session());
        request.exchange().afterwards(() -> breaks.answered(open));
        boolean answered = false;
        try {
            Reply reply = Reply.of(response(open, most));
            request.exchange().related().file(open.id());
            entry.ifPresent(begun -> begun.made(open));
            answered = true;
            return reply;
        } finally {
            if (!answered) {
                open.close();
            }
        }
    }

    private Links links() {
        return has(body.options(), CreateOptions.OPEN_REPARSE_POINT) ? Links.ITSELF : Links.FOLLOW;
    }

    private boolean truncates() {
        return switch (body.disposition()) {
            case CreateDisposition.OVERWRITE, CreateDisposition.OVERWRITE_IF, CreateDisposition.SUPERSEDE -> true;
            default -> false;
        };
    }

    private boolean isUnnamedStream() {
        return name.isData() && name.stream().isEmpty();
    }

    private OpenFile open(boolean deleteOnClose) throws StorageException, SmbException {
        boolean directory = has(body.options(), CreateOptions.DIRECTORY_FILE)
                && name.stream().isEmpty();
        Open.Kind kind = directory
                ? Open.Kind.DIRECTORY
                : has(body.options(), CreateOptions.NON_DIRECTORY_FILE) || isUnnamedStream()
                        ? Open.Kind.FILE
                        : Open.Kind.ANY;
        try {
            return open(kind, directory || name.path().isRoot() && name.stream().isEmpty(), deleteOnClose);
        } catch (StorageException e) {
            if (e.reason() == Reason.IS_DIRECTORY && kind == Open.Kind.ANY && !truncates()) {
                return open(Open.Kind.ANY, true, deleteOnClose); // what it's opened for is other than for a file
            }
            if (e.reason() == Reason.READ_ONLY_FILE && deleteOnClose) {
                throw new SmbException(NtStatus.CANNOT_DELETE, e.getMessage());
            }
            if (e.reason() == Reason.NOT_DIRECTORY && !directory) { // a file on the way
                throw new SmbException(NtStatus.OBJECT_PATH_NOT_FOUND, e.getMessage());
            }
            throw e;
        }
    }

    private OpenFile open(Open.Kind kind, boolean directory, boolean deleteOnClose) throws StorageException {
        Open how = new Open(storageAccess(directory), disposition(), kind, links());
        OpenRequest asked = OpenRequest.shared(how)
                .withStream(name.stream())
                .withShare(share())
                .withInitial(initial(kind == Open.Kind.DIRECTORY))
                .withSecurity(new OpenRequest.Security(access, metadata.security()));
        if (truncates()) {
            asked = asked.withTruncate();
        }
        if (deleteOnClose) {
            asked = asked.withDeleteOnClose();
        }
        Optional<Lease.Request> caching = Leases.asked(request, body, contexts.lease(), directory);
        if (caching.isPresent()) {
            asked = asked.withLease(caching.get());
        }
        return view.volume().open(name.path(), asked, request.patience(Leases.PATIENCE));
    }

    private Set<Open.Access> storageAccess(boolean directory) {
        Set<Open.Access> all = Rights.access(time.isEmpty() ? access : access & ~Rights.CHANGES, directory);
        if (!metadata.xattrs().isEmpty() && makes()) {
            all.add(Open.Access.ATTRIBUTES);
        }
        return all;
    }

    private boolean makes() {
        return disposition() != Open.Disposition.OPEN || truncates();
    }

    /** [MS-SMB2] 3.3.5.9.1: extended attributes are of a file that is made, or made anew. */
    private OpenFile described(OpenFile file) throws StorageException {
        boolean done = false;
        try {
            if (!metadata.xattrs().isEmpty() && (file.created() || truncates())) {
                file.xattrs(metadata.xattrs());
            }
            done = true;
            return file;
        } finally {
            if (!done) {
                file.close();
            }
        }
    }

    private Open.Disposition disposition() {
        return switch (body.disposition()) {
            case CreateDisposition.CREATE -> Open.Disposition.CREATE;
            case CreateDisposition.OPEN, CreateDisposition.OVERWRITE -> Open.Disposition.OPEN;
            default -> Open.Disposition.OPEN_OR_CREATE;
        };
    }

    private Set<OpenRequest.Share> share() {
        Set<OpenRequest.Share> share = EnumSet.noneOf(OpenRequest.Share.class);
        for (OpenRequest.Share one : OpenRequest.Share.values()) {
            if (has(body.shareAccess(), 1 << one.ordinal())) { // 2.2.13: read, write, delete
                share.add(one);
            }
        }
        return share;
    }

    /** [MS-FSA] 2.1.5.1.1: a new file is one to be archived. */
    private AttributeChanges initial(boolean directory) {
        int flags = body.fileAttributes() & FileAttributes.KEPT & ~FileAttributes.ARCHIVE;
        flags |= directory ? 0 : FileAttributes.ARCHIVE;
        return !makes() || flags == 0
                ? AttributeChanges.NONE
                : new AttributeChanges(null, null, null, flags, null).keptBy(view.features());
    }

    private CreateResponse response(SmbOpen open, int most) throws StorageException {
        if (contexts.allocation().isPresent() && open.file().kind() == Attributes.Kind.FILE) {
            open.allocation(Math.max(0, contexts.allocation().get()));
        }
        return new CreateAnswer(open, contexts, most).made();
    }

    private int action(OpenFile file) {
        if (file.created()) {
            return CreateResponse.CREATED;
        }
        return switch (body.disposition()) {
            case CreateDisposition.SUPERSEDE -> CreateResponse.SUPERSEDED;
            case CreateDisposition.OVERWRITE, CreateDisposition.OVERWRITE_IF -> CreateResponse.OVERWRITTEN;
            default -> CreateResponse.OPENED;
        };
    }
}
