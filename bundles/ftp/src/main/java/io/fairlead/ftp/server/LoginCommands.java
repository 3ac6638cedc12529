// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.audit.AuditEvent.Outcome;
import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.AuthenticationException.Refusal;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.Credential;
import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.text.Masked;
import io.fairlead.ftp.protocol.ReplyCode;
import io.fairlead.ftp.server.FtpSettings.TlsMode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

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
        session.user(name);
        session.reply(ReplyCode.NEED_PASSWORD, "Password, please"); // the same whether or not there is such a user
    }

    static void password(FtpSession session, String password) throws IOException {
        String user = session.user();
        if (user.isEmpty()) {
            throw new CommandRefused(ReplyCode.BAD_SEQUENCE, "USER comes first");
        }
        session.user("");
        try {
            Identity identity = authenticate(session, user, password);
            admit(session, identity);
        } catch (AuthenticationException e) {
            refuse(session, user, e);
        }
    }

    static void account(FtpSession session, String account) throws IOException {
        session.reply(ReplyCode.SUPERFLUOUS, "No account needed");
    }

    /** RFC 959 4.1.1: as after connecting. TLS stays, for there is no way back from it without CCC. */
    static void reinitialize(FtpSession session, String none) throws IOException {
        session.login(null);
        session.user("");
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

    private static Identity authenticate(FtpSession session, String user, String password)
            throws AuthenticationException, CommandRefused {
        Optional<Authenticator> authenticator =
                session.server().services().authenticator().get();
        boolean nobody = user.equalsIgnoreCase("anonymous") || user.equalsIgnoreCase("ftp");
        if (nobody && session.server().settings().security().anonymous()) {
            if (authenticator.isEmpty() || !authenticator.get().accepts(Credential.Anonymous.class)) {
                return Identity.ANONYMOUS;
            }
            Credential anonymous = new Credential.Anonymous(Masked.of(password));
            return authenticator.get().authenticate(anonymous, session.peer()).identity();
        }
        if (authenticator.isEmpty()) {
            throw new AuthenticationException(Refusal.UNAVAILABLE, "no authenticator is there");
        }
        char[] secret = password.toCharArray();
        try {
            return authenticator
                    .get()
                    .authenticate(new Credential.Password(user, secret), session.peer())
                    .identity();
        } finally {
            Arrays.fill(secret, '\0');
        }
    }

    private static void admit(FtpSession session, Identity identity) throws IOException {
        int own = identity.limits().sessions();
        int general = session.server().settings().limits().perUser();
        int limit = own == 0 ? general : general == 0 ? own : Math.min(own, general);
        if (!session.server().users().enter(identity.name(), limit)) {
            Audit.login(session, identity.name(), Outcome.REFUSED, "Too many sessions of this user");
            session.quit();
            session.control().closeSaying(ReplyCode.NOT_AVAILABLE, "Too many sessions of this user");
            return;
        }
        try {
            session.login(mount(session, identity));
        } catch (StorageException e) {
            Audit.login(session, identity.name(), Outcome.FAILED, "No files: " + e.getMessage());
            boolean later = e.reason() == Reason.UNAVAILABLE || e.reason() == Reason.STALE;
            if (!later) {
                throw new CommandRefused(ReplyCode.NOT_LOGGED_IN, "No files for this user");
            }
            session.quit();
            session.control().closeSaying(ReplyCode.NOT_AVAILABLE, "No files now, try again later");
            return;
        }
        Audit.login(session, identity.name(), Outcome.DONE, "");
        session.reply(ReplyCode.LOGGED_IN, "Welcome");
    }

    /** Counted as the user's from here on; or not, if this throws. */
    private static Login mount(FtpSession session, Identity identity) throws StorageException {
        boolean mounted = false;
        try {
            Login login = new Login(
                    identity, session.peer(), session.server().services().export());
            mounted = true;
            return login;
        } finally {
            if (!mounted) {
                session.server().users().leave(identity.name());
            }
        }
    }

    private static void refuse(FtpSession session, String user, AuthenticationException e) throws IOException {
        Audit.login(session, user, Outcome.REFUSED, e.getMessage());
        if (e.refusal() == Refusal.UNAVAILABLE || e.refusal() == Refusal.BUSY) {
            session.quit();
            session.control().closeSaying(ReplyCode.NOT_AVAILABLE, "Logins are not possible now, try again later");
            return;
        }
        int most = session.server().settings().limits().failedLogins();
        if (session.countFailedLogin() >= most && most > 0) {
            session.quit();
            session.control().closeSaying(ReplyCode.NOT_AVAILABLE, "Too many failed logins");
            return;
        }
        session.reply(ReplyCode.NOT_LOGGED_IN, "Login incorrect"); // the same whatever the reason
    }
}
