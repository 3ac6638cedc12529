// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import io.fairlead.api.auth.Account;
import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.Identity;
import io.fairlead.net.Timers;
import io.fairlead.smb.server.state.Absentees;
import io.fairlead.smb.server.state.Server;
import io.fairlead.smb.server.state.SmbSession;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the sessions of accounts that have gone or were disabled, with the opens that wait for their client, and holds the
 * others to what they may do now. Looks whether there is news several times a second; asks, which may take a while, on a
 * thread of its own.
 */
final class AccountWatch {
    private static final Logger LOG = LoggerFactory.getLogger(AccountWatch.class);
    private static final Duration INTERVAL = Duration.ofMillis(200);

    private final Timers timers;
    private final Executor threads;
    private final Server server;
    private final AtomicBoolean asking = new AtomicBoolean();

    /** The watch ends with the timers. */
    AccountWatch(Timers timers, Executor threads, Server server) {
        this.timers = timers;
        this.threads = threads;
        this.server = server;
    }

    void begin() {
        timers.after(INTERVAL, this::look);
    }

    private void look() {
        try {
            Authenticator present = server.authenticator().get().orElse(null);
            if (present != null && !asking.get()) {
                long revision = present.revision();
                Stream<Account> accounts = Stream.concat(
                        server.sessions().all().stream().map(SmbSession::account),
                        server.sessions().absentees().all().stream().map(Absentees.Absentee::account));
                if (accounts.anyMatch(account -> account.isStale(present, revision))) {
                    askLater(present);
                }
            }
        } catch (RejectedExecutionException e) {
            return; // stopped
        } catch (RuntimeException e) { // an authenticator that is going, or broken
            LOG.debug("looking for changed accounts", e);
        }
        begin();
    }

    private void askLater(Authenticator present) {
        asking.set(true);
        threads.execute(() -> {
            try {
                server.sessions().all().forEach(session -> ask(session, present));
                server.sessions().absentees().all().forEach(absentee -> ask(absentee, present));
            } finally {
                asking.set(false);
            }
        });
    }

    private void ask(SmbSession session, Authenticator present) {
        Optional<Identity> known = session.established().map(SmbSession.Established::identity);
        try {
            if (known.isEmpty() || !session.account().isStale(present, present.revision())) {
                return;
            }
            Optional<Identity> now = session.account().ask(present, known.get());
            if (now.isEmpty()) {
                LOG.info(
                        "{} loses the session: the account has gone or is disabled",
                        known.get().name());
                session.revoke();
                server.evictParked(known.get().name());
            } else if (!now.equals(known)) {
                session.identity(now.get());
            }
        } catch (AuthenticationException e) {
            LOG.warn(
                    "{} goes on, for the account could not be looked up: {}",
                    known.get().name(),
                    e.getMessage());
        } catch (RuntimeException e) { // a fault of an authenticator or a storage, which others outlive
            LOG.error("{}: looking up the account", known.get().name(), e);
        }
    }

    private void ask(Absentees.Absentee absentee, Authenticator present) {
        String name = absentee.identity().name();
        try {
            if (absentee.account().isStale(present, present.revision())
                    && absentee.account().ask(present, absentee.identity()).isEmpty()) {
                LOG.info("What waits for {} is closed: the account has gone or is disabled", name);
                server.evictParked(name);
                server.sessions().absentees().forget(absentee);
            }
        } catch (AuthenticationException e) {
            LOG.warn("What waits for {} waits on, for the account could not be looked up: {}", name, e.getMessage());
        } catch (RuntimeException e) { // as above
            LOG.error("{}: looking up the account", name, e);
        }
    }
}
