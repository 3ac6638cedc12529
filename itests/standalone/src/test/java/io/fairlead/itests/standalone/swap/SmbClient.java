// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.standalone.swap;

import io.fairlead.smb.client.connection.Answer;
import io.fairlead.smb.client.connection.ClientConnection;
import io.fairlead.smb.client.connection.ClientRequest;
import io.fairlead.smb.client.connection.ClientSession;
import io.fairlead.smb.client.connection.ClientTree;
import io.fairlead.smb.client.connection.ConnectionLostException;
import io.fairlead.smb.client.connection.ConnectionOwner;
import io.fairlead.smb.client.connection.ConnectionSettings;
import io.fairlead.smb.client.connection.Credentials;
import io.fairlead.smb.client.connection.StatusException;
import io.fairlead.smb.protocol.CloseRequest;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.CreateContext;
import io.fairlead.smb.protocol.CreateDisposition;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.DurableReconnect;
import io.fairlead.smb.protocol.DurableRequest;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.LeaseBreak;
import io.fairlead.smb.protocol.LeaseContext;
import io.fairlead.smb.protocol.LeaseState;
import io.fairlead.smb.protocol.Message;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.OplockBreak;
import io.fairlead.smb.protocol.OplockLevel;
import io.fairlead.smb.protocol.ReadRequest;
import io.fairlead.smb.protocol.ReadResponse;
import io.fairlead.smb.protocol.WriteRequest;
import io.fairlead.smb.transport.MessageMemory;
import io.fairlead.testing.Pattern;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes and reads a file of its own, again and again in one session. When the server ends the connection it connects anew,
 * takes its open file back by its durable handle, [MS-SMB2] 3.2.4.4, and sends the request again: so nothing may fail, unless
 * the server has broken the lease before, without which the handle is not durable.
 */
public final class SmbClient implements Client {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int PIECE = 64 * 1024;
    private static final int TRIES =
            5; // to connect: whoever connects to a server that is just leaving is cut off once more
    private static final int ALL_ACCESS = 0x1f01ff;
    private static final int SHARE_ALL = 7; // what keeps others out ends when core is replaced
    private static final int ALL = LeaseState.READ_CACHING | LeaseState.HANDLE_CACHING | LeaseState.WRITE_CACHING;
    private static final AtomicInteger TAKEN_BACK = new AtomicInteger();

    private final ConnectionSettings settings;
    private final String share;
    private final String file;
    private final int size;
    private final long pauseMillis; // of a transfer behind each piece
    private final MessageMemory memory = new MessageMemory();
    private long rounds;
    private ClientConnection connection;
    private Told told; // by it
    private ClientTree tree;
    private Open open; // null while no file is

    /**
     * A file that is open, with what it is taken back by.
     *
     * @param durable whether the server has said so
     * @param breaks that its connection had told of before
     */
    private record Open(UUID lease, UUID guid, FileId id, boolean durable, int breaks) {}

    /** How often a client has taken a file back. */
    public static int takenBack() {
        return TAKEN_BACK.get();
    }

    public SmbClient(int port, String share, String file, int size, long pauseMillis) {
        this.settings = new ConnectionSettings(
                "127.0.0.1",
                port,
                UUID.randomUUID(),
                TIMEOUT,
                TIMEOUT,
                false,
                false,
                ConnectionSettings.Security.DEFAULT);
        this.share = share;
        this.file = file;
        this.size = size;
        this.pauseMillis = pauseMillis;
    }

    @Override
    public void once() throws Exception {
        try {
            Pattern content = new Pattern(file.hashCode() + rounds++);
            open(CreateDisposition.OVERWRITE_IF);
            for (int at = 0; at < size; at += PIECE) {
                byte[] piece = content.bytes(at, Math.min(PIECE, size - at));
                int position = at;
                ask(Command.WRITE, id -> new WriteRequest(position, id, 0, 0, ByteBuffer.wrap(piece)));
                Pauses.pause(pauseMillis);
            }
            closeFile();
            open(CreateDisposition.OPEN);
            for (int at = 0; at < size; at += PIECE) {
                int position = at;
                int length = Math.min(PIECE, size - at);
                Answer answer = ask(Command.READ, id -> new ReadRequest(0, length, position, id, length, 0));
                content.check(ReadResponse.decode(answer.body()).data(), at);
                Pauses.pause(pauseMillis);
            }
            closeFile();
        } catch (SessionEnded | IOException e) {
            close();
            throw e;
        }
    }

    /** A request for the open file. */
    private interface OfFile {
        Message of(FileId id);
    }

    private Answer ask(Command command, OfFile request) throws IOException, SessionEnded {
        while (true) {
            try {
                return tree().send(new ClientRequest(command, request.of(open == null ? null : open.id), PIECE))
                        .success();
            } catch (ConnectionLostException lost) {
                connection.close();
                tree = null;
            }
        }
    }

    private void open(int disposition) throws IOException, SessionEnded {
        UUID lease = UUID.randomUUID();
        UUID guid = UUID.randomUUID();
        DurableRequest wanted = new DurableRequest(true, 0, 0, guid);
        CreateRequest request = new CreateRequest(
                OplockLevel.LEASE,
                2,
                ALL_ACCESS,
                0,
                SHARE_ALL,
                disposition,
                0,
                file,
                List.of(wanted.encode(), context(lease)));
        tree(); // with the connection whose breaks count
        int breaks = told.breaks.get();
        CreateResponse response =
                CreateResponse.decode(ask(Command.CREATE, none -> request).body());
        boolean durable = response.contexts().stream()
                .anyMatch(context -> context.name().equals(CreateContext.DURABLE_REQUEST_V2));
        open = new Open(lease, guid, response.fileId(), durable, breaks);
    }

    private static CreateContext context(UUID lease) {
        LeaseContext wanted = new LeaseContext(true, lease, ALL, 0, DurableRequest.NO_GUID, 0);
        return new CreateContext(CreateContext.LEASE, wanted.encode());
    }

    /** That of which the answer is lost may have closed it, so that it can't be taken back. */
    private void closeFile() throws IOException {
        try {
            ask(Command.CLOSE, id -> new CloseRequest(0, id));
        } catch (Gone | SessionEnded closed) {
            // as wanted
        } finally {
            open = null;
        }
    }

    /** Counts what its connection tells of leases, and looks itself when it has ended. */
    private static final class Told implements ConnectionOwner {
        private final AtomicInteger breaks = new AtomicInteger();

        @Override
        public void made(ClientConnection made) {}

        @Override
        public int channelSequence() {
            return 0;
        }

        @Override
        public void broken(LeaseBreak lease) {
            breaks.incrementAndGet();
        }

        @Override
        public void broken(OplockBreak oplock) {}
    }

    /** A file that can't be taken back. */
    private static final class Gone extends IOException {
        private static final long serialVersionUID = 1;

        Gone(StatusException cause) {
            super("the open file can't be taken back: " + cause.getMessage(), cause);
        }
    }

    private ClientTree tree() throws IOException, SessionEnded {
        boolean durable = open == null || open.durable && told.breaks.get() == open.breaks;
        for (int tries = 1; tree == null; tries++) {
            try {
                told = new Told();
                connection =
                        ClientConnection.open(settings, task -> new Thread(task, "smb-reader").start(), memory, told);
                tree = ClientTree.connect(
                        ClientSession.login(connection, Credentials.of("me", "", "secret"), 0), share);
                if (!durable) {
                    throw new SessionEnded("a lease was broken, so that the file could not wait");
                }
                takeBack();
            } catch (ConnectionLostException cut) {
                tree = null;
                if (tries == TRIES || cut.getCause() instanceof java.net.ConnectException) {
                    throw new IOException("can't connect", cut);
                }
            }
        }
        return tree;
    }

    private void takeBack() throws IOException {
        if (open == null) {
            return;
        }
        CreateContext reconnect = new DurableReconnect(true, open.id, open.guid).encode();
        CreateRequest request = new CreateRequest(
                OplockLevel.LEASE,
                2,
                ALL_ACCESS,
                0,
                SHARE_ALL,
                CreateDisposition.OPEN,
                0,
                file,
                List.of(reconnect, context(open.lease)));
        try {
            Answer answer =
                    tree.send(new ClientRequest(Command.CREATE, request)).success();
            FileId id = CreateResponse.decode(answer.body()).fileId();
            open = new Open(open.lease, open.guid, id, true, 0);
            TAKEN_BACK.incrementAndGet();
        } catch (StatusException refused) {
            if (refused.is(NtStatus.OBJECT_NAME_NOT_FOUND)) {
                throw new Gone(refused);
            }
            throw refused;
        }
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.close();
        }
        tree = null;
        open = null;
    }
}
