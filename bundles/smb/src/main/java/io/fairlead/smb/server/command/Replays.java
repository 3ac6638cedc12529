// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.api.storage.StorageException;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.DurableRequest;
import io.fairlead.smb.protocol.LeaseContext;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.Smb2Header;
import io.fairlead.smb.server.exchange.Reply;
import io.fairlead.smb.server.exchange.Request;
import io.fairlead.smb.server.exchange.SmbException;
import io.fairlead.smb.server.state.CreateGuids;
import io.fairlead.smb.server.state.SmbOpen;
import java.util.Optional;

/**
 * CREATEs that are sent again, [MS-SMB2] 3.3.5.9.10: a client that has lost a channel does not know which of its requests were
 * heard.
 */
final class Replays {
    private Replays() {}

    /** Makes an open, and tells of it. */
    @FunctionalInterface
    interface Maker {
        /** @param entry is told of the open; empty if nobody may ask for it again */
        Reply make(Optional<CreateGuids.Entry> entry) throws SmbException, StorageException;
    }

    /** Serves a CREATE, once. */
    static Reply once(Request request, CreateRequest body, CreateContexts contexts, Maker maker)
            throws SmbException, StorageException {
        Optional<DurableRequest> named = contexts.durable().filter(DurableRequest::second);
        if (named.isEmpty()) {
            return maker.make(Optional.empty());
        }
        CreateGuids guids = request.server().createGuids();
        var key = new CreateGuids.Key(
                request.negotiated().clientGuid(), named.get().createGuid());
        while (true) {
            Optional<CreateGuids.Entry> begun = guids.begin(key);
            if (begun.isPresent()) {
                request.survivesConnection();
                return make(begun.get(), maker);
            }
            Optional<CreateGuids.Entry> known = guids.find(key);
            if (known.isPresent()) { // else it has just gone
                return again(request, body, contexts, known.get());
            }
        }
    }

    private static Reply make(CreateGuids.Entry entry, Maker maker) throws SmbException, StorageException {
        boolean made = false;
        try {
            Reply reply = maker.make(Optional.of(entry));
            made = true;
            return reply;
        } finally {
            if (!made) {
                entry.forget();
            }
        }
    }

    /** While it is under way the client is to ask again later, as Samba has it; Windows would refuse it for good. */
    private static Reply again(Request request, CreateRequest body, CreateContexts contexts, CreateGuids.Entry known)
            throws SmbException, StorageException {
        SmbOpen open = known.open()
                .orElseThrow(() -> new SmbException(NtStatus.FILE_NOT_AVAILABLE, "this CREATE is under way"));
        boolean replay = request.header().has(Smb2Header.REPLAY);
        if (!replay || open.tree().session() != request.session()) {
            throw new SmbException(NtStatus.DUPLICATE_OBJECTID, "the CreateGuid is in use");
        }
        if (contexts.lease().isPresent()
                && !open.leaseContext()
                        .map(LeaseContext::key)
                        .equals(contexts.lease().map(LeaseContext::key))) {
            throw new SmbException(NtStatus.ACCESS_DENIED, "sent again with another lease");
        }
        request.exchange().related().file(open.id());
        int most = Rights.most(open.view().volume().user(), open.view().features());
        return Reply.of(new CreateAnswer(open, contexts, most).again(body.oplockLevel()));
    }
}
