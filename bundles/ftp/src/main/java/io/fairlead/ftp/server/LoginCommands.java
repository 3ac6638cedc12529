// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.audit.AuditEvent.Outcome;
import io.fairlead.ftp.protocol.ReplyCode;
import io.fairlead.ftp.server.FtpSettings.TlsMode;
import io.fairlead.ftp.server.reply.CommandRefused;
import io.fairlead.ftp.server.transfer.TransferParameters;
import java.io.IOException;

/** Access control commands, RFC 959 4.1.1: who is there. */
final class LoginCommands {
    private LoginCommands() {}

    static void user(FtpSession session, String name) throws IOException {
        FtpSettings.Security security = session.server().settings().security();
        if (!session.control().encrypted()) {
            boolean offered = security.tls() != TlsMode.OFF;
            boolean far = !session.control().remote().getAddress().isLoopbackAddress();
            if (security.tls() == TlsMode.REQUIRED || (far && !security.plaintextBeyondLoopback())) {
                Audit.login(session, name, Outcome.REFUSED, "No logins in clear text from there");
                // RFC 4217 2, RFC 2228 5.1: 534, policy requires security
                throw offered
                        ? new CommandRefused(ReplyCode.POLICY_REFUSED, "Use AUTH TLS first")
                        : new CommandRefused(ReplyCode.NOT_LOGGED_IN, "No logins in clear text from there");
            }
        }
        session.login(null);
        session.progress().user(name);
        session.reply(ReplyCode.NEED_PASSWORD, "Password, please"); // the same whether or not there is such a user
    }

    static void password(FtpSession session, String password) throws IOException {
        String user = session.progress().user();
        if (user.isEmpty()) {
            throw new CommandRefused(ReplyCode.BAD_SEQUENCE, "USER comes first");
        }
        session.progress().user("");
        session.progress().begin(new LoginAttempt(session, user, password));
    }

    static void account(FtpSession session, String account) throws IOException {
        session.reply(ReplyCode.SUPERFLUOUS, "No account needed");
    }

    /** RFC 959 4.1.1: as after connecting. TLS stays, for there is no way back from it without CCC. */
    static void reinitialize(FtpSession session, String none) throws IOException {
        session.login(null);
        session.progress().user("");
        TransferParameters before = session.parameters();
        TransferParameters initial = TransferParameters.INITIAL.withProtectedData(before.protectedData());
        session.parameters(before.bufferSizeSet() ? initial.withBufferSizeSet() : initial);
        session.reply(ReplyCode.READY, session.server().settings().welcome());
    }

    /** RFC 959 4.1.1: a running transfer ends first, which the dispatcher has seen to. */
    static void quit(FtpSession session, String none) {
        session.quit();
        session.control().closeSaying(ReplyCode.CLOSING_CONTROL, "Goodbye");
    }
}
