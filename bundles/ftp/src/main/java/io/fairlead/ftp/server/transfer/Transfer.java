// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server.transfer;

import io.fairlead.api.audit.AuditEvent;
import io.fairlead.api.auth.Right;
import io.fairlead.api.export.Lease;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.StorageException;
import io.fairlead.ftp.protocol.ReplyCode;
import io.fairlead.ftp.server.reply.CommandRefused;
import io.fairlead.ftp.server.reply.Refusals;
import io.fairlead.ftp.server.transfer.TransferWaits.Phase;
import io.fairlead.ftp.tls.TlsChannel;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One transfer beside its control connection: waits for the data connection, moves the bytes, gives the replies. While it
 * runs, another thread may read commands; {@link #cut} may come from any other, at any moment, and either wins or finds it complete.
 */
public final class Transfer implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Transfer.class);
    /** Of TLS, that one system call moves; more gain nothing. */
    private static final int MOST_RECORDS = 16;

    private final Owner owner;
    private final TransferTask task;
    private final DataConnection connection;
    private final boolean protectedData;
    private final String user;
    private final AuditEvent.Source source;
    private final long startedNanos = System.nanoTime();
    private final AtomicReference<Ending> ending = new AtomicReference<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Patience patience = Patience.of(Lease.BREAK_TIMEOUT);
    private final Preliminary preliminary;
    private final TransferWaits waits;
    private volatile SocketChannel socket;
    private volatile boolean over;
    private Optional<DataChannel> channel = Optional.empty(); // the transfer's thread only
    private TransferMemory.Share tlsMemory; // the transfer's thread only; null without TLS
    private boolean announced; // the watch's thread only
    private final AtomicLong bytes = new AtomicLong();

    /** Begins nothing yet. */
    public Transfer(Owner owner, TransferTask task, DataConnection connection, TransferWaits waits) {
        this.owner = owner;
        this.task = task;
        this.connection = connection;
        this.waits = waits;
        this.protectedData = owner.parameters().protectedData();
        this.user = owner.identity().name();
        this.source = owner.source();
        this.preliminary = new Preliminary(owner);
    }

    @Override
    public void run() {
        TransferOutcome outcome = TransferOutcome.FAILED;
        try {
            outcome = perform();
        } catch (RuntimeException | Error e) { // a fault of ours or of a storage
            LOG.error("{} {} failed", owner.who(), task.description(), e);
        } finally {
            abandon();
            if (outcome.code() != ReplyCode.CLOSING_DATA) {
                closeData();
            }
            owner.touch(System.nanoTime());
            over = true;
            report(outcome);
            owner.ended(this);
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
            Refusals.log(LOG, owner.who(), "closing", e);
        } catch (RuntimeException | Error e) { // a fault of a storage, which the session outlives
            LOG.error("{} {} was not closed", owner.who(), task.description(), e);
        }
    }

    /**
     * A buffer of the memory that its user may have.
     *
     * @param copies how many times the bytes in it are held
     */
    TransferMemory.Buffer buffer(int copies) throws CommandRefused {
        return owner.memory().buffer(user, copies);
    }

    /** As many bytes as there are for its user, {@code least} or more; close to give them back. */
    TransferMemory.Share memory(long wanted, long least) throws CommandRefused {
        return owner.memory().take(user, wanted, least);
    }

    /** More bytes have moved. */
    void moved(long count) {
        bytes.addAndGet(count);
        long now = System.nanoTime();
        waits.moved(now);
        owner.touch(now);
    }

    /**
     * Ends it early.
     *
     * @return false if it had ended already
     */
    public boolean cut(Ending why) {
        boolean first = ending.compareAndSet(null, why);
        if (first) {
            patience.cancel();
            connection.close();
            SocketChannel open = socket;
            if (open != null) {
                DataChannel.shutDown(open);
            }
        }
        return first;
    }

    /**
     * The control connection has gone. RFC 959 4.1.1: as if by ABOR; but an upload may have arrived already, with its end,
     * from a client that did not wait for the reply: it goes on for as long as bytes come.
     *
     * @param expected after QUIT, so that a download goes on too
     */
    public void controlLost(boolean expected) {
        if (expected || task.outlivesControl()) {
            waits.lost(!expected);
        } else {
            cut(Ending.STOPPED);
        }
    }

    /** Cuts it if what it waits for does not come. */
    public void check(long nowNanos) {
        Ending overdue = waits.overdue(nowNanos);
        if (overdue != null) {
            cut(overdue);
        } else if (!announced && waits.handshakeWaits(nowNanos)) {
            announced = owner.tryExecute(this::announce);
        }
    }

    /** Waits until the last reply of it is sent; false if that takes longer. */
    public boolean await(long millis) {
        try {
            return ended.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits until the last reply of it is sent. */
    public void await() {
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

    /** What the user must be allowed to. */
    public Right right() {
        return task.right();
    }

    /** Whether its last reply is on its way. */
    public boolean isOver() {
        return over;
    }

    /** For STAT during the transfer. */
    public String status() {
        long expected = task.expectedBytes();
        return task.description() + ": " + bytes + (expected < 0 ? "" : " of " + expected) + " bytes transferred";
    }

    private TransferOutcome perform() {
        boolean connected = false;
        try {
            task.open(patience);
            waits.enter(Phase.CONNECTING);
            socket = connection.connect();
            connected = true;
            if (ending.get() != null) { // cut before there was a socket to shut down
                return TransferOutcome.of(ending.get());
            }
            DataChannel open = begin();
            task.carry(open, this);
            if (!ending.compareAndSet(null, Ending.COMPLETE)) {
                return TransferOutcome.of(ending.get());
            }
            waits.enter(Phase.COMPLETING);
            task.complete();
            channel = Optional.of(open);
            return TransferOutcome.of(Ending.COMPLETE);
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
        boolean begun = protectedData && socket.socket().getInputStream().available() > 0;
        waits.enter(begun ? Phase.SECURING : Phase.MOVING);
        TlsChannel tls = begun ? secure() : null;
        waits.enter(Phase.MOVING);
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
            LOG.debug("{} is gone before the 150", owner.who(), e);
        }
    }

    private TlsChannel secure() throws IOException {
        tlsMemory = memory(MOST_RECORDS * TlsChannel.BYTES_PER_RECORD, TlsChannel.BYTES_PER_RECORD);
        return owner.secure(socket, (int) (tlsMemory.bytes() / TlsChannel.BYTES_PER_RECORD));
    }

    private TransferOutcome failure(IOException e, boolean connected) {
        Ending early = ending.get();
        if (early != null && early != Ending.COMPLETE) {
            return TransferOutcome.of(early); // the exception is the consequence
        }
        if (e instanceof StorageException refusal) {
            Refusals.log(LOG, owner.who(), task.description(), refusal);
        } else {
            LOG.debug("{} {}", owner.who(), task.description(), e);
        }
        return TransferOutcome.of(e, connected);
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

    private void report(TransferOutcome outcome) {
        boolean complete = outcome.code() == ReplyCode.CLOSING_DATA;
        owner.over(complete);
        if (task.action() != AuditEvent.Action.OTHER || outcome.audit() == AuditEvent.Outcome.REFUSED) {
            AuditEvent event = AuditEvent.now(source, task.action(), outcome.audit())
                    .withPath(task.path().toString())
                    .withBytes(bytes.get())
                    .since(startedNanos);
            owner.audit(complete ? event : event.withDetail(outcome.text()));
        }
        preliminary.forgo();
        try {
            owner.reply(outcome.code(), outcome.text());
        } catch (IOException e) {
            LOG.debug("{} is gone before the reply", owner.who(), e);
        }
    }
}
