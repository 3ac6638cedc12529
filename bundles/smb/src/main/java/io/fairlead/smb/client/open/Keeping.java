// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.open;

import io.fairlead.smb.client.connection.Answer;
import io.fairlead.smb.client.connection.ClientConnection;
import io.fairlead.smb.client.connection.ClientRequest;
import io.fairlead.smb.client.connection.ClientTree;
import io.fairlead.smb.client.connection.ConnectionLostException;
import io.fairlead.smb.client.connection.StatusException;
import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateContext;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.DurableReconnect;
import io.fairlead.smb.protocol.DurableRequest;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.FileTimesAndSizes;
import io.fairlead.smb.protocol.LeaseContext;
import io.fairlead.smb.protocol.LeaseState;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.OplockLevel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * How an open file is had again after its connection was lost, [MS-SMB2] 3.2.4.4: as a durable handle, which the server has
 * kept for us; and, if it only reads and the server has not, by its name, if that is still the same file and nothing in it has
 * changed. Its handle's lock guards it, but for the lease.
 */
public final class Keeping {
    private static final int CACHING = LeaseState.READ_CACHING | LeaseState.HANDLE_CACHING;
    private static final long NOTICING_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final UUID NO_PARENT = new UUID(0, 0);

    private final ShareFiles files;
    private volatile Wanted wanted; // changed when it is opened again to be in nobody's way
    private final HeldLease lease = new HeldLease();
    private final UUID createGuid = UUID.randomUUID();
    private final boolean leased;
    private final boolean second; // durable handles and leases of 3.0 and later
    private FileTimesAndSizes seen;
    private boolean durable;
    private volatile String name;
    private long missingSince; // when the server said for the first time that it does not have it; 0 if it has not
    private volatile String otherName; // it may have, if a rename is on its way; null if none is

    Keeping(ShareFiles files, Wanted wanted, ClientConnection connection) {
        this.files = files;
        this.wanted = wanted;
        this.name = wanted.name();
        leased = connection.leases();
        second = connection.dialect().atLeast(Dialect.SMB_3_0);
        if (leased) {
            files.link().leases().asking(lease);
        }
    }

    HeldLease lease() {
        return lease;
    }

    /** The CREATE that asks for all of it. */
    CreateRequest request() {
        Duration wait = files.link().recovery().multipliedBy(2);
        List<CreateContext> contexts = new ArrayList<>(Wanted.DISK_ID);
        if (isHadAgain()) {
            contexts.add(new DurableRequest(second, wait.toMillis(), 0, createGuid).encode());
        }
        return with(wanted, contexts);
    }

    private CreateRequest with(Wanted as, List<CreateContext> contexts) {
        return with(as, CACHING, contexts);
    }

    private CreateRequest with(Wanted as, int state, List<CreateContext> contexts) {
        if (leased) {
            LeaseContext asked = new LeaseContext(second, lease.key(), state, 0, NO_PARENT, lease.epoch());
            contexts.add(new CreateContext(CreateContext.LEASE, asked.encode()));
        }
        return as.request(leased ? OplockLevel.LEASE : OplockLevel.BATCH, contexts);
    }

    /** What the server has made of it. */
    void granted(CreateResponse response) throws IOException {
        seen = response.file();
        durable = has(response, second ? CreateContext.DURABLE_REQUEST_V2 : CreateContext.DURABLE_REQUEST);
        held(response);
    }

    /** From now on breaks are answered. */
    void begin(ClientTree tree, FileId id, RemoteHandle handle) {
        lease.onHandlesLost(handle::handlesLost);
        begin(tree, id);
    }

    private void begin(ClientTree tree, FileId id) {
        if (leased) {
            files.link().leases().granted(lease, tree);
        } else {
            files.link().leases().granted(lease, tree, id);
        }
    }

    /** Whether it can be had again: of a folder nobody knows how far it was listed. */
    boolean isHadAgain() {
        return !wanted.isDirectory();
    }

    /** Whether others are kept from deleting and renaming the file until the handle is taken back. */
    boolean isExclusive() {
        return wanted.shared() != Wanted.SHARE_ALL;
    }

    private void held(CreateResponse response) throws IOException {
        if (!leased) {
            lease.granted(HeldLease.state(response.oplockLevel()), 0);
            return;
        }
        int bits = 0;
        int epoch = 0;
        for (CreateContext context : response.contexts()) {
            if (context.name().equals(CreateContext.LEASE)) {
                LeaseContext told = LeaseContext.decode(context.data());
                bits = told.state();
                epoch = told.epoch();
            }
        }
        lease.granted(bits, epoch);
    }

    private static boolean has(CreateResponse response, String context) {
        return response.contexts().stream().anyMatch(each -> each.name().equals(context));
    }

    /** Nothing of it is wanted any more. */
    void end(FileId id) {
        files.link().leases().ended(lease, id);
    }

    /** How the file is called, as far as is known. */
    public String name() {
        return name;
    }

    /** It, or a folder above it, was renamed. */
    public void moved(String from, String to) {
        String now = name;
        if (now.equalsIgnoreCase(from) || now.regionMatches(true, 0, from + "\\", 0, from.length() + 1)) {
            name = to + now.substring(from.length());
        }
    }

    /** A rename is on its way. */
    public void renaming(String target) {
        otherName = target;
    }

    /** It is known how the file is called. */
    public void renamed(String current) {
        name = current;
        otherName = null;
    }

    /** A tree and the id of the open in it. */
    record Found(ClientTree tree, FileId id) {}

    /**
     * Has it again; tries for as long as the link allows.
     *
     * @param lost its id before
     * @param handle whose it is
     * @throws ConnectionLostException if the server can't be reached, or does not have it any more
     */
    Found again(FileId lost, RemoteHandle handle, ConnectionLostException cause) throws IOException {
        files.link().leases().ended(lease, lost);
        lease.suspend();
        missingSince = 0;
        long deadline = System.nanoTime() + files.link().recovery().toNanos();
        Backoff backoff = new Backoff();
        while (true) {
            try {
                return once(lost, handle);
            } catch (ConnectionLostException e) {
                boolean late = System.nanoTime() - deadline >= 0;
                if (late || handle.isClosed() || !files.link().isRecovering()) {
                    throw e;
                }
                backoff.pause();
            } catch (IOException e) {
                throw new ConnectionLostException(
                        cause.getMessage() + "; and the file can't be had again: " + e.getMessage(), true, e);
            }
        }
    }

    /** Has it again if the server has kept it, without waiting for anything. */
    Found toClose(FileId lost) throws IOException {
        if (!durable) {
            throw new IOException("it has ended with its connection");
        }
        return reconnect(files.link().tree(files.share()), lost, name);
    }

    private Found once(FileId lost, RemoteHandle handle) throws IOException {
        ClientTree tree = files.link().tree(files.share());
        StatusException refused = null;
        if (durable && sameKind(tree.connection())) {
            for (String each : otherName == null ? List.of(name) : List.of(name, otherName)) {
                try {
                    return reconnectSoon(tree, lost, each);
                } catch (StatusException e) {
                    refused = e;
                }
            }
        }
        if (wanted.onlyReads()) {
            return byName(tree, handle);
        }
        throw refused == null ? new IOException("the server has not promised to keep it") : refused;
    }

    /**
     * The server may be about to find out that its client is away: it is given time for that, once for however many connections
     * that takes, but anew if it may have given the file to one that was lost.
     */
    private Found reconnectSoon(ClientTree tree, FileId lost, String as) throws IOException {
        Backoff backoff = new Backoff();
        while (true) {
            try {
                return reconnect(tree, lost, as);
            } catch (StatusException e) {
                boolean early = e.is(NtStatus.OBJECT_NAME_NOT_FOUND) || e.is(NtStatus.FILE_NOT_AVAILABLE);
                long now = System.nanoTime();
                missingSince = missingSince == 0 ? now | 1 : missingSince;
                if (!early || now - missingSince >= NOTICING_NANOS) {
                    throw e;
                }
                backoff.pause();
            } catch (ConnectionLostException e) {
                missingSince = e.sent() ? 0 : missingSince;
                throw e;
            }
        }
    }

    private boolean sameKind(ClientConnection connection) {
        return connection.leases() == leased && connection.dialect().atLeast(Dialect.SMB_3_0) == second;
    }

    private Found reconnect(ClientTree tree, FileId lost, String as) throws IOException {
        List<CreateContext> contexts = new ArrayList<>();
        contexts.add(new DurableReconnect(second, lost, createGuid).encode());
        CreateResponse response = create(tree, with(wanted.named(as), contexts));
        held(response);
        begin(tree, response.fileId());
        return new Found(tree, response.fileId());
    }

    /**
     * Opens the file once more, under the same lease, and so that it is in nobody's way; the other open is to be closed then.
     *
     * @throws IOException if that fails, or it is another file by now
     */
    Found again(ClientTree tree, RemoteHandle handle) throws IOException {
        Wanted inNobodysWay = wanted.named(name).sharing(Wanted.SHARE_ALL);
        CreateRequest request = with(inNobodysWay, lease.state(), new ArrayList<>(Wanted.DISK_ID));
        int logins = tree.session().logins();
        Answer answer = tree.send(new ClientRequest(Command.CREATE, request)).await();
        if (answer.is(NtStatus.NETWORK_SESSION_EXPIRED)) {
            tree.session().renew(logins);
            answer = tree.send(new ClientRequest(Command.CREATE, request)).await();
        }
        if (!answer.is(NtStatus.SUCCESS)) {
            throw new StatusException(Command.CREATE, answer.status());
        }
        CreateResponse response = CreateResponse.decode(answer.body());
        if (!files.nodeId(name, response).equals(handle.nodeId())) {
            closeAgain(tree, response);
            throw new IOException("it is another one now");
        }
        wanted = inNobodysWay;
        durable = false; // that was the other open
        return new Found(tree, response.fileId());
    }

    private static void closeAgain(ClientTree tree, CreateResponse response) throws IOException {
        tree.send(new ClientRequest(Command.CLOSE, new CloseRequest(0, response.fileId())))
                .await();
    }

    private CreateResponse create(ClientTree tree, CreateRequest request) throws IOException {
        if (leased) {
            files.link().leases().asking(lease);
        }
        Answer answer = tree.send(new ClientRequest(Command.CREATE, request)).await();
        if (!answer.is(NtStatus.SUCCESS)) {
            throw new StatusException(Command.CREATE, answer.status());
        }
        return CreateResponse.decode(answer.body());
    }

    /** Its durability is not asked for again: it was not given. */
    private Found byName(ClientTree tree, RemoteHandle handle) throws IOException {
        Wanted again = wanted.named(name).sharing(Wanted.SHARE_ALL);
        CreateResponse response = create(tree, again.request(OplockLevel.NONE, Wanted.DISK_ID));
        FileTimesAndSizes now = response.file();
        boolean other = !files.nodeId(name, response).equals(handle.nodeId()) || now.created() != seen.created();
        boolean changed =
                now.size() != seen.size() || now.written() != seen.written() || now.changed() != seen.changed();
        if (other || changed) {
            closeAgain(tree, response);
            throw new IOException(other ? "it is another one now" : "it has changed meanwhile");
        }
        wanted = again;
        return new Found(tree, response.fileId());
    }
}
