// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.auth.Peer;
import io.fairlead.api.server.Session;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.text.Masked;
import io.fairlead.ftp.protocol.CommandLine;
import io.fairlead.ftp.protocol.Fact;
import io.fairlead.ftp.protocol.ReplyCode;
import io.fairlead.ftp.server.transfer.Elapsed;
import io.fairlead.ftp.server.transfer.PathText;
import io.fairlead.ftp.server.transfer.Transfer;
import io.fairlead.ftp.server.transfer.TransferParameters;
import io.fairlead.net.ConnectionLimiter;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What one client has agreed upon with us so far, RFC 959 2.3. The thread of the control connection alone changes it;
 * others look at what is volatile, and may {@link #end} it.
 */
final class FtpSession {
    private static final Set<Fact> DEFAULT_FACTS =
            EnumSet.of(Fact.TYPE, Fact.SIZE, Fact.MODIFY, Fact.PERM, Fact.UNIQUE, Fact.UNIX_MODE);

    /** How long a client may go on as before when the server stops: a dialogue comes to its end in that. */
    private static final Duration LEAVING = Duration.ofSeconds(5);

    /** Without a command, the dialogue is over. */
    private static final Duration QUIET = Duration.ofMillis(500);

    private static final String STOPPING = "Server is stopping";

    private final String id;
    private final FtpServer server;
    private final ControlConnection control;
    private final CommandQueue commands;
    private final ConnectionLimiter.Permit permit;
    private final Activity activity;
    private final ClientText text;
    private final SessionTransfers transfers;
    private volatile Login login;
    private volatile boolean ending;
    private volatile long leavingNanos; // 0 unless the server stops: since when
    private volatile Transfer running; // when that began; null without one, and when it has ended
    private volatile boolean executing = true; // a command, which may take its time; or the greeting
    private volatile long loggedOutNanos = System.nanoTime();

    private final LoginProgress progress = new LoginProgress();
    private VPath directory = VPath.ROOT;
    private VPath renameFrom;
    private TransferParameters parameters = TransferParameters.INITIAL;
    private Set<Fact> facts = DEFAULT_FACTS;
    private volatile boolean quit;

    FtpSession(String id, FtpServer server, ControlConnection control, ConnectionLimiter.Permit permit) {
        this.id = id;
        this.server = server;
        this.control = control;
        this.commands = new CommandQueue(control);
        this.permit = permit;
        this.activity = new Activity(server.counters());
        this.transfers = new SessionTransfers(this);
        this.text = new ClientText(control, server.settings().leniency().codec());
    }

    String id() {
        return id;
    }

    FtpServer server() {
        return server;
    }

    ControlConnection control() {
        return control;
    }

    /** How the client's text is encoded, and what it is answered in. */
    ClientText text() {
        return text;
    }

    /** What the client wants done. */
    CommandQueue commands() {
        return commands;
    }

    Activity activity() {
        return activity;
    }

    /** Null before login. */
    Login login() {
        return login;
    }

    /** Ends the login there was, and forgets what was agreed upon; TLS stays. {@code next} may be null. */
    void login(Login next) {
        Login previous = login;
        if (previous != null) {
            loggedOutNanos = System.nanoTime();
        }
        login = next;
        if (previous != null) {
            Audit.logout(this, previous);
            previous.close();
            server.users().leave(previous.seat());
        }
        if (next != null) {
            server.lobby().leave(this);
        } else if (previous != null && !ending) {
            server.notLoggedIn(this);
        }
        directory = VPath.ROOT;
        renameFrom = null;
        transfers.dropData();
    }

    LoginProgress progress() {
        return progress;
    }

    VPath directory() {
        return directory;
    }

    void directory(VPath path) {
        directory = path;
    }

    /** The path that a client's text means here. */
    VPath resolve(String text) throws StorageException {
        return PathText.resolve(directory, text, login);
    }

    /** Null unless RNFR came just before. */
    VPath renameFrom() {
        return renameFrom;
    }

    void renameFrom(VPath path) {
        renameFrom = path;
    }

    TransferParameters parameters() {
        return parameters;
    }

    void parameters(TransferParameters changed) {
        parameters = changed;
    }

    Set<Fact> facts() {
        return facts;
    }

    void facts(Set<Fact> chosen) {
        facts = chosen;
    }

    /** The data connection agreed upon, and the transfer that runs. */
    SessionTransfers transfers() {
        return transfers;
    }

    /**
     * Runs the transfer or the login that the last command began, if it did.
     *
     * @param loop of the calling thread
     * @param onPlatform whether that is a platform thread although there are virtual ones
     * @return whether this thread goes on reading commands
     */
    boolean carryTransfer(CommandLoop loop, boolean onPlatform) {
        LoginAttempt attempt = progress.take();
        if (attempt != null) {
            return server.workers().run(attempt, loop);
        }
        return transfers.carry(loop, onPlatform);
    }

    /** A command begins, or is over. */
    void executing(boolean begins) {
        executing = begins;
    }

    /** Whether a command of the client's is being done. From any thread. */
    boolean isBusy() {
        return executing || progress.verifying();
    }

    /** The last reply of a transfer has been sent. */
    void transferEnded(Transfer transfer) {
        Login current = login;
        if (current != null) {
            current.dropRetired();
        }
        long now = System.nanoTime();
        activity.touch(now);
        if (leavingNanos != 0 && transfer == running) { // its client may say goodbye
            leavingNanos = now | 1;
            running = null;
        }
        if (ending) {
            control.closeSaying(ReplyCode.NOT_AVAILABLE, STOPPING);
        }
    }

    /** A server that stops has the services there were, which may have gone since: "try again" is for its successor. */
    void reply(ReplyCode code, String text) throws IOException {
        if (code == ReplyCode.BUSY && leavingNanos != 0) {
            ending = true;
            control.closeSaying(ReplyCode.NOT_AVAILABLE, STOPPING);
            return;
        }
        control.reply(code, text);
    }

    void reply(ReplyCode code, String first, List<String> lines, String last) throws IOException {
        control.reply(code, first, lines, last);
    }

    /** Ends the session if it has been idle, or not logged in, for too long. A transfer has limits of its own. */
    void check(long nowNanos) {
        FtpSettings.Timeouts timeouts = server.settings().timeouts();
        Duration reply = timeouts.stall().isZero() ? timeouts.idle() : timeouts.stall();
        if (control.closeIfStuck(nowNanos, reply, timeouts.login())) {
            transfers.cut();
            return;
        }
        if (transfers.check(nowNanos) || ending) {
            return;
        }
        transfers.giveBackPort(nowNanos);
        if (activity.idleFor(timeouts.idle(), nowNanos)) {
            endLater("Idle for too long");
        } else if (login == null && Elapsed.passed(loggedOutNanos, nowNanos, timeouts.login())) {
            endLater("No login in time");
        }
    }

    /** From a thread that must not block. */
    void endLater(String why) {
        ending = true;
        if (!server.workers().tryExecute(() -> end(why))) {
            ending = false; // the next look tries again
        }
    }

    Peer peer() {
        return new Peer("ftp", control.remote(), control.encrypted());
    }

    /** For logs. */
    String who() {
        Login current = login;
        return (current == null ? "" : Masked.of(current.identity().name()) + "@")
                + control.remote().getAddress().getHostAddress();
    }

    /** For the wire; logs take {@link Masked}. */
    String printable(VPath path) {
        return CommandLine.printable(path.toString());
    }

    Session snapshot() {
        Login current = login;
        Transfer running = transfers.running();
        return activity.snapshot(
                id, peer(), current == null ? "" : current.identity().name(), running == null ? "" : running.status());
    }

    /** Somebody else wants it to end. */
    boolean ending() {
        return ending;
    }

    /** The client wants it to end. */
    void quit() {
        quit = true;
    }

    boolean goesOn() {
        return !quit;
    }

    /** The server stops: from now on {@link #leaveIfQuiet} looks when the client can be sent away. */
    void drain() {
        running = transfers.running();
        leavingNanos = System.nanoTime() | 1;
    }

    /**
     * Ends the session if nothing of the client's is in the middle: it has no transfer, and has either been quiet for a
     * moment, without a data connection that it is about to use, or has gone on for long enough. Does not block.
     */
    void leaveIfQuiet(long nowNanos) {
        if (leavingNanos == 0 || ending || transfers.running() != null) { // which is there until its last reply is sent
            return;
        }
        boolean agreed = transfers.agreed();
        boolean quiet = !isBusy() && !agreed && activity.idleFor(QUIET, nowNanos);
        Duration most = agreed ? LEAVING.multipliedBy(2) : LEAVING; // its client would find the port closed
        if (quiet || Elapsed.passed(leavingNanos, nowNanos, most)) {
            endLater(STOPPING);
        }
    }

    /** Ends the session, and its transfer, now. May block; from any thread. */
    void end(String why) {
        end(ReplyCode.NOT_AVAILABLE, why);
    }

    void end(ReplyCode code, String why) {
        ending = true;
        transfers.cut();
        control.closeSaying(code, why);
    }

    /** The control connection has ended: lets go of everything. */
    void release() {
        ending = true;
        try {
            transfers.end();
            progress.cancel();
            login(null);
        } finally { // whatever a storage does
            server.lobby().leave(this);
            control.close();
            permit.close();
        }
    }
}
