// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.api.export.Lease.Caching;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.ParkedOpen;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.DurableReconnect;
import io.fairlead.smb.protocol.DurableRequest;
import io.fairlead.smb.protocol.LeaseContext;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.server.exchange.Breaks;
import io.fairlead.smb.server.exchange.Reply;
import io.fairlead.smb.server.exchange.Request;
import io.fairlead.smb.server.exchange.SmbException;
import io.fairlead.smb.server.state.Durability;
import io.fairlead.smb.server.state.ParkedState;
import io.fairlead.smb.server.state.Parking;
import io.fairlead.smb.server.state.SmbOpen;
import io.fairlead.smb.server.state.TreeConnect;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Durable handles, [MS-SMB2] 3.3.5.9.6, 3.3.5.9.7, 3.3.5.9.10 and 3.3.5.9.12. None is persistent. */
final class Durables {
    private static final Duration LONGEST = Duration.ofSeconds(300);
    private static final Duration LONGEST_LOSS = Duration.ofSeconds(1);
    private static final Duration DEFAULT = Duration.ofSeconds(60); // as Windows has it

    private Durables() {}

    /** Whether an open is to outlive its connection: a file's, whose client caches the handle. */
    static Optional<Durability> granted(CreateContexts contexts, OpenFile file) {
        if (contexts.durable().isEmpty() || !isFile(file)) {
            return Optional.empty();
        }
        boolean cached = file.lease()
                .map(lease -> lease.state().contains(Caching.HANDLE))
                .orElse(false);
        DurableRequest asked = contexts.durable().get();
        return cached ? Optional.of(new Durability(asked.createGuid(), timeout(asked))) : Optional.empty();
    }

    private static boolean isFile(OpenFile file) {
        try {
            return file.kind() == Attributes.Kind.FILE;
        } catch (StorageException e) {
            return false; // who answers the CREATE finds out
        }
    }

    /** The first kind names none, and its clients expect minutes. */
    private static Duration timeout(DurableRequest asked) {
        if (!asked.second()) {
            return LONGEST;
        }
        Duration wanted = Duration.ofMillis(asked.timeoutMillis());
        return wanted.isZero() ? DEFAULT : wanted.compareTo(LONGEST) > 0 ? LONGEST : wanted;
    }

    /** A client is back. Of its CREATE nothing counts but the contexts, and the name of a leased file. */
    static Reply reconnect(Request request, CreateRequest body, CreateContexts contexts)
            throws SmbException, StorageException {
        DurableReconnect asked = contexts.reconnect().orElseThrow();
        TreeConnect tree = request.tree();
        if (tree.share().isPipes()) {
            throw new SmbException(NtStatus.OBJECT_NAME_NOT_FOUND, "pipes are not durable");
        }
        long persistent = asked.fileId().persistent();
        awaitLoss(request, persistent);
        ParkedOpen.Key key = Parking.key(persistent);
        ParkedState state;
        OpenFile file;
        try {
            ParkedOpen.Waiting waiting = tree.export().parked(key, tree.volume());
            state = ParkedState.decode(waiting.state());
            check(request, body, contexts, state, waiting);
            file = tree.export().reclaim(key, tree.volume()).file();
        } catch (StorageException e) {
            if (e.reason() == Reason.UNAVAILABLE) { // the view's storage was replaced: asked again on the next
                throw e;
            }
            boolean foreign = e.reason() == Reason.ACCESS_DENIED;
            throw new SmbException(foreign ? NtStatus.ACCESS_DENIED : NtStatus.OBJECT_NAME_NOT_FOUND, e.getMessage());
        } catch (MalformedMessageException e) {
            throw new SmbException(NtStatus.OBJECT_NAME_NOT_FOUND, e.getMessage());
        }
        SmbOpen open = request.session().reopen(tree, file, persistent, state);
        open.created(CreateResponse.OPENED, request.header().status());
        var breaks = new Breaks(request.server(), request.session());
        request.exchange().afterwards(() -> breaks.answered(open));
        request.exchange().related().file(open.id());
        return Reply.of(new CreateAnswer(open, contexts, 0).back());
    }

    /** A client may be back sooner than the loss of its connection is noticed here. */
    private static void awaitLoss(Request request, long persistent) {
        request.server()
                .sessions()
                .opens()
                .filter(open -> open.tree().session() != request.session())
                .filter(open -> open.durability().isPresent() && open.id().persistent() == persistent)
                .findFirst()
                .ifPresent(open -> {
                    request.exchange().reading().handOn();
                    open.awaitEnd(LONGEST_LOSS);
                });
    }

    private static void check(
            Request request, CreateRequest body, CreateContexts contexts, ParkedState state, ParkedOpen.Waiting waiting)
            throws SmbException {
        DurableReconnect asked = contexts.reconnect().orElseThrow();
        if (asked.second() && !asked.createGuid().equals(state.durability().createGuid())) {
            throw notFound("another CreateGuid");
        }
        if (state.lease().isPresent() != contexts.lease().isPresent()) {
            throw notFound(state.lease().isPresent() ? "no lease is named" : "it has no lease");
        }
        if (state.lease().isEmpty()) {
            return;
        }
        LeaseContext lease = state.lease().get();
        LeaseContext named = contexts.lease().get();
        if (!lease.key().equals(named.key())
                || !state.client().equals(request.negotiated().clientGuid())) {
            throw notFound("the lease of somebody else");
        }
        SmbName name = SmbName.parse(body.name());
        boolean same = fold(name.path().toString()).equals(fold(waiting.path().toString()))
                && fold(name.stream()).equals(fold(waiting.stream()));
        if (!same) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, "the lease is of another file");
        }
    }

    private static String fold(String name) {
        return name.toUpperCase(Locale.ROOT);
    }

    private static SmbException notFound(String why) {
        return new SmbException(NtStatus.OBJECT_NAME_NOT_FOUND, "durable reconnect: " + why);
    }
}
