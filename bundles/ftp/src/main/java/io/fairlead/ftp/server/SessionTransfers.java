// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.audit.AuditEvent;
import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.VPath;
import io.fairlead.ftp.protocol.ReplyCode;
import io.fairlead.ftp.protocol.TextBuffer;
import io.fairlead.ftp.server.reply.CommandRefused;
import io.fairlead.ftp.server.transfer.DataConnection;
import io.fairlead.ftp.server.transfer.Ending;
import io.fairlead.ftp.server.transfer.MountedFiles;
import io.fairlead.ftp.server.transfer.Owner;
import io.fairlead.ftp.server.transfer.PassiveDataConnection;
import io.fairlead.ftp.server.transfer.Transfer;
import io.fairlead.ftp.server.transfer.TransferMemory;
import io.fairlead.ftp.server.transfer.TransferParameters;
import io.fairlead.ftp.server.transfer.TransferTask;
import io.fairlead.ftp.server.transfer.TransferWaits;
import io.fairlead.ftp.tls.TlsChannel;
import java.io.IOException;
import java.nio.channels.SocketChannel;

/**
 * The data connection that a session has agreed upon, and the transfer that it runs: one of each at a time. The thread of
 * the commands alone changes them; others look, and may {@link #cut}.
 */
final class SessionTransfers implements Owner {
    private final FtpSession session;
    private volatile DataConnection data;
    private volatile Transfer running;
    private Transfer begun; // agreed upon, but not running yet

    SessionTransfers(FtpSession session) {
        this.session = session;
    }

    /** Takes the place of what data connection was agreed upon before. */
    void data(DataConnection next) {
        dropData();
        data = next;
    }

    void dropData() {
        DataConnection unused = data;
        data = null;
        if (unused != null) {
            unused.close();
        }
    }

    /** Whether there is a data connection to be used. */
    boolean agreed() {
        return data != null;
    }

    /** The running transfer, or null. */
    Transfer running() {
        return running;
    }

    /** Whether there is one whose last reply has not been sent. */
    boolean isRunning() {
        return running != null;
    }

    /**
     * Begins a transfer on the data connection agreed upon; {@link #carry} follows.
     *
     * @throws CommandRefused if there is none
     */
    void start(TransferTask task) throws CommandRefused {
        DataConnection connection = data;
        if (connection == null) {
            throw new CommandRefused(ReplyCode.CANNOT_OPEN_DATA, "Use PASV, EPSV, PORT or EPRT first");
        }
        data = null;
        FtpSettings.Timeouts timeouts = session.server().settings().timeouts();
        TransferWaits waits = new TransferWaits(timeouts.dataConnect(), timeouts.stall());
        Transfer next = new Transfer(this, task, connection, waits);
        session.parameters(session.parameters().withRestart(0));
        running = next;
        if (session.ending()) {
            next.cut(Ending.STOPPED);
        }
        begun = next;
    }

    /** Runs the transfer that the last command began, if it did; see {@link FtpSession#carryTransfer}. */
    boolean carry(CommandLoop loop, boolean onPlatform) {
        Transfer next = begun;
        begun = null;
        return next == null
                || session.server().workers().run(next, session.control().encrypted(), loop, onPlatform);
    }

    /** Cuts what runs, for the session ends. */
    void cut() {
        Transfer current = running;
        if (current != null) {
            current.cut(Ending.STOPPED);
        }
    }

    /** Cuts what runs if it waits for too long; false if nothing runs. */
    boolean check(long nowNanos) {
        Transfer current = running;
        if (current == null || current.isOver()) {
            return false;
        }
        current.check(nowNanos);
        return true;
    }

    /** A passive port that nobody uses is somebody else's; there are few where a firewall lets them through. */
    void giveBackPort(long nowNanos) {
        if (data instanceof PassiveDataConnection passive
                && passive.unusedFor(session.server().settings().timeouts().dataConnect(), nowNanos)) {
            passive.close();
        }
    }

    /** The control connection has ended: returns when nothing runs any more. */
    void end() {
        Transfer current = running;
        if (current != null) {
            current.controlLost(false);
            if (current == begun) { // it never ran: that ends it
                current.cut(Ending.STOPPED);
                current.run();
            }
            current.await();
        }
    }

    @Override
    public String who() {
        return session.who();
    }

    @Override
    public AuditEvent.Source source() {
        return Audit.source(session);
    }

    @Override
    public Identity identity() {
        return session.login().identity();
    }

    @Override
    public MountedFiles files() {
        return session.login();
    }

    @Override
    public VPath directory() {
        return session.directory();
    }

    @Override
    public TransferParameters parameters() {
        return session.parameters();
    }

    @Override
    public TextBuffer textBuffer(int capacity) {
        return session.text().buffer(capacity);
    }

    @Override
    public TransferMemory memory() {
        return session.server().memory();
    }

    @Override
    public TlsChannel secure(SocketChannel socket, int records) throws IOException {
        return DataTls.begin(session, socket, records);
    }

    @Override
    public boolean allowsMissingCloseNotify() {
        return session.server().settings().leniency().missingCloseNotify();
    }

    @Override
    public void reply(ReplyCode code, String text) throws IOException {
        session.reply(code, text);
    }

    @Override
    public boolean tryExecute(Runnable task) {
        return session.server().workers().tryExecute(task);
    }

    @Override
    public void touch(long nowNanos) {
        session.activity().touch(nowNanos);
    }

    @Override
    public void sent(long bytes) {
        session.activity().sent(bytes);
    }

    @Override
    public void received(long bytes) {
        session.activity().received(bytes);
    }

    @Override
    public void over(boolean complete) {
        Counters counters = session.server().counters();
        (complete ? counters.transfers : counters.failedTransfers).increment();
    }

    @Override
    public void audit(AuditEvent event) {
        session.server().audit().record(event);
    }

    @Override
    public void ended(Transfer transfer) {
        running = null;
        session.transferEnded(transfer);
    }
}
