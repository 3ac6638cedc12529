// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.storage.StorageException;
import io.fairlead.ftp.protocol.CommandLine;
import io.fairlead.ftp.protocol.FtpSyntaxException;
import io.fairlead.ftp.protocol.ReplyCode;
import io.fairlead.ftp.server.reply.CommandRefused;
import io.fairlead.ftp.server.reply.Refusals;
import io.fairlead.ftp.server.transfer.Transfer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads commands of one session and has them done, in the order they come. One thread at a time; which one may change
 * with a transfer that takes long, see {@link Relief}.
 */
final class CommandLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(CommandLoop.class);
    /** CVE-2021-3618: whoever sends so much that is no command before login is no FTP client. */
    private static final int MAX_ERRORS_BEFORE_LOGIN = 10;

    private static final int PATIENCE_MILLIS = 100;

    /** What may come between RNFR and RNTO, since it only asks; RFC 959 4.1.3 wants nothing, clients keep alive by NOOP. */
    private static final Set<String> BETWEEN_RENAMES = Set.of(
            "RNFR", "NOOP", "STAT", "SYST", "HELP", "FEAT", "PWD", "XPWD", "SIZE", "MDTM", "MLST", "TYPE", "CLNT",
            "OPTS");

    private final FtpSession session;
    private int errorsBeforeLogin;

    CommandLoop(FtpSession session) {
        this.session = session;
    }

    @Override
    public void run() {
        serve(true, false);
    }

    /** Goes on, after another thread has read commands. */
    void goOn() {
        serve(false, false);
    }

    /** As {@link #goOn}, on a thread that is needed elsewhere: it leaves when no command comes for a moment. */
    void goOnBriefly() {
        serve(false, true);
    }

    /** Reads commands until the session ends, or another thread does so. */
    private void serve(boolean first, boolean briefly) {
        boolean relieved = false;
        try {
            session.control().patience(briefly ? PATIENCE_MILLIS : 0);
            boolean more = !first || greet();
            while (more && !relieved) {
                byte[] line = session.commands().next();
                more = line != null && execute(line);
                relieved = !session.carryTransfer(this, briefly) || leaves(more && briefly);
            }
        } catch (SocketTimeoutException e) {
            relieved = session.server().workers().serveLater(this);
        } catch (FtpSyntaxException e) { // a line without an end
            session.end(e.code(), "Line too long");
        } catch (IOException e) {
            LOG.debug("{} control connection ended", session.who(), e);
        } catch (RuntimeException | Error e) { // a fault of ours
            LOG.error("{} session failed", session.who(), e);
            session.end(ReplyCode.NOT_AVAILABLE, "Internal error");
        } finally {
            if (!relieved) {
                session.server().ended(session);
            }
        }
    }

    /** Inside TLS there is no waiting for a moment only: so the thread is given back at once. */
    private boolean leaves(boolean could) {
        return could
                && session.control().encrypted()
                && session.server().workers().serveLater(this);
    }

    private boolean greet() throws IOException {
        FtpServer server = session.server();
        boolean ready = server.awaitReady(() -> !session.ending());
        session.activity().touch(System.nanoTime());
        session.executing(false);
        if (!ready) {
            session.control().closeSaying(ReplyCode.NOT_AVAILABLE, "Service not available, try again later");
            return false;
        }
        session.reply(ReplyCode.READY, server.settings().welcome());
        return true;
    }

    /** Returns whether to go on. */
    private boolean execute(byte[] line) throws IOException {
        session.progress().await();
        session.activity().touch(System.nanoTime());
        session.executing(true);
        try {
            CommandLine command = session.text().decode(line);
            LOG.trace("<< {} {}", session.id(), command);
            return execute(command);
        } catch (FtpSyntaxException e) {
            return refuse(e.code(), e.code() == ReplyCode.UNKNOWN_COMMAND ? "Unknown command" : "Bad argument");
        } catch (CommandRefused e) {
            return refuse(e.code(), e.getMessage());
        } finally {
            session.activity().touch(System.nanoTime());
            session.executing(false);
        }
    }

    private boolean execute(CommandLine line) throws IOException {
        Command command = Commands.find(line.verb());
        if (command == null) {
            if (session.login() == null && Commands.isForeign(line.verb())) {
                session.control().closeSaying(ReplyCode.UNKNOWN_COMMAND, "This is FTP");
                return false;
            }
            boolean known = Commands.isNotImplemented(line.verb());
            return refuse(
                    known ? ReplyCode.NOT_IMPLEMENTED : ReplyCode.UNKNOWN_COMMAND,
                    known ? line.verb() + " is not implemented" : "Unknown command");
        }
        try {
            return execute(command, line.argument());
        } catch (FtpSyntaxException e) {
            boolean protocol = e.code() == ReplyCode.PROTOCOL_NOT_SUPPORTED; // RFC 2428 2 wants those that are
            return refuse(
                    e.code(), protocol ? "Network protocol not supported, use (1,2)" : "Syntax: " + command.syntax());
        } catch (StorageException e) {
            Refusals.log(LOG, session.who(), line.toString(), e);
            return refuse(Refusals.code(e.reason()), Refusals.text(e));
        }
    }

    private boolean execute(Command command, String argument) throws IOException {
        command.argument().check(argument);
        Transfer running = session.transfers().running();
        if (running != null && (running.isOver() || !command.duringTransfer())) {
            session.commands().await(running, command.verb().equals("QUIT"));
        }
        if (session.ending()) { // and whoever wants that may not have said so yet
            session.control().closeSaying(ReplyCode.NOT_AVAILABLE, "Session ends");
            return false;
        }
        if (command.needsLogin() && session.login() == null) {
            return refuse(ReplyCode.NOT_LOGGED_IN, "Please log in with USER and PASS");
        }
        if (!command.permitted(session)) {
            Audit.refused(session, command.verb(), argument, "no right to do so");
            return refuse(ReplyCode.UNAVAILABLE, "Permission denied");
        }
        try {
            command.handler().handle(session, argument);
        } finally {
            if (!BETWEEN_RENAMES.contains(command.verb())) {
                session.renameFrom(null);
            }
        }
        return session.goesOn();
    }

    private boolean refuse(ReplyCode code, String text) throws IOException {
        if (session.login() == null && ++errorsBeforeLogin > MAX_ERRORS_BEFORE_LOGIN) {
            session.control().closeSaying(ReplyCode.NOT_AVAILABLE, "Too many errors");
            return false;
        }
        session.reply(code, text);
        return session.goesOn();
    }
}
