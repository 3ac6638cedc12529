// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.StorageException;
import io.fairlead.ftp.server.transfer.Ending;
import io.fairlead.ftp.server.transfer.Transfer;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the sessions of accounts that have gone or were disabled, and holds the others to what they may do now. Looks
 * whether there is news several times a second; asks, which may take a while, on a thread of its own.
 */
final class AccountWatch {
    private static final Logger LOG = LoggerFactory.getLogger(AccountWatch.class);
    private static final Duration INTERVAL = Duration.ofMillis(200);

    private final Workers workers;
    private final Supplier<Optional<Authenticator>> authenticator;
    private final Collection<FtpSession> sessions;
    private final AtomicBoolean asking = new AtomicBoolean();

    /** {@code sessions} may change meanwhile; the watch ends with the workers. */
    AccountWatch(Workers workers, Supplier<Optional<Authenticator>> authenticator, Collection<FtpSession> sessions) {
        this.workers = workers;
        this.authenticator = authenticator;
        this.sessions = sessions;
    }

    void begin() {
        workers.timers().after(INTERVAL, this::look);
    }

    private void look() {
        try {
            Optional<Authenticator> present = authenticator.get();
            if (present.isPresent() && !asking.get()) {
                long revision = present.get().revision();
                if (sessions.stream().anyMatch(session -> isStale(session, present.get(), revision))) {
                    askLater(present.get());
                }
            }
        } catch (RuntimeException e) { // an authenticator that is going, or broken
            LOG.debug("looking for changed accounts", e);
        } finally {
            begin();
        }
    }

    private static boolean isStale(FtpSession session, Authenticator present, long revision) {
        Login login = session.login();
        return login != null && login.account().isStale(present, revision);
    }

    private void askLater(Authenticator present) {
        asking.set(true);
        boolean asks = workers.tryExecute(() -> {
            try {
                sessions.forEach(session -> ask(session, present));
            } finally {
                asking.set(false);
            }
        });
        if (!asks) { // stopped meanwhile
            asking.set(false);
        }
    }

    private void ask(FtpSession session, Authenticator present) {
        Login login = session.login();
        try {
            if (login == null || !login.account().isStale(present, present.revision())) {
                return;
            }
            Optional<Identity> now = login.account().ask(present, login.identity());
            if (now.isEmpty()) {
                LOG.info("{} loses the session: the account has gone or is disabled", session.who());
                end(session, "This account is not open any more");
            } else if (!now.get().equals(login.identity())) {
                LOG.info("{} goes on with what the account may do now", session.who());
                become(session, login, now.get());
            }
        } catch (AuthenticationException e) {
            LOG.warn("{} goes on, for the account could not be looked up: {}", session.who(), e.getMessage());
        } catch (StorageException e) {
            LOG.warn("{} loses the session, for there are no files: {}", session.who(), e.getMessage());
            end(session, "No files now, try again later");
        } catch (RuntimeException | Error e) { // a fault of an authenticator or a storage, which others outlive
            LOG.error("{}: looking up the account", session.who(), e);
        }
    }

    private void end(FtpSession session, String why) {
        workers.executeAnyway(() -> session.end(why)); // may wait for the client for a moment, and there may be many
    }

    private static void become(FtpSession session, Login login, Identity changed) throws StorageException {
        login.become(changed);
        Transfer running = session.transfers().running();
        if (running == null) {
            login.dropRetired();
        } else if (!changed.may(running.right())) {
            running.cut(Ending.FORBIDDEN);
        }
    }
}
