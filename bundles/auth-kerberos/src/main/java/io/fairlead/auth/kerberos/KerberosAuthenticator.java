// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.kerberos;

import io.fairlead.api.auth.Authentication;
import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.AuthenticationException.Refusal;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.Credential;
import io.fairlead.api.auth.Credential.GssToken;
import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.LoginThrottle;
import io.fairlead.api.auth.Peer;
import io.fairlead.api.auth.Right;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Authenticates by Kerberos, with the keys of a keytab; no KDC is asked. Who somebody is comes from the ticket, what they may
 * do from the accounts: another authenticator's, which is also asked for every other kind of credential, or the settings'.
 * Thread-safe; blocks for the throttle's delay.
 */
public final class KerberosAuthenticator implements Authenticator {
    private static final AtomicLong MADE = new AtomicLong();
    private static final int REVISIONS = 48; // above those of other authenticators, which count from 1

    private static final Logger LOG = LoggerFactory.getLogger(KerberosAuthenticator.class);
    private static final long WARNING_NANOS = Duration.ofMinutes(1).toNanos(); // from one to the next

    private final AtomicLong nextWarning = new AtomicLong(System.nanoTime());
    private final KerberosSettings settings;
    private final UserNames names;
    private final ServiceAcceptor acceptor;
    private final Supplier<Optional<Authenticator>> accounts;
    private final Supplier<LoginThrottle> throttle;
    private final long revision = MADE.incrementAndGet() << REVISIONS;

    /**
     * For the accounts of another authenticator, unless the settings name some.
     *
     * @param accounts asked anew each time; empty while it is away
     * @param throttle asked anew at each login; it may be {@link LoginThrottle#NONE}, but not null
     */
    public KerberosAuthenticator(
            KerberosSettings settings, Supplier<Optional<Authenticator>> accounts, Supplier<LoginThrottle> throttle) {
        this(settings, accounts, throttle, Clock.systemUTC());
    }

    KerberosAuthenticator(
            KerberosSettings settings,
            Supplier<Optional<Authenticator>> accounts,
            Supplier<LoginThrottle> throttle,
            Clock clock) {
        this.settings = settings;
        this.names = new UserNames(settings.realms());
        this.acceptor = new ServiceAcceptor(settings.keytab(), settings.principal(), clock);
        this.accounts = settings.ownAccounts() ? Optional::empty : accounts;
        this.throttle = throttle;
    }

    @Override
    public boolean accepts(Class<? extends Credential> kind) {
        return kind == GssToken.class
                || accounts.get().map(other -> other.accepts(kind)).orElse(false);
    }

    @Override
    public Authentication authenticate(Credential credential, Peer peer) throws AuthenticationException {
        return authenticate(credential, peer, () -> true);
    }

    @Override
    public Authentication authenticate(Credential credential, Peer peer, BooleanSupplier wanted)
            throws AuthenticationException {
        if (credential instanceof GssToken token) {
            return byTicket(accepted(token), peer, wanted);
        }
        if (settings.ownAccounts()) {
            throw new AuthenticationException(Refusal.NOT_ACCEPTED, "takes Kerberos only");
        }
        return known().authenticate(credential, peer, wanted);
    }

    private ServiceAcceptor.Accepted accepted(GssToken token) throws AuthenticationException {
        try {
            return acceptor.accept(token.token());
        } catch (AuthenticationException e) {
            boolean ours = e.refusal() == Refusal.UNAVAILABLE || TicketFailure.of(e.getCause()) == TicketFailure.KEY;
            long now = System.nanoTime();
            long due = nextWarning.get();
            if (ours && now - due >= 0 && nextWarning.compareAndSet(due, now + WARNING_NANOS)) {
                LOG.warn("A log-in by Kerberos failed, maybe for a fault of the set-up: {}", e.getMessage());
            }
            throw e;
        }
    }

    /**
     * A token that no key opens is no guess that could succeed, and is often the server's own fault. So it does not count; who
     * has a ticket and no account counts, and an address that is banned stays so.
     */
    private Authentication byTicket(ServiceAcceptor.Accepted ticket, Peer peer, BooleanSupplier wanted)
            throws AuthenticationException {
        String client = ticket.client();
        try (LoginThrottle.Attempt attempt =
                throttle.get().begin(client, peer.remote().getAddress(), wanted)) {
            String user = names.account(client, ticket.realm()).orElse(null);
            Optional<Identity> identity = user == null ? Optional.empty() : find(user);
            if (identity.isEmpty()) {
                attempt.failed();
                throw user == null
                        ? new AuthenticationException(
                                Refusal.NOT_ACCEPTED, "principal " + client + " is no user of a realm that is let in")
                        : new AuthenticationException(
                                Refusal.UNKNOWN_USER,
                                "principal " + client + " has no account, or a disabled one: " + user);
            }
            attempt.succeeded();
            return new Authentication(
                    identity.get(),
                    Optional.of(ticket.sessionKey()),
                    ticket.reply(),
                    Optional.of(ticket.end()),
                    Optional.of(ticket.signatures()));
        }
    }

    private Authenticator known() throws AuthenticationException {
        return accounts.get()
                .orElseThrow(() -> new AuthenticationException(
                        Refusal.UNAVAILABLE, "the authenticator that has the accounts is away"));
    }

    private Optional<Identity> find(String user) throws AuthenticationException {
        return settings.ownAccounts() ? own(user) : known().account(user);
    }

    private Optional<Identity> own(String user) {
        boolean writes = isOneOf(user, settings.writeUsers());
        if (!writes && !isOneOf(user, settings.readUsers())) {
            return Optional.empty();
        }
        Set<Right> rights = writes ? EnumSet.allOf(Right.class) : EnumSet.of(Right.LIST, Right.READ);
        List<String> home = new ArrayList<>();
        for (String name : settings.home().split("/", -1)) {
            if (!name.isEmpty()) {
                home.add(name.replace(KerberosSettings.USER, user));
            }
        }
        try {
            return Optional.of(new Identity(user, Set.of(), VPath.ofNames(home), rights, Identity.Limits.NONE));
        } catch (StorageException e) { // a name that can't be a folder's
            return Optional.empty();
        }
    }

    private static boolean isOneOf(String user, Set<String> users) {
        return users.contains(KerberosSettings.EVERYBODY) || users.contains(user);
    }

    /** Differs from that of every other authenticator. */
    @Override
    public long revision() {
        return settings.ownAccounts()
                ? revision
                : accounts.get().map(Authenticator::revision).orElse(0L);
    }

    @Override
    public Optional<Identity> current(Identity identity) throws AuthenticationException {
        return settings.ownAccounts() ? own(identity.name()) : known().current(identity);
    }

    @Override
    public Optional<Identity> account(String user) throws AuthenticationException {
        return find(user);
    }
}
