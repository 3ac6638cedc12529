// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.exchange;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.smb.crypto.Signer;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.ErrorResponse;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.Smb2Header;
import io.fairlead.smb.server.state.Connection;
import io.fairlead.smb.server.state.InFlight;
import io.fairlead.smb.server.state.Server;
import io.fairlead.smb.server.state.SmbSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One message being served, with one request or a compound of them ([MS-SMB2] 3.3.5.2.7), and the responses to it. Belongs to
 * the thread that serves it; only {@link #complete} is called by others.
 */
public final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final int MOST_CREDITS = 0xffff; // of the field

    private final Function<Command, Row<?>> commands;
    private final Server server;
    private final Connection connection;
    private final Connection.Reading reading;
    private final SmbSession encryptedBy; // null for a message that was not encrypted
    private final List<Request> requests = new ArrayList<>();
    private final Answers answers;
    private final Related related = new Related();
    private final List<Runnable> afterwards = new ArrayList<>(0);
    private InFlight.Room room; // null before it is served
    private boolean cut; // what follows the requests can't be read
    private int asked; // credits, by requests that have not been answered
    private int charged;

    /**
     * @param commands what is done with each command
     * @param encryptedBy null for a message that was not encrypted
     */
    public Exchange(
            Function<Command, Row<?>> commands,
            Server server,
            Connection connection,
            Connection.Reading reading,
            SmbSession encryptedBy) {
        this.commands = commands;
        this.server = server;
        this.connection = connection;
        this.reading = reading;
        this.encryptedBy = encryptedBy;
        this.answers = Answers.over(connection, encryptedBy);
    }

    /** What is done with a command. */
    Row<?> row(Command command) {
        return commands.apply(command);
    }

    Server server() {
        return server;
    }

    Connection connection() {
        return connection;
    }

    /** What its connection reads on by. */
    public Connection.Reading reading() {
        return reading;
    }

    /** What its requests have from each other. */
    public Related related() {
        return related;
    }

    /** The session whose key the message was decrypted with; null if it was not encrypted. */
    SmbSession encryptedBy() {
        return encryptedBy;
    }

    /**
     * Serves all of it.
     *
     * @throws IOException to end the connection
     */
    public void serve(ByteBuffer message) throws IOException {
        split(message);
        for (Request request : requests) {
            if (request.header().command() != Command.CANCEL.code()) { // which has the id of what it cancels
                connection.requests().serving(request.header().messageId(), request);
            }
        }
        reading.names(() -> NamedOpens.of(requests));
        if (requests.stream().noneMatch(Exchange::takesTurns) && !isQuick()) {
            reading.handOnIfBusy();
        }
        room = server.inFlight().take(charged);
        try {
            for (Request request : requests) {
                awaitEarlier(request);
                reading.waiter(request::waitsFor);
                serve(request);
            }
            answers.flush();
        } finally {
            room.close();
            afterwards.forEach(Runnable::run);
        }
        if (requests.size() == 1 && requests.get(0).header().command() == Command.WRITE.code()) {
            reading.release(); // nothing keeps what was written
        }
        if (cut) {
            throw new MalformedMessageException("a compound can't be read to its end");
        }
    }

    /**
     * What the client sends after a rename finds it done, or under way, and a CLOSE the CHANGE_NOTIFY before it: nothing overtakes
     * them before they have to wait.
     */
    private static boolean takesTurns(Request request) {
        int command = request.header().command();
        return command == Command.SET_INFO.code() || command == Command.CHANGE_NOTIFY.code();
    }

    /**
     * Whether it is one large READ whose answer goes out as it is, and takes no work but to copy memory, as far as is known by
     * now. Those of one connection are sent one after the other anyway. (For WRITEs it does not pay: the next one is received
     * while one is written.)
     */
    private boolean isQuick() {
        Request first = requests.get(0);
        return requests.size() == 1
                && encryptedBy == null
                && !first.header().has(Smb2Header.SIGNED)
                && connection.sendsFast()
                && first.isLargeRead();
    }

    /** What ends opens overtakes nothing that was asked of them before. */
    private void awaitEarlier(Request request) {
        Command command = Command.of(request.header().command()).orElse(Command.ECHO);
        switch (command) {
            case CLOSE -> NamedOpens.of(request, command).ifPresent(reading::awaitEarlier);
            case TREE_DISCONNECT, LOGOFF -> reading.awaitEarlier();
            default -> {}
        }
    }

    private void split(ByteBuffer message) throws IOException {
        ByteBuffer rest = message.slice().order(ByteOrder.LITTLE_ENDIAN);
        while (true) {
            Smb2Header header;
            int length = rest.remaining();
            try {
                header = Smb2Header.decode(new WireReader(rest, ByteOrder.LITTLE_ENDIAN));
                if (header.nextCommand() != 0) {
                    length = next(header.nextCommand(), length);
                }
            } catch (MalformedMessageException e) {
                if (requests.isEmpty()) {
                    throw e;
                }
                cut = true;
                return;
            }
            charge(header);
            ByteBuffer one = rest.slice(0, length).order(ByteOrder.LITTLE_ENDIAN);
            requests.add(new Request(this, header, one, header.nextCommand() == 0));
            if (header.nextCommand() == 0) {
                return;
            }
            rest = rest.slice(length, rest.remaining() - length).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    /** [MS-SMB2] 3.3.5.2.7: aligned, and with a header behind it. */
    private static int next(long nextCommand, int remaining) throws MalformedMessageException {
        if (nextCommand % 8 != 0
                || nextCommand < Smb2Header.BYTES
                || nextCommand > remaining - (long) Smb2Header.BYTES) {
            throw new MalformedMessageException("NextCommand is " + nextCommand + " of " + remaining);
        }
        return (int) nextCommand;
    }

    /** [MS-SMB2] 3.3.5.2.3: a client that does not keep to its window is cut off. */
    private void charge(Smb2Header header) throws MalformedMessageException {
        if (header.command() == Command.CANCEL.code()) {
            return;
        }
        boolean multi = connection.negotiated().isPresent()
                && connection.negotiated().get().multiCredit();
        int charge = multi ? Math.max(1, header.creditCharge()) : 1;
        if (!connection.window().take(header.messageId(), charge)) {
            throw new MalformedMessageException("message id " + header.messageId() + " is not to be used");
        }
        asked += header.credits();
        charged += charge;
    }

    private void serve(Request request) throws IOException {
        if (LOG.isTraceEnabled()) {
            LOG.trace("<< {} {}", connection.id(), told(request));
        }
        try {
            Reply reply = new Gate(request, this).serve();
            if (reply != null) {
                respond(request, reply);
            }
        } catch (SmbException e) {
            LOG.debug("{} fails: {}", Command.of(request.header().command()), e.getMessage());
            if (request.header().command() == Command.CANCEL.code()) {
                return; // 3.3.5.16: never answered
            }
            if (makesFile(request)) {
                related.fileFailed(e);
            }
            respond(request, new Reply(e.status(), e.response()));
        }
    }

    private static boolean makesFile(Request request) {
        return request.header().command() == Command.CREATE.code();
    }

    private void respond(Request request, Reply reply) {
        connection.requests().finished(request.header().messageId());
        answers.add(response(request, reply));
    }

    /** One line for each message, with the same columns both ways. */
    private static String told(Request request) {
        Smb2Header header = request.header();
        String command = Command.of(header.command()).map(Command::name).orElse(String.valueOf(header.command()));
        return command + " " + request.message().remaining() + " B id=" + header.messageId() + " session="
                + Long.toHexString(header.sessionId()) + " tree=" + header.treeId()
                + (request.asyncId() == 0 ? "" : " async=" + request.asyncId());
    }

    private Response response(Request request, Reply reply) {
        request.answered();
        if (LOG.isTraceEnabled()) {
            LOG.trace(">> {} {} {}", connection.id(), told(request), reply.status());
        }
        long asyncId = request.asyncId();
        int credits = request.isLast() && asyncId == 0 ? grant() : 0;
        Response response = Response.of(header(request, reply.status(), credits), reply, signer(request));
        response.whenSigned(request::encoded);
        if (asyncId != 0) {
            connection.requests().finishedAsync(asyncId);
        }
        return response;
    }

    private int grant() {
        int granted = connection.window().grant(Math.min(asked, MOST_CREDITS), Math.min(charged, MOST_CREDITS));
        asked = 0;
        charged = 0;
        return granted;
    }

    private static Smb2Header header(Request request, NtStatus status, int credits) {
        Smb2Header asked = request.header();
        boolean async = request.asyncId() != 0;
        int flags = Smb2Header.RESPONSE
                | asked.flags() & (Smb2Header.RELATED | Smb2Header.PRIORITY)
                | (async ? Smb2Header.ASYNC : 0);
        long session = request.session() != null ? request.session().id() : asked.sessionId();
        int tree = request.tree() != null ? request.tree().id() : asked.treeId();
        return new Smb2Header(
                asked.creditCharge(),
                status.code(),
                asked.command(),
                credits,
                flags,
                0,
                asked.messageId(),
                request.asyncId(),
                tree,
                session);
    }

    /** [MS-SMB2] 3.3.4.1.1. Encryption signs by itself. */
    private Signer signer(Request request) {
        SmbSession session = request.session();
        if (request.isEncrypted() || session == null || session.established().isEmpty()) {
            return null;
        }
        SmbSession.Established login = session.established().get();
        boolean wanted = request.header().has(Smb2Header.SIGNED) || login.signingRequired() || request.signs();
        return wanted ? session.signer(connection).orElse(null) : null;
    }

    /** Has something done once all is answered, for what it says to the client is to come later. */
    public void afterwards(Runnable task) {
        afterwards.add(task);
    }

    /** One of the requests waits for others, perhaps for long. */
    void waits() {
        reading.waits();
        room.close();
    }

    /** One of the requests is held back: it has no room meanwhile. */
    void pauses(Runnable pause) {
        reading.pauses();
        room.close();
        pause.run();
        room = server.inFlight().take(charged);
    }

    /** The request waits: tells its client, with what was answered before it. */
    void interim(Request request) {
        Response pending = Response.of(
                header(request, NtStatus.PENDING, grant()), ErrorResponse.PLAIN, null); // 3.3.4.2: never signed
        answers.add(pending);
        answers.flushQuietly();
    }

    /** Answers a request that went on without a thread; called by any thread. */
    void complete(Request request, Reply reply) {
        connection.requests().finished(request.header().messageId());
        answers.send(response(request, reply));
    }

    /** Whether the bytes of its response go out as they are, and as the end of their message. */
    public boolean sendsAsIs(Request request) {
        return requests.size() == 1 && request.asyncId() == 0 && encryptedBy == null && signer(request) == null;
    }

    boolean isFirst(Request request) {
        return requests.get(0) == request;
    }
}
