// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.exchange;

import io.fairlead.api.export.Patience;
import io.fairlead.net.Pauses;
import io.fairlead.net.RateLimit;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.Dialect;
import io.fairlead.smb.protocol.FileId;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.Smb2Header;
import io.fairlead.smb.server.state.ChannelSequence;
import io.fairlead.smb.server.state.Connection;
import io.fairlead.smb.server.state.Negotiated;
import io.fairlead.smb.server.state.Pending;
import io.fairlead.smb.server.state.Server;
import io.fairlead.smb.server.state.SmbOpen;
import io.fairlead.smb.server.state.SmbSession;
import io.fairlead.smb.server.state.TreeConnect;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Request, [MS-SMB2] 3.3.1.13: one command being served. */
public final class Request implements Pending {
    /** Reads of fewer bytes cost less if they are copied. */
    public static final int LEAST_AS_IS = 32 * 1024;

    private static final int READ_LENGTH = 4; // where it is in the body, [MS-SMB2] 2.2.19
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(1); // clients wait longer without a word
    /** What a CANCEL may end; what ends an open, or a session, goes on. */
    private static final Set<Command> CANCELLABLE = EnumSet.of(
            Command.CREATE,
            Command.FLUSH,
            Command.READ,
            Command.WRITE,
            Command.LOCK,
            Command.IOCTL,
            Command.QUERY_DIRECTORY,
            Command.QUERY_INFO,
            Command.SET_INFO);

    private static final Set<Command> MODIFYING = EnumSet.of(Command.WRITE, Command.SET_INFO, Command.IOCTL);

    private final Exchange exchange;
    private final Smb2Header header;
    private final ByteBuffer message;
    private final boolean last;
    private SmbSession session; // null before it is known, as the next
    private TreeConnect tree;
    private SmbOpen counted; // the open whose requests it is one of; null if of none, or no more
    private int countedAs;
    private boolean mustSign;
    private Consumer<ByteBuffer> whenEncoded = bytes -> {};
    private Patience patience; // guarded by this, as the next ones
    private Runnable canceller;
    private boolean cancelled;
    private boolean completed;
    private volatile boolean survives; // the loss of its connection
    private long asyncId; // 0 while it is synchronous

    /** @param message from its header on, without what follows in a compound */
    Request(Exchange exchange, Smb2Header header, ByteBuffer message, boolean last) {
        this.exchange = exchange;
        this.header = header;
        this.message = message;
        this.last = last;
    }

    /** Whether it is a READ of so much that its answer is sent as it is, if it can be. */
    boolean isLargeRead() {
        int length = Smb2Header.BYTES + READ_LENGTH;
        return header.command() == Command.READ.code()
                && message.remaining() >= length + Integer.BYTES
                && message.getInt(length) >= LEAST_AS_IS;
    }

    /** Who serves it. */
    public Server server() {
        return exchange.server();
    }

    /** Where it came from. */
    public Connection connection() {
        return exchange.connection();
    }

    /** The message that it is a part of. */
    public Exchange exchange() {
        return exchange;
    }

    /** Its header, [MS-SMB2] 2.2.1. */
    public Smb2Header header() {
        return header;
    }

    /** Whole, as it came. */
    public ByteBuffer message() {
        return message.duplicate().order(message.order());
    }

    /** Whether nothing follows it in its compound. */
    public boolean isLast() {
        return last;
    }

    /** Whether its message was encrypted. */
    public boolean isEncrypted() {
        return exchange.encryptedBy() != null;
    }

    /** What its connection has agreed on. */
    public Negotiated negotiated() {
        return connection().negotiated().orElseThrow();
    }

    /** Its session; null before it is known. */
    public SmbSession session() {
        return session;
    }

    /** Its session is known. */
    public void session(SmbSession found) {
        session = found;
    }

    /** Its tree connect; null before it is known, or if it names none. */
    public TreeConnect tree() {
        return tree;
    }

    /** Its tree connect is known. */
    public void tree(TreeConnect found) {
        tree = found;
    }

    /** The response is signed, whatever else holds. */
    public void mustSign() {
        mustSign = true;
    }

    boolean signs() {
        return mustSign;
    }

    /** Has somebody told of the response as it is sent, signature and all. */
    public void whenEncoded(Consumer<ByteBuffer> listener) {
        whenEncoded = listener;
    }

    void encoded(ByteBuffer response) {
        whenEncoded.accept(response);
    }

    /** The open of a file or directory that the request means. */
    public SmbOpen open(FileId sent) throws SmbException {
        SmbOpen open = any(sent);
        if (open.file() == null) {
            throw new SmbException(NtStatus.INVALID_DEVICE_REQUEST, "a pipe");
        }
        return open;
    }

    /** The open that the request means, [MS-SMB2] 3.3.5.2.7.2; perhaps of a pipe. */
    public SmbOpen any(FileId sent) throws SmbException {
        FileId id = exchange.related().file(sent, header.has(Smb2Header.RELATED));
        SmbOpen open = session.open(id).filter(found -> found.tree() == tree).orElseThrow(() -> exchange.related()
                .noFile("no such open"));
        exchange.related().file(id);
        open.used();
        count(open);
        return open;
    }

    /** [MS-SMB2] 3.3.5.2.10: what was overtaken must not change anything any more. */
    private void count(SmbOpen open) throws SmbException {
        if (counted != null || !negotiated().dialect().atLeast(Dialect.SMB_3_0)) {
            return;
        }
        int began = open.channelSequence().begin(header.status() & 0xffff, header.has(Smb2Header.REPLAY));
        if (began != ChannelSequence.STALE) {
            counted = open;
            countedAs = began;
        } else if (Command.of(header.command()).map(MODIFYING::contains).orElse(false)) {
            throw new SmbException(NtStatus.FILE_NOT_AVAILABLE, "sent again over another channel meanwhile");
        }
    }

    /** Content of a file, from the client. */
    public void received(long bytes) {
        server().counters().bytesIn.add(bytes);
        session.bytesIn().add(bytes);
    }

    /** The same, to the client. */
    public void sent(long bytes) {
        server().counters().bytesOut.add(bytes);
        session.bytesOut().add(bytes);
    }

    /** It is being answered. */
    void answered() {
        if (survives) {
            session.disown(this);
        }
        if (counted != null) {
            counted.channelSequence().ended(countedAs);
            counted = null;
        }
    }

    /** {@link #open(FileId)}, with one of these rights at least. */
    public SmbOpen open(FileId sent, int anyOf) throws SmbException {
        SmbOpen open = open(sent);
        if (!open.has(anyOf)) {
            throw new SmbException(NtStatus.ACCESS_DENIED, "not granted at the open");
        }
        return open;
    }

    /**
     * What every change of a file begins with.
     *
     * @throws SmbException {@code MEDIA_WRITE_PROTECTED} for an open of a snapshot, [MS-FSA] 2.1.1.1 Volume.IsReadOnly
     */
    public static void checkLiving(SmbOpen open) throws SmbException {
        if (open.isPast()) {
            throw new SmbException(NtStatus.MEDIA_WRITE_PROTECTED, "a snapshot");
        }
    }

    /**
     * [MS-SMB2] 3.3.5.2.5: a request pays for the larger of what it sends and what it asks for.
     *
     * @throws SmbException {@code INVALID_PARAMETER} if it is more than its charge, or than is allowed at all
     */
    public void checkPayload(long bytes, long most) throws SmbException {
        int charge = Math.max(1, header.creditCharge());
        if (bytes > most || negotiated().multiCredit() && bytes > charge * 65536L) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, bytes + " bytes for " + charge + " credits");
        }
    }

    /** For a call that may wait for others: the client is told, and may cancel. */
    public Patience patience(Duration most) {
        Patience made = Patience.of(most).onWait(this::goAsync);
        boolean already;
        synchronized (this) {
            patience = made;
            already = cancelled;
        }
        if (already) {
            made.cancel();
        }
        return made;
    }

    /**
     * Goes on without a thread; {@link #completeOnce} ends it.
     *
     * @param whenCancelled called once, from any thread
     */
    public void defer(Runnable whenCancelled) {
        boolean already;
        synchronized (this) {
            canceller = whenCancelled;
            already = cancelled;
        }
        goAsync();
        if (already) {
            whenCancelled.run();
        }
    }

    /** Answers a deferred one; a second call does nothing. */
    public void completeOnce(Reply reply) {
        synchronized (this) {
            if (completed) {
                return;
            }
            completed = true;
        }
        exchange.complete(this, reply);
    }

    /**
     * Holds it back until bytes have had their time. Its client is told if that takes long, and may cancel.
     *
     * @return whether they have
     */
    public boolean pace(RateLimit rate, long bytes) {
        long nanos = rate.due(bytes);
        if (nanos == 0) {
            return true;
        }
        Thread served = Thread.currentThread();
        synchronized (this) {
            canceller = () -> LockSupport.unpark(served);
        }
        if (nanos > LONG_NANOS) {
            tellPending();
        }
        exchange.pauses(() -> Pauses.uninterruptibly(nanos, this::isCancelled));
        synchronized (this) {
            canceller = null;
            return !cancelled;
        }
    }

    private synchronized boolean isCancelled() {
        return cancelled;
    }

    /** A call that it has made waits for other clients, though it has asked for no {@link #patience}, as a WRITE. */
    void waitsFor(Patience asked) {
        Command command = Command.of(header.command()).orElse(Command.ECHO);
        boolean already;
        synchronized (this) {
            if (patience != null || !CANCELLABLE.contains(command)) {
                return;
            }
            patience = asked;
            already = cancelled;
        }
        goAsync();
        if (already) {
            asked.cancel();
        }
    }

    private void goAsync() {
        tellPending();
        exchange.waits();
    }

    /** Within a compound nobody is told of a wait, but for that of a CREATE, as other servers do it: it may be long. */
    private void tellPending() {
        if ((last || header.command() == Command.CREATE.code()) && asyncId == 0) {
            asyncId = connection().requests().goAsync(this);
            exchange.interim(this);
        }
    }

    /** 0 for one that is synchronous. */
    long asyncId() {
        return asyncId;
    }

    /** Its client may send it again over another channel, [MS-SMB2] 3.3.5.9.10: it goes on without its connection. */
    public void survivesConnection() {
        survives = true;
    }

    @Override
    public void connectionLost() {
        if (!survives || !session.adopt(this)) {
            cancel();
        }
    }

    @Override
    public void cancel() {
        Patience waiting;
        Runnable deferred;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            waiting = patience;
            deferred = canceller;
        }
        if (waiting != null) {
            waiting.cancel();
        }
        if (deferred != null) {
            deferred.run();
        }
    }
}
