// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.audit.AuditEvent.Outcome;
import io.fairlead.api.auth.Account;
import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.AuthenticationException.Refusal;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.Credential;
import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.text.Masked;
import io.fairlead.ftp.protocol.ReplyCode;
import io.fairlead.ftp.server.reply.CommandRefused;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A password that is being verified, RFC 959 4.1.1. If that takes long, another thread listens to the control connection
 * meanwhile ({@link Relief}): it sees when the client goes, and then nobody waits for the answer any more. The next
 * command comes after it.
 */
final class LoginAttempt implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(LoginAttempt.class);

    private final FtpSession session;
    private final String user;
    private final String password;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean wanted = true;

    LoginAttempt(FtpSession session, String user, String password) {
        this.session = session;
        this.user = user;
        this.password = password;
    }

    @Override
    public void run() {
        try {
            admit();
        } catch (CommandRefused e) {
            reply(e.code(), e.getMessage());
        } catch (IOException e) {
            LOG.debug("{} is gone before the reply", session.who(), e);
        } catch (RuntimeException | Error e) { // a fault of ours or of an authenticator
            LOG.error("{} login failed", session.who(), e);
            session.control().closeSaying(ReplyCode.NOT_AVAILABLE, "Internal error");
        } finally {
            over.countDown();
        }
    }

    /** The client has gone. Returns at once; {@link #await} waits for what that leads to. */
    void cancel() {
        wanted = false;
    }

    boolean isOver() {
        return over.getCount() == 0;
    }

    /** Waits until its reply is sent. */
    void await() {
        boolean interrupted = false;
        while (true) {
            try {
                over.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Also by the commands that follow, for as long as the session goes on. */
    private boolean isWanted() {
        return wanted && !session.ending();
    }

    /** One that is being replaced is waited for, and one that may be about to come for the first time. */
    private Optional<Authenticator> authenticator() {
        Supplier<Optional<Authenticator>> source = session.server().services().authenticator();
        return session.server().authenticatorAway().await(source, this::isWanted);
    }

    private void admit() throws IOException {
        Optional<Authenticator> authenticator = authenticator();
        long revision = authenticator.map(Authenticator::revision).orElse(0L); // before it is asked: what comes is news
        boolean asks = !isAnonymous()
                || authenticator.map(a -> a.accepts(Credential.Anonymous.class)).orElse(isAuthenticatorChosen());
        try {
            Identity identity = asks ? ask(authenticator) : Identity.ANONYMOUS;
            admit(identity, new Account(asks ? authenticator.get() : null, revision));
        } catch (AuthenticationException e) {
            refuse(e);
        }
    }

    /** Then it is asked or, while it is away, nobody gets in: what it would say of anonymous is not known. */
    private boolean isAuthenticatorChosen() {
        return session.server().services().authenticatorChosen().getAsBoolean();
    }

    private boolean isAnonymous() {
        boolean nobody = user.equalsIgnoreCase("anonymous") || user.equalsIgnoreCase("ftp");
        return nobody && session.server().settings().security().anonymous();
    }

    private Identity ask(Optional<Authenticator> authenticator) throws AuthenticationException {
        Authenticator asked = authenticator.orElseThrow(
                () -> new AuthenticationException(Refusal.UNAVAILABLE, "no authenticator is there"));
        if (isAnonymous()) {
            Credential anonymous = new Credential.Anonymous(Masked.of(password));
            return asked.authenticate(anonymous, session.peer(), () -> wanted).identity();
        }
        char[] secret = password.toCharArray();
        try {
            return asked.authenticate(new Credential.Password(user, secret), session.peer(), () -> wanted)
                    .identity();
        } finally {
            Arrays.fill(secret, '\0');
        }
    }

    private void admit(Identity identity, Account account) throws IOException {
        int own = identity.limits().sessions();
        int general = session.server().settings().limits().perUser();
        int limit = own == 0 ? general : general == 0 ? own : Math.min(own, general);
        Seat seat = Seat.of(identity, session.peer());
        if (!session.server().users().enter(seat, limit)) {
            Audit.login(session, identity.name(), Outcome.REFUSED, "Too many sessions of this user");
            end("Too many sessions of this user");
            return;
        }
        try {
            session.login(mount(identity, account, seat));
        } catch (StorageException e) {
            Audit.login(session, identity.name(), Outcome.FAILED, "No files: " + e.getMessage());
            boolean later = e.reason() == Reason.UNAVAILABLE || e.reason() == Reason.STALE;
            if (!later) {
                throw new CommandRefused(ReplyCode.NOT_LOGGED_IN, "No files for this user");
            }
            end("No files now, try again later");
            return;
        }
        Audit.login(session, identity.name(), Outcome.DONE, "");
        session.reply(ReplyCode.LOGGED_IN, "Welcome");
    }

    /** Counted as the user's from here on; or not, if this throws. */
    private Login mount(Identity identity, Account account, Seat seat) throws StorageException {
        boolean mounted = false;
        try {
            Login.Source source = new Login.Source(
                    session.peer(),
                    session.server().services().export(),
                    session.server().exportAway(),
                    this::isWanted,
                    session.transfers()::isRunning);
            Login login = new Login(identity, account, seat, source);
            mounted = true;
            return login;
        } finally {
            if (!mounted) {
                session.server().users().leave(seat);
            }
        }
    }

    private void refuse(AuthenticationException e) throws IOException {
        Audit.login(session, user, Outcome.REFUSED, e.getMessage());
        if (e.refusal() == Refusal.UNAVAILABLE || e.refusal() == Refusal.BUSY) {
            end("Logins are not possible now, try again later");
            return;
        }
        int most = session.server().settings().limits().failedLogins();
        session.server().counters().failedLogins.increment();
        if (session.progress().countFailure() >= most && most > 0) {
            end("Too many failed logins");
            return;
        }
        session.reply(ReplyCode.NOT_LOGGED_IN, "Login incorrect"); // the same whatever the reason
    }

    private void end(String why) {
        session.quit();
        session.control().closeSaying(ReplyCode.NOT_AVAILABLE, why);
    }

    private void reply(ReplyCode code, String text) {
        try {
            session.reply(code, text);
        } catch (IOException e) {
            LOG.debug("{} is gone before the reply", session.who(), e);
        }
    }
}
