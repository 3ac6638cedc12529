// SPDX-License-Identifier: Apache-2.0
package com.acme.files;

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
import io.fairlead.api.auth.Right;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Accounts in a table {@code account}: name, salt and hash of the password in Base64, its NT hash in hex if they may log in by SMB,
 * whether they may write, whether they are enabled. Whatever changes there counts within a second, for open sessions, too.
 */
@Component(
        service = Authenticator.class,
        configurationPid = "com.acme.accounts",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = Accounts.Config.class, factory = true)
public final class Accounts implements Authenticator {
    /** A file {@code com.acme.accounts-NAME.cfg}. */
    @ObjectClassDefinition(name = "Acme: accounts")
    public @interface Config {
        @AttributeDefinition(description = "Name that servers refer to, as (authenticator.name=...)")
        String authenticator_name() default "acme";

        @AttributeDefinition(description = "JDBC URL of the H2 database")
        String url();
    }

    private record Account(String name, String salt, String hash, String nt, boolean writes, boolean enabled) {
        static Account of(ResultSet row) throws SQLException {
            return new Account(
                    row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getBoolean(5), row.getBoolean(6));
        }

        Identity identity() {
            Set<Right> rights = writes ? EnumSet.allOf(Right.class) : EnumSet.of(Right.LIST, Right.READ);
            return new Identity(name, Set.of(), VPath.ROOT, rights, Identity.Limits.NONE);
        }
    }

    private static final String ALL = "select name, salt, hash, nt, writes, enabled from account";
    private static final Account NOBODY = new Account("", "", "", null, false, false); // takes as long as anybody
    private static final long LOOK_MILLIS = 300;
    private static final int ITERATIONS = 100_000;

    private final Database database;
    private final LoginThrottle throttle;
    private final Semaphore processors = new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "acme-accounts");
        thread.setDaemon(true);
        return thread;
    });
    private volatile List<Account> seen = List.of();
    private volatile long revision;

    @Activate
    public Accounts(Config config, @Reference LoginThrottle throttle) throws SQLException, StorageException {
        this(config.url(), throttle);
    }

    Accounts(String url, LoginThrottle throttle) throws SQLException, StorageException {
        this.throttle = throttle;
        database = new Database(url);
        database.update("create table if not exists account(name varchar_ignorecase primary key, salt varchar, hash varchar,"
                + " nt varchar, writes boolean, enabled boolean)");
        looking.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Deactivate
    void stop() {
        looking.shutdown();
        database.close();
    }

    /** {@link #revision} is asked several times a second, and must cost nothing: so the table is looked at here. */
    private void look() {
        try {
            List<Account> now = database.transaction(() -> database.select(Account::of, ALL + " order by name"));
            if (!now.equals(seen)) {
                seen = now;
                revision++;
            }
        } catch (StorageException e) {
            // asked again soon
        }
    }

    @Override
    public long revision() {
        return revision;
    }

    @Override
    public Optional<Identity> current(Identity known) throws AuthenticationException {
        return find(known.name()).filter(Account::enabled).map(Account::identity);
    }

    private Optional<Account> find(String name) throws AuthenticationException {
        try {
            return database.transaction(() -> database.first(Account::of, ALL + " where name=?", name));
        } catch (StorageException e) {
            throw new AuthenticationException(Refusal.UNAVAILABLE, "the table of accounts", e);
        }
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
        String user = credential.user();
        try (LoginThrottle.Attempt attempt = throttle.begin(user, peer.remote().getAddress(), wanted)) {
            Account account = find(user).orElse(NOBODY);
            Optional<byte[]> key = credential instanceof NtlmResponse response
                    ? NtlmV2.sessionBaseKey(response, account.nt() == null ? null : NtHash.parse(account.nt()))
                    : Optional.empty();
            boolean right = credential instanceof Password given ? matches(account, given.password()) : key.isPresent();
            if (!right || !account.enabled()) {
                attempt.failed();
                throw new AuthenticationException(right ? Refusal.DISABLED : Refusal.WRONG_CREDENTIAL, user);
            }
            attempt.succeeded();
            return new Authentication(account.identity(), key, Optional.empty());
        }
    }

    /** Hashes on few threads at a time: the rest wait a little, and then are told to try again later. */
    private boolean matches(Account account, char[] password) throws AuthenticationException {
        try {
            if (!processors.tryAcquire(10, TimeUnit.SECONDS)) {
                throw new AuthenticationException(Refusal.BUSY, "too many logins at a time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuthenticationException(Refusal.UNAVAILABLE, "stopping", e);
        }
        try {
            return MessageDigest.isEqual(hash(password, account.salt()).getBytes(), account.hash().getBytes());
        } finally {
            processors.release();
        }
    }

    static String hash(char[] password, String salt) {
        PBEKeySpec spec = new PBEKeySpec(password, ("acme" + salt).getBytes(), ITERATIONS, 256);
        try {
            byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
            return Base64.getEncoder().encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has PBKDF2", e);
        } finally {
            spec.clearPassword();
        }
    }
}
