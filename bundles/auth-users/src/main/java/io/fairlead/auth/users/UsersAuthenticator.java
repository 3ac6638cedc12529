// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import io.fairlead.api.auth.Authentication;
import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.AuthenticationException.Refusal;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.Credential;
import io.fairlead.api.auth.Credential.NtlmResponse;
import io.fairlead.api.auth.Credential.Password;
import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.LoginThrottle;
import io.fairlead.api.auth.NtHash;
import io.fairlead.api.auth.NtlmV2;
import io.fairlead.api.auth.Peer;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Authenticates the users of a file, by password or by NTLMv2. Close it to stop watching the file. Thread-safe, blocks:
 * for the throttle's delay, and for the hash, which is computed on a thread of {@link HashPool}.
 */
public final class UsersAuthenticator implements Authenticator, AutoCloseable {
    /** Costs what a new hash does, and matches nothing; for a file without any password. */
    private static final PasswordHash NOBODY =
            PasswordHash.parse("$argon2id$v=19$m=19456,t=2,p=1$" + "A".repeat(22) + "$" + "A".repeat(43));

    private final WatchedUsers users;
    private final Supplier<LoginThrottle> throttle;
    private final ProcessKey key = new ProcessKey();
    private final HashPool pool;
    private final VerifiedPasswords verified;

    /** {@code throttle} is asked anew at each login; it may be {@link LoginThrottle#NONE}, but not null. */
    public UsersAuthenticator(UsersSettings settings, Supplier<LoginThrottle> throttle) {
        this(settings, throttle, HashPool.SHARED, System::nanoTime);
    }

    UsersAuthenticator(
            UsersSettings settings, Supplier<LoginThrottle> throttle, HashPool pool, LongSupplier nanoClock) {
        this.throttle = throttle;
        this.pool = pool;
        this.verified = new VerifiedPasswords(key, settings.cache(), nanoClock);
        this.users = new WatchedUsers(settings.file());
    }

    @Override
    public boolean accepts(Class<? extends Credential> kind) {
        return kind == Password.class || kind == NtlmResponse.class;
    }

    @Override
    public Authentication authenticate(Credential credential, Peer peer) throws AuthenticationException {
        return authenticate(credential, peer, () -> true);
    }

    @Override
    public Authentication authenticate(Credential credential, Peer peer, BooleanSupplier wanted)
            throws AuthenticationException {
        if (!accepts(credential.getClass())) {
            throw new AuthenticationException(Refusal.NOT_ACCEPTED, "takes passwords and NTLM only");
        }
        InetAddress address = peer.remote().getAddress();
        try (LoginThrottle.Attempt attempt = throttle.get().begin(accountName(credential.user()), address, wanted)) {
            KnownUsers known = users.now()
                    .orElseThrow(() ->
                            new AuthenticationException(Refusal.UNAVAILABLE, "the file of users is not readable"));
            Turn turn = new Turn(peer.origin(), wanted);
            try {
                Authentication answer = credential instanceof Password password
                        ? byPassword(known, password, turn)
                        : byNtlm(known, (NtlmResponse) credential, turn);
                attempt.succeeded();
                return answer;
            } catch (AuthenticationException e) {
                if (e.refusal() != Refusal.UNAVAILABLE && e.refusal() != Refusal.BUSY) {
                    attempt.failed();
                }
                throw e;
            }
        }
    }

    /** Who wants something computed. */
    private record Turn(String origin, BooleanSupplier wanted) {}

    private Authentication byPassword(KnownUsers known, Password credential, Turn turn) throws AuthenticationException {
        char[] password = credential.password();
        if (password.length == 0 || password.length > UsersFile.LONGEST_PASSWORD) {
            throw refusal(Refusal.WRONG_CREDENTIAL, credential); // the same for every account, so it tells nothing
        }
        Optional<User> found = known.find(credential.user());
        Optional<PasswordHash> hash = found.map(User::passwordHash);
        boolean disabled = found.isPresent() && found.get().options().disabled();
        if (hash.isPresent() && !disabled && verified.contains(found.get(), password)) {
            return admit(found.get(), credential);
        }
        // Everybody costs one hash: unknown, without password, wrong, disabled.
        PasswordHash looked = hash.orElseGet(() -> known.decoy(credential.user(), key, NOBODY));
        boolean right = pool.run(turn.origin, turn.wanted, () -> looked.matches(password));
        User user = found.orElseThrow(() -> refusal(Refusal.UNKNOWN_USER, credential));
        if (hash.isEmpty()) {
            throw refusal(Refusal.NOT_ACCEPTED, credential);
        }
        if (!right) {
            throw refusal(Refusal.WRONG_CREDENTIAL, credential);
        }
        Authentication admitted = admit(user, credential);
        verified.add(user, password); // not before: a disabled user costs a hash each time
        return admitted;
    }

    private Authentication byNtlm(KnownUsers known, NtlmResponse credential, Turn turn) throws AuthenticationException {
        Optional<User> found = known.find(credential.user());
        NtHash hash = found.map(User::ntHash).orElse(null);
        Optional<byte[]> sessionBaseKey =
                pool.run(turn.origin, turn.wanted, () -> NtlmV2.sessionBaseKey(credential, hash));
        User user = found.orElseThrow(() -> refusal(Refusal.UNKNOWN_USER, credential));
        if (hash == null) {
            throw refusal(Refusal.NOT_ACCEPTED, credential);
        }
        if (sessionBaseKey.isEmpty()) {
            throw refusal(Refusal.WRONG_CREDENTIAL, credential);
        }
        Authentication admitted = admit(user, credential);
        return new Authentication(admitted.identity(), sessionBaseKey, Optional.empty());
    }

    private static Authentication admit(User user, Credential credential) throws AuthenticationException {
        if (user.options().disabled()) {
            throw refusal(Refusal.DISABLED, credential);
        }
        return Authentication.of(user.identity());
    }

    private static AuthenticationException refusal(Refusal reason, Credential credential) {
        return new AuthenticationException(reason, "user " + accountName(credential.user()));
    }

    /** One account whatever the case; safe for a log line. */
    private static String accountName(String user) {
        return UserName.valid(user) ? UserName.key(user) : "(not a user name)";
    }

    @Override
    public long revision() {
        return users.revision();
    }

    @Override
    public Optional<Identity> current(Identity known) throws AuthenticationException {
        return account(known.name());
    }

    @Override
    public Optional<Identity> account(String user) throws AuthenticationException {
        KnownUsers now = users.now()
                .orElseThrow(
                        () -> new AuthenticationException(Refusal.UNAVAILABLE, "the file of users is not readable"));
        return now.find(user).filter(found -> !found.options().disabled()).map(User::identity);
    }

    @Override
    public void close() {
        users.close();
    }
}
