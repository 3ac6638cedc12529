// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.open;

import io.fairlead.api.storage.NodeId;
import io.fairlead.smb.client.connection.Answer;
import io.fairlead.smb.client.connection.Awaited;
import io.fairlead.smb.client.connection.ClientRequest;
import io.fairlead.smb.client.connection.ClientTree;
import io.fairlead.smb.client.connection.ConnectionLostException;
import io.fairlead.smb.client.connection.StatusException;
import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.NtStatus;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open of the server's, [MS-SMB2] 3.2.1.6. It belongs to one connection; one that is kept is opened again on another when
 * that is lost, and its requests are sent again as far as they may be. Thread-safe.
 */
public final class RemoteHandle {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteHandle.class);
    private static final int MOST_ATTEMPTS = 10; // of one request, whatever the server makes of it

    private final ServerLink link;
    private final CreateResponse response;
    private final NodeId nodeId;
    private final Keeping keeping; // null if it ends with its connection
    private final AtomicBoolean closed = new AtomicBoolean();
    private final ReentrantLock recovering = new ReentrantLock();
    private volatile Bound bound; // changed under the lock
    private volatile boolean maybeClosed; // a CLOSE was sent, and not answered
    private ConnectionLostException gone; // guarded by the lock; once it can't be had again
    private volatile KeptFile kept; // null unless it stays open for whoever reads the file next

    /** Where it is open now. */
    private record Bound(ClientTree tree, FileId id) {}

    /** The server has ended the session or the tree, though the connection goes on. */
    private static final class Ended extends ConnectionLostException {
        private static final long serialVersionUID = 1;

        Ended() {
            super("the server has ended the session", false, null);
        }
    }

    /** A request on its way. */
    public static final class Pending {
        private final HandleRequest request;
        private final Bound sentTo;
        private final Awaited awaited;
        private final int logins;
        private final int sequence;

        private Pending(HandleRequest request, Bound sentTo, Awaited awaited, int logins, int sequence) {
            this.request = request;
            this.sentTo = sentTo;
            this.awaited = awaited;
            this.logins = logins;
            this.sequence = sequence;
        }

        /** Nobody will ask for its answer, or use the one that was given. */
        void forget() {
            awaited.forget();
        }

        /** Waits until the server has taken it up: it is answered, or is to be answered some time. */
        public void awaitBegun() throws IOException {
            awaited.awaitBegun();
        }
    }

    RemoteHandle(ServerLink link, ClientTree tree, CreateResponse response, NodeId nodeId, Keeping keeping) {
        this.link = link;
        this.response = response;
        this.nodeId = nodeId;
        this.keeping = keeping;
        bound = new Bound(tree, response.fileId());
        link.handles().incrementAndGet();
    }

    /** As the server answered to the first open. */
    public CreateResponse response() {
        return response;
    }

    /** Which file it is, whatever its name. */
    public NodeId nodeId() {
        return nodeId;
    }

    /** Where it is open now. */
    public ClientTree tree() {
        return bound.tree;
    }

    /** The server that has it. */
    public ServerLink link() {
        return link;
    }

    /** What may be cached of it; null if nothing. */
    HeldLease lease() {
        return keeping == null ? null : keeping.lease();
    }

    /** How it is had again; null if it is not. */
    public Keeping keeping() {
        return keeping;
    }

    /** What is known of the file, and who else has it by this handle; null if it is one node's alone. */
    public KeptFile kept() {
        return kept;
    }

    void keep(KeptFile file) {
        kept = file;
    }

    /** One node is done with it: it is closed if no other has it, and it is not kept for the next. */
    public void leave() throws IOException {
        if (isLeft()) {
            close();
        }
    }

    /** As {@link #leave}, but without waiting for the answer: for what changes nothing by its end. */
    public void leaveSoon() throws IOException {
        if (isLeft()) {
            closeSoon();
        }
    }

    private boolean isLeft() {
        KeptFile file = kept;
        if (file == null) {
            return true;
        }
        boolean stays = file.leave();
        if (!stays) {
            file.end();
        }
        return !stays;
    }

    /** The server caches the handle no longer, and waits for our answer; gives whether the handle was closed, which is one. */
    boolean handlesLost() {
        KeptFile file = kept;
        if (file == null || !file.detach()) {
            loosen();
            return false;
        }
        file.end();
        try {
            close();
        } catch (IOException e) {
            LOG.debug("{} was not closed: {}", file.name, e.getMessage());
        }
        return true;
    }

    /** Has the file open in nobody's way, if it was otherwise. */
    void loosen() {
        recovering.lock();
        try {
            Bound old = bound;
            if (keeping == null
                    || !keeping.isExclusive()
                    || closed.get()
                    || old.tree.connection().isLost()) {
                return;
            }
            Keeping.Found found = keeping.again(old.tree, this);
            bound = new Bound(found.tree(), found.id());
            old.tree
                    .send(new ClientRequest(Command.CLOSE, new CloseRequest(0, old.id)))
                    .await();
        } catch (IOException e) {
            LOG.debug("a file stays in the way of others: {}", e.getMessage());
        } finally {
            recovering.unlock();
        }
    }

    /**
     * A request to be awaited later, by {@link #finish}.
     *
     * @throws ConnectionLostException if it can't be sent, and the file can't be had again
     */
    public Pending begin(HandleRequest request) throws IOException {
        return begin(request, false);
    }

    private Pending begin(HandleRequest request, boolean replay) throws IOException {
        boolean sent = replay;
        for (int attempt = 1; ; attempt++) {
            Bound now = bound;
            try {
                return send(now, request, sent);
            } catch (ConnectionLostException e) {
                if (attempt == MOST_ATTEMPTS) {
                    throw e;
                }
                sent |= e.sent();
                recover(now, request, e);
            }
        }
    }

    private Pending send(Bound to, HandleRequest request, boolean replay) throws IOException {
        int logins = to.tree.session().logins();
        int sequence = link.channelSequence();
        ClientRequest sent = request.to(to.id, replay);
        Awaited awaited = request.isLarge() ? link.channels().send(to.tree, sent) : to.tree.send(sent);
        return new Pending(request, to, awaited, logins, sequence);
    }

    /**
     * The answer to a request that was begun, whatever the status. If the session has expired meanwhile it is renewed, and the
     * request sent again: it has had no effect. If the connection was lost, it is sent again if it may take effect twice.
     *
     * @throws ConnectionLostException if it is not sent again, or the file can't be had again
     */
    public Answer finish(Pending begun) throws IOException {
        Pending pending = begun;
        Backoff backoff = new Backoff();
        boolean replayed = false;
        for (int attempt = 1; ; attempt++) {
            try {
                Answer answer = pending.awaited.await();
                if (attempt == MOST_ATTEMPTS) {
                    return answer;
                }
                if (answer.is(NtStatus.NETWORK_SESSION_EXPIRED)) {
                    pending.sentTo.tree.session().renew(pending.logins);
                } else if (answer.is(NtStatus.FILE_NOT_AVAILABLE)
                        && (replayed || pending.sequence != link.channelSequence())) {
                    backoff.pause(); // what it repeats is still under way, or was overtaken over another channel
                } else if (answer.is(NtStatus.FILE_CLOSED) && pending.sentTo != bound) {
                    backoff.pause(); // it was opened again meanwhile
                } else if (keeping != null && keeping.isHadAgain() && link.hasEnded(pending.sentTo.tree, answer)) {
                    throw new Ended();
                } else {
                    return answer;
                }
                pending = begin(pending.request, replayed);
            } catch (ConnectionLostException e) {
                if (attempt == MOST_ATTEMPTS) {
                    throw e;
                }
                recover(pending.sentTo, pending.request, e);
                replayed |= e.sent();
                pending = begin(pending.request, replayed);
            }
        }
    }

    private void recover(Bound lost, HandleRequest request, ConnectionLostException cause) throws IOException {
        boolean unknown = cause.sent() && !request.repeatable();
        if (!unknown && !(cause instanceof Ended) && !lost.tree.session().isLost()) {
            return; // it is open over another channel as it was
        }
        if (keeping == null || !keeping.isHadAgain() || unknown || closed.get()) {
            throw cause;
        }
        recovering.lock();
        try {
            if (gone != null) {
                throw gone;
            }
            if (bound == lost) {
                Keeping.Found found = keeping.again(lost.id, this, cause);
                bound = new Bound(found.tree(), found.id());
            }
        } catch (ConnectionLostException e) {
            gone = e;
            throw e;
        } finally {
            recovering.unlock();
        }
    }

    /**
     * Sends a request and waits for its answer, whatever the status.
     *
     * @throws ConnectionLostException as {@link #begin} and {@link #finish}
     */
    public Answer ask(HandleRequest request) throws IOException {
        return finish(begin(request));
    }

    /**
     * As {@link #ask}, of what has succeeded.
     *
     * @throws StatusException if it was refused
     */
    public Answer succeed(HandleRequest request) throws IOException {
        Answer answer = ask(request);
        if (!answer.is(NtStatus.SUCCESS)) {
            throw new StatusException(request.command(), answer.status());
        }
        return answer;
    }

    /**
     * Sends a request and, in the same message, the CLOSE that follows it. When it returns the handle is closed; when the
     * request was refused {@link #isClosed} tells, for servers differ.
     *
     * @throws StatusException if it was refused
     * @throws ConnectionLostException if it is not known what the server has done; as far as is known the handle is open
     */
    public void succeedAndClose(HandleRequest request) throws IOException {
        for (boolean again = true; ; again = false) {
            Bound now = bound;
            int logins = now.tree.session().logins();
            ClientRequest close = new ClientRequest(Command.CLOSE, new CloseRequest(0, FileId.RELATED));
            Answer done;
            try {
                List<Awaited> sent = now.tree.send(List.of(request.to(now.id, false), close));
                done = sent.get(0).await();
                if (sent.get(1).await().is(NtStatus.SUCCESS)) {
                    closedByServer();
                }
            } catch (ConnectionLostException e) {
                maybeClosed |= e.sent();
                throw e;
            }
            boolean expired = done.is(NtStatus.NETWORK_SESSION_EXPIRED);
            if (done.is(NtStatus.SUCCESS)) {
                close();
                return;
            }
            if (!expired || isClosed() || !again) {
                throw new StatusException(request.command(), done.status());
            }
            now.tree.session().renew(logins);
        }
    }

    /** Whether it was closed, by us or by the server. */
    public boolean isClosed() {
        return closed.get();
    }

    /** As {@link #close}, but without waiting for the answer: for what changes nothing by its end. */
    public void closeSoon() throws IOException {
        if (bound.tree.connection().isLost()) {
            close();
        } else if (closed.compareAndSet(false, true)) {
            link.handles().decrementAndGet();
            recovering.lock();
            try {
                link.closings().send(bound.tree, bound.id);
            } catch (ConnectionLostException e) {
                // then the server closes it by itself
            } finally {
                if (keeping != null) {
                    keeping.end(bound.id);
                }
                recovering.unlock();
            }
        }
    }

    /**
     * Gives it back to the server, once. Its end with the connection is no failure; but if the server keeps it, and there is a
     * connection again, it is closed over that.
     *
     * @throws IOException if the server refuses, or it is not known whether what its end was to do is done
     */
    public void close() throws IOException {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        link.handles().decrementAndGet();
        ConnectionLostException unknown = null;
        recovering.lock();
        try {
            boolean wasThere = !bound.tree.connection().isLost();
            if (!wasThere && link.isConnected()) {
                findAgain();
            }
            try {
                closeOnce();
            } catch (ConnectionLostException e) {
                if (keeping == null) { // what its end was to do, as a deletion, may not be done yet
                    unknown = e;
                }
                if (unknown == null && wasThere) {
                    findAgain();
                    closeOnce();
                }
            }
        } catch (ConnectionLostException e) {
            // then the server closes it by itself
        } finally {
            if (keeping != null) {
                keeping.end(bound.id);
            }
            recovering.unlock();
        }
        if (unknown != null) {
            throw unknown;
        }
    }

    private void findAgain() {
        if (keeping != null && gone == null) {
            try {
                Keeping.Found found = keeping.toClose(bound.id);
                bound = new Bound(found.tree(), found.id());
            } catch (IOException e) {
                // it is closed already, or will be
            }
        }
    }

    private void closeOnce() throws IOException {
        if (bound.tree.connection().isLost()) {
            return;
        }
        Answer answer;
        try {
            answer = askToClose();
        } catch (ConnectionLostException e) {
            if (bound.tree.session().isLost()) {
                throw e;
            }
            maybeClosed |= e.sent();
            answer = askToClose(); // over another channel
        }
        if (!answer.is(NtStatus.SUCCESS) && !(maybeClosed && answer.is(NtStatus.FILE_CLOSED))) {
            throw new StatusException(Command.CLOSE, answer.status());
        }
    }

    private Answer askToClose() throws IOException {
        HandleRequest close = HandleRequest.once(Command.CLOSE, 0, id -> new CloseRequest(0, id));
        Pending pending = send(bound, close, false);
        Answer answer = pending.awaited.await();
        if (answer.is(NtStatus.NETWORK_SESSION_EXPIRED)) {
            bound.tree.session().renew(pending.logins);
            answer = send(bound, close, false).awaited.await();
        }
        return answer;
    }

    /** As {@link #close}, when the server has closed it already. */
    void closedByServer() {
        if (closed.compareAndSet(false, true)) {
            link.handles().decrementAndGet();
            if (keeping != null) {
                keeping.end(bound.id);
            }
        }
    }
}
