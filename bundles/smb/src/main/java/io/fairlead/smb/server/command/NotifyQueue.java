// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Watch;
import io.fairlead.smb.fscc.NotifyInformation;
import io.fairlead.smb.protocol.ChangeNotifyRequest;
import io.fairlead.smb.protocol.ErrorResponse;
import io.fairlead.smb.protocol.Message;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.OutputResponse;
import io.fairlead.smb.server.exchange.Reply;
import io.fairlead.smb.server.exchange.Request;
import io.fairlead.smb.server.exchange.SmbException;
import io.fairlead.smb.server.state.SmbOpen;
import io.fairlead.smb.server.state.Watching;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Changes of an open directory, and the CHANGE_NOTIFYs that wait for them, [MS-SMB2] 3.3.5.19: the first one says what is
 * told, and changes between two of them are kept, up to the room it gave. Thread-safe.
 */
final class NotifyQueue implements Watching {
    private static final int NAMES = NotifyInformation.FILTER_FILE_NAME | NotifyInformation.FILTER_DIR_NAME;
    private static final int CONTENT = NotifyInformation.FILTER_SIZE | NotifyInformation.FILTER_LAST_WRITE;
    private static final int ABOUT = NotifyInformation.FILTER_ATTRIBUTES
            | NotifyInformation.FILTER_LAST_WRITE
            | NotifyInformation.FILTER_LAST_ACCESS
            | NotifyInformation.FILTER_CREATION
            | NotifyInformation.FILTER_EA
            | NotifyInformation.FILTER_SECURITY;
    private static final int STREAM_CONTENT =
            NotifyInformation.FILTER_STREAM_SIZE | NotifyInformation.FILTER_STREAM_WRITE;
    private static final int MOST_WAITING = 64; // requests of one open

    private final SmbOpen open;
    private final int filter;
    private final boolean recursive;
    private final long room;
    private final Watch.Subscription subscription;
    private final Deque<Waiting> waiting = new ArrayDeque<>(); // guarded by this, as the others
    private final Deque<Told> kept = new ArrayDeque<>();
    private long keptBytes;
    private boolean lost;
    private boolean going; // the directory has gone, or will
    private boolean ended;

    private record Told(int action, String name) {}

    /** One CHANGE_NOTIFY; its answer has to wait until the interim one has gone out. */
    private static final class Waiting {
        final Request request;
        final long most; // bytes that its answer may have
        boolean deferred; // guarded by the queue, as the next
        Reply early; // that came before it was

        Waiting(Request request, long most) {
            this.request = request;
            this.most = most;
        }
    }

    NotifyQueue(SmbOpen open, ChangeNotifyRequest first) throws StorageException {
        this.open = open;
        this.filter = first.filter();
        this.recursive = (first.flags() & ChangeNotifyRequest.WATCH_TREE) != 0;
        this.room = first.most();
        this.subscription = open.file().watch(recursive, this::changed);
    }

    /**
     * Answers at once if there is something to tell, else later.
     *
     * @return null if later
     */
    Reply ask(Request request, long most) throws SmbException, StorageException {
        boolean gone = open.file().isDeletePending();
        Waiting wanted = new Waiting(request, most);
        subscription.settle(); // the client knows of what it has done, and expects to hear of it
        synchronized (this) {
            going &= gone; // it may have been taken back
            if (gone && kept.isEmpty() && !ended) {
                throw new SmbException(NtStatus.DELETE_PENDING, "the directory goes");
            }
            if (lost || !kept.isEmpty() || ended) {
                return take(most);
            }
            if (waiting.size() >= MOST_WAITING) {
                throw new SmbException(NtStatus.INSUFFICIENT_RESOURCES, "too many CHANGE_NOTIFYs wait");
            }
            waiting.add(wanted);
        }
        boolean good = false;
        try {
            request.defer(() -> cancelled(wanted));
            good = true;
        } finally {
            if (!good) {
                withdraw(wanted);
            }
        }
        Reply early;
        synchronized (this) {
            wanted.deferred = true;
            early = wanted.early;
        }
        if (early != null) {
            request.completeOnce(early);
        }
        return null;
    }

    private synchronized boolean withdraw(Waiting one) {
        return waiting.remove(one);
    }

    private void cancelled(Waiting one) {
        if (withdraw(one)) {
            answer(one, failed(NtStatus.CANCELLED));
        }
    }

    private void answer(Waiting one, Reply reply) {
        synchronized (this) {
            if (!one.deferred) {
                one.early = reply;
                return;
            }
        }
        one.request.completeOnce(reply);
    }

    /** What was kept, if it fits; else the client has to look for itself. */
    private Reply take(long most) {
        if (ended) {
            return failed(NtStatus.NOTIFY_CLEANUP);
        }
        if (lost || keptBytes > most) {
            lost = false;
            kept.clear();
            keptBytes = 0;
            return new Reply(NtStatus.NOTIFY_ENUM_DIR, new OutputResponse(new byte[0]));
        }
        NotifyInformation out = new NotifyInformation();
        kept.forEach(told -> out.add(told.action, told.name));
        kept.clear();
        keptBytes = 0;
        return Reply.of(new OutputResponse(out.toBytes()));
    }

    private static Reply failed(NtStatus status) {
        Message body = status == NtStatus.NOTIFY_CLEANUP ? new OutputResponse(new byte[0]) : ErrorResponse.PLAIN;
        return new Reply(status, body);
    }

    private void changed(Change change) {
        Waiting answered = null;
        Reply reply = null;
        List<Waiting> rest = List.of();
        synchronized (this) {
            note(change);
            if (!waiting.isEmpty() && (lost || !kept.isEmpty())) {
                answered = waiting.remove();
                reply = take(answered.most);
            }
            if (going) {
                rest = List.copyOf(waiting);
                waiting.clear();
            }
        }
        if (answered != null) {
            answer(answered, reply);
        }
        rest.forEach(each -> answer(each, failed(NtStatus.DELETE_PENDING)));
    }

    private void note(Change change) {
        if (change.path().equals(open.file().path())) {
            going |= change.type() == Change.Type.DELETED || change.type() == Change.Type.DELETE_PENDING;
        }
        switch (change.type()) {
            case DELETE_PENDING -> {} // of this directory
            case CREATED -> keep(names(change), NotifyInformation.ADDED, change.path());
            case DELETED -> keep(names(change), NotifyInformation.REMOVED, change.path());
            case MODIFIED -> keep(CONTENT, NotifyInformation.MODIFIED, change.path());
            case ATTRIBUTES -> keep(ABOUT, NotifyInformation.MODIFIED, change.path());
            case STREAM_CREATED ->
                keep(NotifyInformation.FILTER_STREAM_NAME, NotifyInformation.ADDED_STREAM, change.path());
            case STREAM_DELETED ->
                keep(NotifyInformation.FILTER_STREAM_NAME, NotifyInformation.REMOVED_STREAM, change.path());
            case STREAM_MODIFIED -> keep(STREAM_CONTENT, NotifyInformation.MODIFIED_STREAM, change.path());
            case RENAMED -> renamed(change);
            case OVERFLOW -> lost = true;
        }
    }

    /** [MS-FSA] 2.1.5.14.11: within one directory it is a rename, else it goes here and comes there. */
    private void renamed(Change change) {
        boolean within = change.from().parent().equals(change.path().parent());
        keep(names(change), within ? NotifyInformation.RENAMED_OLD_NAME : NotifyInformation.REMOVED, change.from());
        keep(names(change), within ? NotifyInformation.RENAMED_NEW_NAME : NotifyInformation.ADDED, change.path());
    }

    private static int names(Change change) {
        return change.kind()
                .map(kind -> kind == Attributes.Kind.DIRECTORY
                        ? NotifyInformation.FILTER_DIR_NAME
                        : NotifyInformation.FILTER_FILE_NAME)
                .orElse(NAMES);
    }

    private void keep(int filters, int action, VPath path) {
        VPath directory = open.file().path();
        boolean below = !path.equals(directory) && path.startsWith(directory);
        boolean here = below && (recursive || path.parent().equals(directory));
        if ((filter & filters) == 0 || !here || lost) {
            return;
        }
        String text = path.toString()
                .substring(directory.isRoot() ? 1 : directory.toString().length() + 1);
        String name = text.replace('/', '\\');
        Told told = new Told(action, name);
        if (action == NotifyInformation.MODIFIED && told.equals(kept.peekLast())) {
            return; // as it has been told to be
        }
        keptBytes += NotifyInformation.bytes(name);
        if (keptBytes > room) {
            lost = true;
        } else {
            kept.add(told);
        }
    }

    @Override
    public void ended() {
        subscription.close();
        List<Waiting> left;
        synchronized (this) {
            ended = true;
            left = List.copyOf(waiting);
            waiting.clear();
        }
        left.forEach(each -> answer(each, failed(NtStatus.NOTIFY_CLEANUP)));
    }
}
