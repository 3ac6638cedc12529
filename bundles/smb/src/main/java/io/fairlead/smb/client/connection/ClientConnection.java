// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.connection;

import io.fairlead.net.BufferPool;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.smb.crypto.CryptoWarmUp;
import io.fairlead.smb.crypto.MessageCipher;
import io.fairlead.smb.crypto.PreauthHash;
import io.fairlead.smb.protocol.Capabilities;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.Empty;
import io.fairlead.smb.protocol.LeaseBreak;
import io.fairlead.smb.protocol.NegotiateRequest;
import io.fairlead.smb.protocol.NegotiateResponse;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.OplockBreak;
import io.fairlead.smb.protocol.Smb2Header;
import io.fairlead.smb.transport.FrameReader;
import io.fairlead.smb.transport.FrameReader.Frame;
import io.fairlead.smb.transport.MessageMemory;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to a server. Any number of threads send requests; one thread reads the answers and hands them out. When
 * anything is wrong with the connection it ends, and with it every request on its way. Thread-safe.
 */
public final class ClientConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);
    private static final int MOST_BEFORE_LOGIN = 256 * 1024;
    private static final int OVERHEAD_BYTES = 64 * 1024; // of what is not content in a message
    private static final int SOCKET_BUFFER_BYTES = 1024 * 1024;
    private static final int SILENCES = 10; // that one request may take, if the server does not keep silent meanwhile

    private final ConnectionSettings settings;
    private final SocketChannel channel;
    private final InetSocketAddress remote;
    private final ConnectionOwner owner;
    private final MessageMemory memory;
    private final Composer composer;
    private final FrameReader reader;
    private final FrameWriter writer;
    private final Credits credits = new Credits();
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock numbering = new ReentrantLock();
    private final Map<Long, Awaited> awaited = new ConcurrentHashMap<>();
    private final Map<Long, ClientSession> sessions = new ConcurrentHashMap<>();
    private long nextMessageId; // guarded by numbering
    private Agreement agreement;
    private volatile IOException failure;
    private volatile long lastProgress = System.nanoTime();
    private volatile long lastMessage = System.nanoTime(); // of the server

    private ClientConnection(
            ConnectionSettings settings,
            SocketChannel channel,
            InetSocketAddress remote,
            MessageMemory memory,
            ConnectionOwner owner) {
        this.settings = settings;
        this.channel = channel;
        this.remote = remote;
        this.memory = memory;
        this.owner = owner;
        composer = new Composer(credits, owner::channelSequence);
        reader = new FrameReader(channel, memory, MOST_BEFORE_LOGIN);
        writer = new FrameWriter(channel, this::progress);
    }

    /**
     * Connects and negotiates.
     *
     * @param threads for the one that reads
     * @param memory for large messages
     * @param owner told of it before anything is awaited, so that somebody watches over it
     * @throws ConnectionLostException if the server can't be reached
     * @throws SecurityRefusal if it does less than is asked of it
     */
    public static ClientConnection open(
            ConnectionSettings settings, Executor threads, MessageMemory memory, ConnectionOwner owner)
            throws IOException {
        return open(settings, new InetSocketAddress(settings.host(), settings.port()), threads, memory, owner);
    }

    /** As the other, at an address that is known. */
    static ClientConnection open(
            ConnectionSettings settings,
            InetSocketAddress address,
            Executor threads,
            MessageMemory memory,
            ConnectionOwner owner)
            throws IOException {
        SocketChannel channel = SocketChannel.open();
        boolean good = false;
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
            if (address.isUnresolved()) {
                throw new ConnectionLostException("host " + settings.host() + " is not known", false, null);
            }
            channel.socket().connect(address, (int) settings.connectTimeout().toMillis());
            ClientConnection connection = new ClientConnection(settings, channel, address, memory, owner);
            owner.made(connection);
            threads.execute(connection::readAll);
            try {
                connection.negotiate();
                good = true;
            } finally {
                if (!good) {
                    connection.close();
                }
            }
            return connection;
        } catch (ConnectionLostException | SecurityRefusal | MalformedMessageException e) {
            throw e;
        } catch (IOException e) {
            throw new ConnectionLostException(
                    "no connection to " + settings.host() + " port " + settings.port() + ": " + e.getMessage(),
                    false,
                    e);
        } finally {
            if (!good) {
                channel.close();
            }
        }
    }

    private void negotiate() throws IOException {
        NegotiateRequest request = Agreement.offer(settings);
        PreauthHash hash = new PreauthHash();
        Awaited sent = send(Envelope.NONE, List.of(new ClientRequest(Command.NEGOTIATE, request)))
                .get(0);
        Answer answer = sent.await();
        if (!answer.is(NtStatus.SUCCESS)) {
            throw new SecurityRefusal("the server speaks none of the dialects from "
                    + settings.security().oldest() + " to "
                    + settings.security().newest());
        }
        hash.update(sent.sent());
        hash.update(answer.message());
        NegotiateResponse response = NegotiateResponse.decode(answer.body());
        agreement = Agreement.of(settings.security(), request, response, hash);
    }

    Agreement agreement() {
        return agreement;
    }

    ConnectionOwner owner() {
        return owner;
    }

    /** Where the server is. */
    public InetSocketAddress remote() {
        return remote;
    }

    ConnectionSettings settings() {
        return settings;
    }

    public Dialect dialect() {
        return agreement.dialect();
    }

    /** Whether the server grants leases. */
    public boolean leases() {
        return agreement.dialect().atLeast(Dialect.SMB_2_1) && (agreement.capabilities() & Capabilities.LEASING) != 0;
    }

    /** Whether the server grants leases of directories, too. */
    public boolean directoryLeases() {
        return agreement.dialect().atLeast(Dialect.SMB_3_0)
                && leases()
                && (agreement.capabilities() & Capabilities.DIRECTORY_LEASING) != 0;
    }

    /** Whether the server tells on which servers parts of its trees lie. */
    public boolean refers() {
        return (agreement.capabilities() & Capabilities.DFS) != 0;
    }

    /** Most bytes of one READ. */
    public int mostRead() {
        return agreement.sizes().read();
    }

    /** Most bytes of one WRITE. */
    public int mostWrite() {
        return agreement.sizes().write();
    }

    /** Most bytes of anything else. */
    public int mostTransact() {
        return agreement.sizes().transact();
    }

    /** Most bytes that the credits we have are enough for, at once. */
    public int affordable() {
        return (int) Math.min(Integer.MAX_VALUE, 64L * 1024 * Math.max(1, credits.owned()));
    }

    /** Credits that we have, on their way or not: what one message may cost. */
    public int credits() {
        return credits.owned();
    }

    /** Credits of what is on its way. */
    int load() {
        return credits.onTheirWay();
    }

    void join(ClientSession session) {
        sessions.put(session.id(), session);
        int most = Math.max(agreement.sizes().read(), agreement.sizes().transact());
        reader.allow(most + OVERHEAD_BYTES);
    }

    void leave(ClientSession session) {
        sessions.remove(session.id());
    }

    /** How long a request may take at the most. */
    Duration longestWait() {
        return settings.ioTimeout().multipliedBy(SILENCES);
    }

    /**
     * Sends requests as one message; several are a compound whose requests after the first are related to it.
     *
     * @return what is awaited, in the same order
     * @throws ConnectionLostException if the connection has ended
     */
    List<Awaited> send(Envelope envelope, List<ClientRequest> requests) throws IOException {
        int[] charges = Composer.charges(agreement, requests);
        int sum = 0;
        for (int charge : charges) {
            sum += charge;
        }
        if (credits.take(sum, sum) == 0) {
            fail(new IOException("the server has left us without credits"));
            throw lost(failure, false);
        }
        List<Awaited> sent = register(envelope, requests, charges);
        try {
            ByteBuffer[] message = composer.compose(agreement, envelope, requests, sent, charges);
            if (envelope.cipher() == null) {
                write(message);
            } else {
                writeEncrypted(envelope, message);
            }
        } catch (IOException | RuntimeException e) {
            fail(e instanceof IOException io ? io : new IOException("a request that can't be sent", e));
            throw lost(failure, true);
        }
        return sent;
    }

    private void writeEncrypted(Envelope envelope, ByteBuffer... message) throws IOException {
        try (BufferPool.Lease room = memory.direct(MessageCipher.roomFor(message))) {
            write(envelope.cipher().encryptInto(room.buffer(), envelope.sessionId(), message));
        }
    }

    private void write(ByteBuffer... message) throws IOException {
        writing.lock();
        try {
            boolean interrupted = Thread.interrupted(); // it would close the channel under all others
            try {
                writer.write(message);
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        } finally {
            writing.unlock();
        }
    }

    private List<Awaited> register(Envelope envelope, List<ClientRequest> requests, int[] charges) throws IOException {
        List<Awaited> sent = new ArrayList<>(requests.size());
        numbering.lock();
        try {
            for (int i = 0; i < charges.length; i++) {
                Awaited one = new Awaited(this, requests.get(i).command(), nextMessageId, charges[i], envelope);
                nextMessageId += charges[i];
                awaited.put(one.messageId(), one);
                sent.add(one);
            }
        } finally {
            numbering.unlock();
        }
        if (failure != null) { // meanwhile, and maybe without these
            sent.forEach(one -> awaited.remove(one.messageId()));
            throw lost(failure, false);
        }
        return sent;
    }

    private void readAll() {
        try {
            for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
                progress();
                lastMessage = lastProgress;
                take(frame);
            }
            fail(new EOFException("the server has closed the connection"));
        } catch (IOException e) {
            fail(e);
        } catch (RuntimeException | OutOfMemoryError e) { // of memory outside the heap, too
            LOG.error("reading answers of {} failed", settings.host(), e);
            fail(new IOException("reading failed", e));
        }
    }

    private void take(Frame frame) throws IOException {
        ByteBuffer message = frame.bytes();
        long owner = 0;
        boolean encrypted = MessageCipher.isEncrypted(message);
        if (encrypted) {
            owner = MessageCipher.sessionId(message);
            message = decrypted(owner, message);
        }
        long sessionId = owner;
        Answer.forEach(message, encrypted, frame.memory(), answer -> {
            if (encrypted && answer.header().sessionId() != sessionId) {
                throw new MalformedMessageException("an answer of another session than the one that encrypted it");
            }
            answer(answer);
        });
    }

    private ByteBuffer decrypted(long owner, ByteBuffer frame) throws IOException {
        ClientSession session = sessions.get(owner);
        if (session == null || session.decipher() == null) {
            throw new MalformedMessageException("an encrypted answer of a session that there is not");
        }
        CryptoWarmUp.seen(frame.remaining());
        return session.decipher().decrypt(frame);
    }

    private void answer(Answer answer) throws IOException {
        Smb2Header header = answer.header();
        LOG.trace("<< {} {} status {}", header.messageId(), header.command(), Integer.toHexString(header.status()));
        if (!header.has(Smb2Header.RESPONSE)) {
            throw new MalformedMessageException("a request from a server");
        }
        if (header.messageId() == -1) {
            told(answer);
            return;
        }
        Awaited one = awaited.get(header.messageId());
        if (one == null || one.command().code() != header.command() || one.encrypted() && !answer.encrypted()) {
            throw new MalformedMessageException(
                    "an answer that nobody awaits, or that is not encrypted as it has to be");
        }
        credits.answered(one.settle(), header.credits());
        boolean interim = header.has(Smb2Header.ASYNC) && answer.is(NtStatus.PENDING);
        if (interim) {
            one.interim();
        } else {
            awaited.remove(header.messageId());
            one.complete(answer);
        }
    }

    /** [MS-SMB2] 3.2.5.19: such a message is not signed. Of two shapes, told apart by their size. */
    private void told(Answer answer) throws MalformedMessageException {
        if (answer.header().command() != Command.OPLOCK_BREAK.code()) {
            throw new MalformedMessageException(
                    "a notification of command " + answer.header().command());
        }
        if (answer.message().remaining() - Smb2Header.BYTES >= LeaseBreak.BYTES) {
            owner.broken(LeaseBreak.decode(answer.body()));
        } else {
            owner.broken(OplockBreak.decode(answer.body()));
        }
    }

    private void progress() {
        lastProgress = System.nanoTime();
    }

    /** Ends the connection if the server owes an answer, or does not take a request, and keeps silent for too long. */
    public void checkSilence() {
        boolean owes = awaited.values().stream().anyMatch(one -> !one.isParked()) || writing.isLocked();
        long silence = System.nanoTime() - lastProgress;
        if (!owes) {
            progress();
        } else if (silence > settings.ioTimeout().toNanos()) {
            fail(new IOException(
                    "the server keeps silent for " + Duration.ofNanos(silence).toMillis() + " ms"));
        }
    }

    /** Whether it has been silent so long, with something to wait for, that the server should be asked whether it is there. */
    public boolean wantsEcho() {
        long silence = System.nanoTime() - lastMessage;
        return !awaited.isEmpty() && silence > settings.ioTimeout().toNanos() / 2;
    }

    /** Asks the server whether it is there; an answer that does not come ends the connection. */
    public void echo() {
        try {
            send(Envelope.NONE, List.of(new ClientRequest(Command.ECHO, new Empty())));
        } catch (IOException e) {
            LOG.debug("no echo of {}", settings.host(), e);
        }
    }

    /** Whether it is of no use any more. */
    public boolean isLost() {
        return failure != null;
    }

    /** Requests on their way. */
    public int pending() {
        return awaited.size();
    }

    void fail(IOException cause) {
        synchronized (awaited) {
            if (failure != null) {
                return;
            }
            failure = cause;
        }
        LOG.debug("connection to {} ends: {}", remote, cause.getMessage());
        boolean opening = awaited.values().stream().anyMatch(one -> one.command() == Command.CREATE);
        sessions.values().forEach(session -> session.lost(this, opening));
        credits.end();
        try {
            channel.close();
        } catch (IOException e) {
            // it is of no use anyway
        }
        for (Awaited one : List.copyOf(awaited.values())) {
            awaited.remove(one.messageId());
            one.fail(cause);
        }
        sessions.clear();
    }

    ConnectionLostException lost(IOException cause, boolean sent) {
        IOException why = cause == null ? failure : cause;
        return new ConnectionLostException(
                "the connection to " + settings.host() + " has ended: " + (why == null ? "closed" : why.getMessage()),
                sent,
                why);
    }

    /** Ends it at once. */
    @Override
    public void close() {
        fail(new IOException("closed"));
    }
}
