// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.jaas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.AuthenticationException.Refusal;
import io.fairlead.api.auth.Credential;
import io.fairlead.api.auth.Credential.Password;
import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.LoginThrottle;
import io.fairlead.api.auth.Peer;
import io.fairlead.api.auth.Right;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import javax.security.auth.login.AccountExpiredException;
import javax.security.auth.login.AccountLockedException;
import javax.security.auth.login.AccountNotFoundException;
import javax.security.auth.login.LoginException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JaasAuthenticatorTest {
    private static final Peer PEER =
            new Peer("ftp", new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000), false);

    private final AtomicLong nanos = new AtomicLong();
    private final Outcomes outcomes = new Outcomes();
    private JaasAuthenticator authenticator = with("/", Duration.ofSeconds(15), Duration.ZERO);

    @BeforeEach
    void accounts() {
        TestRealm.reset();
        TestRealm.ACCOUNTS.put("Alice", List.of("secret", "admin"));
        TestRealm.ACCOUNTS.put("bob", List.of("builder", "viewer"));
        TestRealm.ACCOUNTS.put("carol", List.of("nobody"));
    }

    @AfterEach
    void stop() {
        CountDownLatch gate = TestRealm.GATE.get();
        if (gate != null) {
            gate.countDown();
        }
        authenticator.close();
    }

    private JaasAuthenticator with(String home, Duration timeout, Duration session) {
        JaasSettings settings = new JaasSettings(
                "test",
                Set.of(TestRealm.RolePrincipal.class.getName()),
                Set.of("viewer"),
                Set.of("admin"),
                home,
                1,
                timeout,
                session);
        return new JaasAuthenticator(settings, () -> outcomes, new TestRealm(), nanos::get);
    }

    private Identity login(String user, String password) throws AuthenticationException {
        return authenticator
                .authenticate(new Password(user, password.toCharArray()), PEER)
                .identity();
    }

    private void refused(String user, String password, Refusal why) {
        assertThatThrownBy(() -> login(user, password))
                .isInstanceOfSatisfying(AuthenticationException.class, e -> assertThat(e.refusal())
                        .isEqualTo(why))
                .hasMessageNotContaining(password.isEmpty() ? "secret" : password);
    }

    @Test
    void rolesBecomeRights() throws Exception {
        Identity alice = login("ALICE", "secret");
        assertThat(alice.name()).as("as the realm spells it").isEqualTo("Alice");
        assertThat(alice.groups()).containsExactly("admin");
        assertThat(alice.rights()).containsExactlyInAnyOrder(Right.values());
        assertThat(login("bob", "builder").rights()).containsExactlyInAnyOrder(Right.LIST, Right.READ);
        assertThat(outcomes.succeeded).hasValue(2);
        assertThat(outcomes.failed).hasValue(0);
    }

    @Test
    void whoIsRefusedCounts() {
        refused("alice", "wrong", Refusal.WRONG_CREDENTIAL);
        refused("mallory", "secret", Refusal.WRONG_CREDENTIAL);
        refused("carol", "nobody", Refusal.DISABLED);
        refused("alice", "", Refusal.WRONG_CREDENTIAL);
        refused("a\nb", "secret", Refusal.UNKNOWN_USER);
        assertThat(outcomes.failed).hasValue(5);
        assertThat(outcomes.succeeded).hasValue(0);
    }

    @Test
    void takesPasswordsOnly() {
        assertThat(authenticator.accepts(Password.class)).isTrue();
        assertThat(authenticator.accepts(Credential.NtlmResponse.class)).isFalse();
        assertThatThrownBy(() -> authenticator.authenticate(new Credential.Anonymous("me"), PEER))
                .isInstanceOfSatisfying(AuthenticationException.class, e -> assertThat(e.refusal())
                        .isEqualTo(Refusal.NOT_ACCEPTED));
    }

    @Test
    void tellsLockedAccountsFromABrokenRealm() {
        TestRealm.TROUBLE.set(new AccountLockedException("locked"));
        refused("alice", "secret", Refusal.DISABLED);
        TestRealm.TROUBLE.set(new AccountExpiredException("expired"));
        refused("alice", "secret", Refusal.DISABLED);
        TestRealm.TROUBLE.set(new AccountNotFoundException("unknown"));
        refused("alice", "secret", Refusal.UNKNOWN_USER);
        TestRealm.TROUBLE.set(new LoginException("who knows"));
        refused("alice", "secret", Refusal.WRONG_CREDENTIAL);
        assertThat(outcomes.failed).hasValue(4);
        TestRealm.TROUBLE.set((LoginException) new LoginException("LDAP").initCause(new IOException("no route")));
        refused("alice", "secret", Refusal.UNAVAILABLE);
        assertThat(outcomes.failed).hasValue(4);
    }

    @Test
    void aRealmThatIsNotThereIsUnavailable() {
        JaasSettings settings = new JaasSettings(
                "other", Set.of(), Set.of("*"), Set.of(), "/", 1, Duration.ofSeconds(1), Duration.ZERO);
        try (JaasAuthenticator other = new JaasAuthenticator(settings, () -> outcomes, new TestRealm(), nanos::get)) {
            assertThatThrownBy(() -> other.authenticate(new Password("alice", "secret".toCharArray()), PEER))
                    .isInstanceOfSatisfying(AuthenticationException.class, e -> assertThat(e.refusal())
                            .isEqualTo(Refusal.UNAVAILABLE));
        }
        assertThat(outcomes.failed).hasValue(0);
    }

    /** As JAAS wants it: modules are loaded by the thread's class loader, which a session's thread has not. */
    @Test
    void modulesFindTheirClassesWhateverTheCallersThreadHas() throws Exception {
        Thread.currentThread().setContextClassLoader(null);
        try {
            login("alice", "secret");
        } finally {
            Thread.currentThread().setContextClassLoader(getClass().getClassLoader());
        }
        assertThat(TestRealm.LOADER.get().loadClass(JaasAuthenticator.class.getName()))
                .isSameAs(JaasAuthenticator.class);
    }

    @Test
    void aSlowRealmHoldsUpNobodyForLong() throws Exception {
        authenticator.close();
        authenticator = with("/", Duration.ofMillis(300), Duration.ZERO);
        TestRealm.GATE.set(new CountDownLatch(1));
        refused("alice", "secret", Refusal.UNAVAILABLE);
        refused("bob", "builder", Refusal.UNAVAILABLE); // its turn does not come: the one thread is in the realm still
        TestRealm.GATE.get().countDown();
        await().untilAsserted(() -> login("alice", "secret"));
        assertThat(outcomes.failed).hasValue(0);
    }

    @Test
    void nobodyWaitsForAPeerThatHasGone() throws Exception {
        TestRealm.GATE.set(new CountDownLatch(1));
        AtomicBoolean there = new AtomicBoolean(true);
        CompletableFuture<Refusal> answer = CompletableFuture.supplyAsync(() -> {
            try {
                authenticator.authenticate(new Password("alice", "secret".toCharArray()), PEER, there::get);
                return null;
            } catch (AuthenticationException e) {
                return e.refusal();
            }
        });
        there.set(false);
        assertThat(answer.get()).isEqualTo(Refusal.BUSY);
    }

    @Test
    void thePasswordStaysTheCallers() throws Exception {
        char[] password = "secret".toCharArray();
        authenticator.authenticate(new Password("alice", password), PEER);
        assertThat(password).containsExactly('s', 'e', 'c', 'r', 'e', 't');
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "a/b"})
    void aNameThatCantBeAHomeIsRefused(String user) throws Exception {
        TestRealm.ACCOUNTS.put(user, List.of("secret", "admin"));
        authenticator.close();
        authenticator = with("/homes/{user}", Duration.ofSeconds(15), Duration.ZERO);
        assertThat(login("alice", "secret").home()).hasToString("/homes/Alice");
        refused(user, "secret", Refusal.DISABLED);
    }

    @Test
    void aRealmCannotTellSoASessionLastsUntilItsTimeIsOver() throws Exception {
        Identity bob = login("bob", "builder");
        TestRealm.ACCOUNTS.remove("bob");
        long revision = authenticator.revision();
        nanos.addAndGet(Duration.ofDays(1).toNanos());
        assertThat(authenticator.revision()).isEqualTo(revision);
        assertThat(authenticator.current(bob)).contains(bob);

        authenticator.close();
        authenticator = with("/", Duration.ofSeconds(15), Duration.ofMinutes(10));
        Identity alice = login("alice", "secret");
        revision = authenticator.revision();
        nanos.addAndGet(Duration.ofMinutes(9).toNanos());
        assertThat(authenticator.revision()).isNotEqualTo(revision);
        assertThat(authenticator.current(alice)).contains(alice);
        login("alice", "secret");
        nanos.addAndGet(Duration.ofMinutes(9).toNanos());
        assertThat(authenticator.current(alice)).as("logged in anew since").contains(alice);
        nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        assertThat(authenticator.current(alice)).isEmpty();
    }

    @Test
    void otherSettingsCountForSessionsToo() throws Exception {
        Identity bob = login("bob", "builder");
        try (JaasAuthenticator stricter = new JaasAuthenticator(
                new JaasSettings(
                        "test", Set.of(), Set.of(), Set.of("admin"), "/", 1, Duration.ofSeconds(1), Duration.ZERO),
                () -> outcomes)) {
            assertThat(stricter.revision()).isNotEqualTo(authenticator.revision());
            assertThat(stricter.current(bob)).isEmpty();
        }
    }

    /** A throttle that counts what it is told. */
    private static final class Outcomes implements LoginThrottle {
        final AtomicLong failed = new AtomicLong();
        final AtomicLong succeeded = new AtomicLong();

        @Override
        public Attempt begin(String account, InetAddress address, BooleanSupplier wanted) {
            return new Attempt() {
                @Override
                public void failed() {
                    failed.incrementAndGet();
                }

                @Override
                public void succeeded() {
                    succeeded.incrementAndGet();
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public List<Ban> bans() {
            return List.of();
        }

        @Override
        public int unban(String accountOrAddress) {
            return 0;
        }
    }
}
