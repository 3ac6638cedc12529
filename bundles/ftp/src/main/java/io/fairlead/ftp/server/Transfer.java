// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.audit.AuditEvent;
import io.fairlead.api.auth.Right;
import io.fairlead.api.storage.StorageException;
import io.fairlead.ftp.protocol.ReplyCode;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One transfer beside its control connection: waits for the data connection, moves the bytes, gives the replies. While it
 * runs, another thread may read commands; {@link #cut} may come from any other, at any moment, and either wins or finds it complete.
 */
final class Transfer implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Transfer.class);
    private static final int DATA_RECORDS = 16;
    /** A handshake that takes longer may wait for the 150 that it is to come before. */
    private static final Duration HANDSHAKE_PATIENCE = Duration.ofSeconds(1);

    /** How it ended; only the first of them counts. */
    enum Ending {
        COMPLETE(ReplyCode.CLOSING_DATA, "Transfer complete"),
        ABORTED(ReplyCode.TRANSFER_ABORTED, "Transfer aborted"),
        NOT_CONNECTED(ReplyCode.CANNOT_OPEN_DATA, "No data connection in time"),
        STALLED(ReplyCode.TRANSFER_ABORTED, "Nothing moved for too long; transfer aborted"),
        /** The account may not do that any more. */
        FORBIDDEN(ReplyCode.TRANSFER_ABORTED, "Permission withdrawn; transfer aborted"),
        /** The control connection has gone, or the server stops. */
        STOPPED(ReplyCode.TRANSFER_ABORTED, "Transfer aborted, session ends");

        private final ReplyCode code;
        private final String text;

        Ending(ReplyCode code, String text) {
            this.code = code;
            this.text = text;
        }
    }

    /** What it waits for: the storage, the data connection, TLS before the 150, bytes, or the storage again. */
    private enum Phase {
        OPENING,
        CONNECTING,
        SECURING,
        MOVING,
        COMPLETING
    }

    private record Outcome(ReplyCode code, String text, AuditEvent.Outcome audit) {
        Outcome(Ending ending) {
            this(
                    ending.code,
                    ending.text,
                    ending == Ending.COMPLETE ? AuditEvent.Outcome.DONE : AuditEvent.Outcome.ABORTED);
        }
    }

    private final FtpSession session;
    private final TransferTask task;
    private final DataConnection connection;
    private final boolean protectedData;
    private final String user;
    private final AuditEvent.Source source;
    private final long startedNanos = System.nanoTime();
    private final AtomicReference<Ending> ending = new AtomicReference<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Preliminary preliminary;
    private volatile SocketChannel socket;
    private volatile boolean over;
    private Optional<DataChannel> channel = Optional.empty(); // the transfer's thread only
    private TransferMemory.Share tlsMemory; // the transfer's thread only; null without TLS
    private volatile Phase phase = Phase.OPENING;
    private boolean announced; // the watch's thread only
    private volatile long waitingSinceNanos;
    private volatile long movedNanos;
    private final AtomicLong bytes = new AtomicLong();

    Transfer(FtpSession session, TransferTask task, DataConnection connection) {
        this.session = session;
        this.task = task;
        this.connection = connection;
        this.protectedData = session.parameters().protectedData();
        this.user = session.login().identity().name();
        this.source = Audit.source(session);
        this.preliminary = new Preliminary(session);
    }

    @Override
    public void run() {
        Outcome outcome = new Outcome(ReplyCode.LOCAL_ERROR, "Transfer failed", AuditEvent.Outcome.FAILED);
        try {
            outcome = perform();
        } catch (RuntimeException | Error e) { // a fault of ours or of a storage
            LOG.error("{} {} failed", session.who(), task.description(), e);
        } finally {
            abandon();
            if (outcome.code() != ReplyCode.CLOSING_DATA) {
                closeData();
            }
            session.activity().touch(System.nanoTime());
            over = true;
            report(outcome);
            session.transferEnded(this);
            ended.countDown();
            // some clients close theirs before they look for the reply, others after it
            channel.ifPresent(DataChannel::closeGently);
            closeData();
            if (tlsMemory != null) {
                tlsMemory.close();
            }
        }
    }

    private void abandon() {
        try {
            task.abandon();
        } catch (StorageException e) {
            LOG.debug("{} closing", session.who(), e);
        } catch (RuntimeException | Error e) { // a fault of a storage, which the session outlives
            LOG.error("{} {} was not closed", session.who(), task.description(), e);
        }
    }

    /**
     * A buffer of the memory that its user may have.
     *
     * @param copies how many times the bytes in it are held
     */
    TransferMemory.Buffer buffer(int copies) throws CommandRefused {
        return session.server().memory().buffer(user, copies);
    }

    /** As many bytes as there are for its user, {@code least} or more; close to give them back. */
    TransferMemory.Share memory(long wanted, long least) throws CommandRefused {
        return session.server().memory().take(user, wanted, least);
    }

    /** More bytes have moved. */
    void moved(long count) {
        bytes.addAndGet(count);
        movedNanos = System.nanoTime();
        session.activity().touch(movedNanos);
    }

    /**
     * Ends it early.
     *
     * @return false if it had ended already
     */
    boolean cut(Ending why) {
        boolean first = ending.compareAndSet(null, why);
        if (first) {
            connection.close();
            SocketChannel open = socket;
            if (open != null) {
                DataChannel.shutDown(open);
            }
        }
        return first;
    }

    /** Cuts it if what it waits for does not come. */
    void check(long nowNanos) {
        FtpSettings.Timeouts timeouts = session.server().settings().timeouts();
        if (phase == Phase.CONNECTING && Watch.passed(waitingSinceNanos, nowNanos, timeouts.dataConnect())) {
            cut(Ending.NOT_CONNECTED);
        } else if (moves() && Watch.passed(movedNanos, nowNanos, timeouts.stall())) {
            cut(Ending.STALLED);
        } else if (!announced && phase == Phase.SECURING && Watch.passed(movedNanos, nowNanos, HANDSHAKE_PATIENCE)) {
            announced = true;
            session.server().workers().execute(this::announce);
        }
    }

    private boolean moves() {
        return phase == Phase.SECURING || phase == Phase.MOVING;
    }

    /** Waits until the last reply of it is sent. */
    void await() {
        boolean interrupted = false;
        while (true) {
            try {
                ended.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the control connection is inside TLS. */
    boolean encrypted() {
        return session.control().encrypted();
    }

    /** What the user must be allowed to. */
    Right right() {
        return task.right();
    }

    /** Whether its last reply is on its way. */
    boolean isOver() {
        return over;
    }

    /** For STAT during the transfer. */
    String status() {
        long expected = task.expectedBytes();
        return task.description() + ": " + bytes + (expected < 0 ? "" : " of " + expected) + " bytes transferred";
    }

    private Outcome perform() {
        boolean connected = false;
        try {
            task.open();
            waitingSinceNanos = System.nanoTime();
            phase = Phase.CONNECTING;
            socket = connection.connect();
            connected = true;
            if (ending.get() != null) { // cut before there was a socket to shut down
                return new Outcome(ending.get());
            }
            DataChannel open = begin();
            task.carry(open, this);
            if (!ending.compareAndSet(null, Ending.COMPLETE)) {
                return new Outcome(ending.get());
            }
            phase = Phase.COMPLETING;
            task.complete();
            channel = Optional.of(open);
            return new Outcome(Ending.COMPLETE);
        } catch (IOException e) {
            return failure(e, connected);
        }
    }

    /**
     * Sends the 150, and makes the data connection usable. Clients start TLS behind the 150 (RFC 4217 9), or before it:
     * these may end a tiny upload as soon as they see it, in the middle of the handshake. So the 150 comes behind a
     * handshake that the client has begun.
     */
    private DataChannel begin() throws IOException {
        movedNanos = System.nanoTime();
        boolean begun = protectedData && socket.socket().getInputStream().available() > 0;
        phase = begun ? Phase.SECURING : Phase.MOVING;
        TlsChannel tls = begun ? secure() : null;
        phase = Phase.MOVING;
        preliminary.send(task.opening());
        if (protectedData && !begun) {
            tls = secure();
        }
        return new DataChannel(socket, Optional.ofNullable(tls));
    }

    /** The 150 after all, for a client that began to shake hands and then waits for it. */
    private void announce() {
        try {
            preliminary.send(task.opening());
        } catch (IOException e) {
            LOG.debug("{} is gone before the 150", session.who(), e);
        }
    }

    private TlsChannel secure() throws IOException {
        tlsMemory = memory(DATA_RECORDS * TlsChannel.BYTES_PER_RECORD, TlsChannel.BYTES_PER_RECORD);
        int records = (int) (tlsMemory.bytes() / TlsChannel.BYTES_PER_RECORD);
        TlsChannel tls = new TlsChannel(socket, session.control().newDataEngine(), records);
        try {
            tls.handshake();
        } catch (IOException e) {
            LOG.debug("{} no TLS on a data connection", session.who(), e);
            throw new CommandRefused(ReplyCode.PROTOCOL_NOT_SUPPORTED, "No TLS on the data connection");
        }
        boolean same = session.control().tls().orElseThrow().session().getCreationTime()
                == tls.session().getCreationTime();
        var demanded = session.server().settings().security().sessionReuse();
        if (!same && demanded == FtpSettings.TlsSessionReuse.REQUIRED) {
            throw new CommandRefused(
                    ReplyCode.PROTOCOL_NOT_SUPPORTED,
                    "tlsSessionReuse is required here, but the data connection did not resume the TLS session of the"
                            + " control connection: it may be somebody else's");
        }
        return tls;
    }

    private Outcome failure(IOException e, boolean connected) {
        Ending early = ending.get();
        if (early != null && early != Ending.COMPLETE) {
            return new Outcome(early); // the exception is the consequence
        }
        LOG.debug("{} {}", session.who(), task.description(), e);
        if (e instanceof CommandRefused refused) {
            return new Outcome(refused.code(), refused.getMessage(), Audit.outcome(e));
        }
        if (e instanceof StorageException storage) {
            return new Outcome(Refusals.code(storage.reason()), Refusals.text(storage.reason()), Audit.outcome(e));
        }
        return connected
                ? aborted(ReplyCode.TRANSFER_ABORTED, "Data connection broken; transfer aborted")
                : aborted(ReplyCode.CANNOT_OPEN_DATA, "Can't open the data connection");
    }

    private static Outcome aborted(ReplyCode code, String text) {
        return new Outcome(code, text, AuditEvent.Outcome.ABORTED);
    }

    private void closeData() {
        connection.close();
        SocketChannel open = socket;
        if (open == null) {
            return;
        }
        Ending early = ending.get();
        if (early == Ending.STALLED || early == Ending.STOPPED) {
            DataChannel.reset(open); // nobody asked for this end: what did not go out is no whole file
        } else {
            new DataChannel(open, Optional.empty()).close();
        }
    }

    private void report(Outcome outcome) {
        boolean complete = outcome.code() == ReplyCode.CLOSING_DATA;
        (complete ? session.server().counters().transfers : session.server().counters().failedTransfers).increment();
        if (task.action() != AuditEvent.Action.OTHER || outcome.audit() == AuditEvent.Outcome.REFUSED) {
            AuditEvent event = AuditEvent.now(source, task.action(), outcome.audit())
                    .withPath(task.path().toString())
                    .withBytes(bytes.get())
                    .since(startedNanos);
            session.server().audit().record(complete ? event : event.withDetail(outcome.text()));
        }
        preliminary.forgo();
        try {
            session.reply(outcome.code(), outcome.text());
        } catch (IOException e) {
            LOG.debug("{} is gone before the reply", session.who(), e);
        }
    }
}
