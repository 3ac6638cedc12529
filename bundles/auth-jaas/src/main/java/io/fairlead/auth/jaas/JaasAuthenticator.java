// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.jaas;

import io.fairlead.api.auth.Authentication;
import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.AuthenticationException.Refusal;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.Credential;
import io.fairlead.api.auth.Credential.Password;
import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.LoginThrottle;
import io.fairlead.api.auth.Peer;
import io.fairlead.api.auth.Right;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.security.auth.login.Configuration;

/**
 * Authenticates by a JAAS realm, passwords only: a realm verifies one and can do nothing else, so NTLM (SMB) is not possible.
 *
 * <p>A realm can't be asked about an account without its password. So {@link #current} answers from the roles of the login,
 * by the settings in force; who was disabled meanwhile is found out at the next login, which {@link JaasSettings#session}
 * can demand. Thread-safe, blocks: for the throttle's delay, and for the realm.
 */
public final class JaasAuthenticator implements Authenticator, AutoCloseable {
    private static final AtomicLong MADE = new AtomicLong();
    private static final int LONGEST_NAME = 256;
    private static final int LONGEST_PASSWORD = 1024;
    private static final int REVISIONS = 40; // bits of a revision that count seconds

    private final JaasSettings settings;
    private final Supplier<LoginThrottle> throttle;
    private final Configuration configuration;
    private final LoginThreads threads;
    private final RecentLogins recent;
    private final LongSupplier nanoClock;
    private final long first = MADE.incrementAndGet() << REVISIONS;

    /** {@code throttle} is asked anew at each login; it may be {@link LoginThrottle#NONE}, but not null. */
    public JaasAuthenticator(JaasSettings settings, Supplier<LoginThrottle> throttle) {
        this(settings, throttle, null, System::nanoTime);
    }

    /** @param configuration of the realms; null for that of the process, as it is at each login */
    JaasAuthenticator(
            JaasSettings settings,
            Supplier<LoginThrottle> throttle,
            Configuration configuration,
            LongSupplier nanoClock) {
        this.settings = settings;
        this.throttle = throttle;
        this.configuration = configuration;
        this.nanoClock = nanoClock;
        this.threads = new LoginThreads(settings.logins(), settings.timeout());
        this.recent = new RecentLogins(settings.session(), nanoClock);
    }

    @Override
    public boolean accepts(Class<? extends Credential> kind) {
        return kind == Password.class;
    }

    @Override
    public Authentication authenticate(Credential credential, Peer peer) throws AuthenticationException {
        return authenticate(credential, peer, () -> true);
    }

    @Override
    public Authentication authenticate(Credential credential, Peer peer, BooleanSupplier wanted)
            throws AuthenticationException {
        if (!(credential instanceof Password password)) {
            throw new AuthenticationException(Refusal.NOT_ACCEPTED, "takes passwords only");
        }
        InetAddress address = peer.remote().getAddress();
        try (LoginThrottle.Attempt attempt = throttle.get().begin(password.user(), address, wanted)) {
            try {
                Identity identity = identity(ask(password, peer.origin(), wanted));
                attempt.succeeded();
                recent.note(identity.name());
                return Authentication.of(identity);
            } catch (AuthenticationException e) {
                if (e.refusal() != Refusal.UNAVAILABLE && e.refusal() != Refusal.BUSY) {
                    attempt.failed();
                }
                throw e;
            }
        }
    }

    private RealmLogin.Account ask(Password credential, String origin, BooleanSupplier wanted)
            throws AuthenticationException {
        char[] password = credential.password();
        String user = credential.user();
        if (password.length == 0 || password.length > LONGEST_PASSWORD) { // an LDAP server lets in who gives none
            throw new AuthenticationException(Refusal.WRONG_CREDENTIAL, "an empty password, or far too long a one");
        }
        if (user.isEmpty() || user.length() > LONGEST_NAME || user.chars().anyMatch(Character::isISOControl)) {
            throw new AuthenticationException(Refusal.UNKNOWN_USER, "no name of a user");
        }
        RealmLogin login = new RealmLogin(settings, configuration, user, password);
        return threads.run(origin, wanted, login);
    }

    private Identity identity(RealmLogin.Account account) throws AuthenticationException {
        Set<Right> rights = settings.rights(account.roles());
        if (rights.isEmpty()) {
            throw new AuthenticationException(
                    Refusal.DISABLED, "user " + account.name() + " has no role that may read or write");
        }
        return new Identity(account.name(), account.roles(), home(account.name()), rights, Identity.Limits.NONE);
    }

    private VPath home(String user) throws AuthenticationException {
        List<String> names = new ArrayList<>();
        for (String name : settings.home().split("/", -1)) {
            if (!name.isEmpty()) {
                names.add(name.replace(JaasSettings.USER, user));
            }
        }
        try {
            return VPath.ofNames(names);
        } catch (StorageException e) {
            throw new AuthenticationException(Refusal.DISABLED, "user " + user + " can't have a home of that name", e);
        }
    }

    /** Differs from that of every other authenticator; with bounded sessions another one each second. */
    @Override
    public long revision() {
        return settings.session().isZero() ? first : first + nanoClock.getAsLong() / 1_000_000_000L;
    }

    @Override
    public Optional<Identity> current(Identity known) {
        if (recent.isTooLongAgo(known.name())) {
            return Optional.empty();
        }
        try {
            return Optional.of(identity(new RealmLogin.Account(known.name(), known.groups())));
        } catch (AuthenticationException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        threads.close();
    }
}
