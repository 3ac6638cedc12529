// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.api.export.ByteRange;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.Empty;
import io.fairlead.smb.protocol.LockRequest;
import io.fairlead.smb.protocol.LockRequest.Element;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.server.exchange.Reply;
import io.fairlead.smb.server.exchange.Request;
import io.fairlead.smb.server.exchange.SmbException;
import io.fairlead.smb.server.state.SmbOpen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** LOCK, [MS-SMB2] 3.3.5.14. */
final class LockHandler {
    /** Longer than any client waits; what ends a wait is its CANCEL, or the end of its session. */
    private static final Duration LONG = Duration.ofDays(1);

    private final Request request;
    private final SmbOpen open;
    private final LockRequest body;

    private LockHandler(Request request, SmbOpen open, LockRequest body) {
        this.request = request;
        this.open = open;
        this.body = body;
    }

    static Reply lock(Request request, LockRequest body) throws SmbException, StorageException {
        if (body.locks().isEmpty()) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, "no lock element");
        }
        SmbOpen open = request.open(body.fileId());
        if (open.file().kind() == Attributes.Kind.DIRECTORY) {
            throw new SmbException(NtStatus.INVALID_DEVICE_REQUEST, "LOCK of a directory");
        }
        LockHandler handler = new LockHandler(request, open, body);
        boolean replays = open.durability().isPresent()
                || request.negotiated().dialect().atLeast(Dialect.SMB_3_0); // which has several channels
        if (replays && open.lockSequences().isDone(body.sequenceIndex(), body.sequenceNumber())) {
            return Reply.of(new Empty());
        }
        if ((body.locks().get(0).flags() & Element.UNLOCK) != 0) {
            handler.unlockAll();
        } else {
            handler.lockAll();
        }
        if (replays) {
            open.lockSequences().done(body.sequenceIndex(), body.sequenceNumber());
        }
        return Reply.of(new Empty());
    }

    /** 3.3.5.14.1: in order; what was unlocked before a fault stays so. */
    private void unlockAll() throws SmbException, StorageException {
        for (Element element : body.locks()) {
            if (element.flags() != Element.UNLOCK) {
                throw new SmbException(NtStatus.INVALID_PARAMETER, "flags " + element.flags());
            }
            try {
                open.file().unlock(range(element));
            } catch (StorageException e) {
                if (e.reason() == Reason.NOT_FOUND) {
                    throw new SmbException(NtStatus.RANGE_NOT_LOCKED, e.getMessage());
                }
                throw e;
            }
        }
    }

    /** 3.3.5.14.2: all or none. */
    private void lockAll() throws SmbException, StorageException {
        if (request.session().isExpired()) { // 3.3.5.2.9 lets LOCK pass for the sake of unlocking
            throw new SmbException(NtStatus.NETWORK_SESSION_EXPIRED, "the client has to prove again who it is");
        }
        check();
        List<ByteRange> held = new ArrayList<>();
        boolean all = false;
        try {
            for (Element element : body.locks()) {
                ByteRange range = range(element);
                lock(element, range);
                held.add(range);
            }
            all = true;
        } finally {
            for (int i = held.size() - 1; !all && i >= 0; i--) {
                open.file().unlock(held.get(i));
            }
        }
    }

    private void check() throws SmbException {
        for (Element element : body.locks()) {
            int kind = element.flags() & ~Element.FAIL_IMMEDIATELY;
            boolean waits = (element.flags() & Element.FAIL_IMMEDIATELY) == 0;
            if (kind != Element.SHARED && kind != Element.EXCLUSIVE
                    || waits && body.locks().size() > 1) {
                throw new SmbException(NtStatus.INVALID_PARAMETER, "flags " + element.flags());
            }
        }
    }

    private void lock(Element element, ByteRange range) throws SmbException, StorageException {
        boolean waits = (element.flags() & Element.FAIL_IMMEDIATELY) == 0;
        Patience patience = waits ? request.patience(LONG) : Patience.none();
        try {
            open.file().lock(range, (element.flags() & Element.EXCLUSIVE) != 0, patience);
        } catch (StorageException e) {
            switch (e.reason()) {
                case LOCKED -> throw new SmbException(NtStatus.LOCK_NOT_GRANTED, e.getMessage());
                case STALE -> throw new SmbException(NtStatus.RANGE_NOT_LOCKED, e.getMessage()); // closed meanwhile
                default -> throw e;
            }
        }
    }

    private static ByteRange range(Element element) throws SmbException {
        try {
            return new ByteRange(element.offset(), element.length());
        } catch (IllegalArgumentException e) {
            throw new SmbException(NtStatus.INVALID_LOCK_RANGE, e.getMessage());
        }
    }
}
