// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.auth.Authentication;
import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.AuthenticationException.Refusal;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.Credential;
import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Peer;
import io.fairlead.api.auth.Right;
import io.fairlead.api.storage.VPath;
import io.fairlead.testing.HangingStorage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Accounts that change while somebody is logged in, and logins that take long. */
@Timeout(60)
class AccountChangeTest {
    private static final byte[] LARGE = new byte[20_000_000];

    private final Accounts accounts = new Accounts();
    private ServerFixture fixture;

    @BeforeEach
    void serve() throws IOException {
        fixture = ServerFixture.start();
        fixture.authenticator = Optional.of(accounts);
        accounts.put(Identity.of("me"));
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private static Identity me(Right... rights) {
        Set<Right> set = EnumSet.noneOf(Right.class);
        set.addAll(Set.of(rights));
        return new Identity("me", Set.of(), VPath.ROOT, set, Identity.Limits.NONE);
    }

    @Test
    void whoHasGoneLosesTheSession() throws Exception {
        accounts.put(Identity.of("other"));
        try (RawClient client = fixture.login();
                RawClient other = fixture.connect().login("other", "x")) {
            accounts.remove("me");
            client.expect(421);
            assertThat(client.reply()).isNull();
            other.command("NOOP", 200);
        }
    }

    @Test
    void aStorageThatHangsHoldsUpNobodyElsesAccount() throws Exception {
        accounts.put(Identity.of("other"));
        HangingStorage hanging = new HangingStorage(fixture.storage);
        try (RawClient stuck = fixture.login();
                RawClient other = fixture.connect().login("other", "x")) {
            fixture.export.detach(fixture.storage);
            fixture.export.attach(hanging);
            stuck.send("MLST /\r\n");
            hanging.awaitMount();
            int asked = accounts.asked.get();
            accounts.put(me(Right.LIST));
            await().until(() -> accounts.asked.get() >= asked + 2);
            long removed = System.nanoTime();
            accounts.remove("other");
            other.expect(421);
            assertThat(Duration.ofNanos(System.nanoTime() - removed)).isLessThan(Duration.ofSeconds(5));
            hanging.release();
            stuck.expect(250);
            await().untilAsserted(() -> stuck.command("MKD d", 550));
        } finally {
            hanging.release();
        }
    }

    @Test
    void whoHasGoneLosesTheTransfer() throws Exception {
        fixture.write("/f", "old".getBytes(UTF_8));
        try (RawClient client = fixture.login();
                Socket data = client.data()) {
            client.command("STOR f", 150);
            data.getOutputStream().write(1);
            accounts.remove("me");
            assertThat(client.closedWithin(10)).isTrue();
            await().until(() -> fixture.server.sessions().isEmpty());
            assertThat(fixture.read("/f")).isEqualTo("old".getBytes(UTF_8));
        }
    }

    @Test
    void lessRightsCountFromTheNextCommandOn() throws Exception {
        fixture.write("/f", new byte[3]);
        try (RawClient client = fixture.login()) {
            accounts.put(me(Right.LIST));
            await().untilAsserted(
                            () -> assertThat(client.command("DELE none", 550)).contains("Permission"));
            client.command("DELE f", 550);
            try (Socket data = client.data()) {
                client.command("RETR f", 550);
            }
            client.command("MLST f", 250);
            accounts.put(Identity.of("me"));
            await().untilAsserted(() -> client.command("DELE f", 250));
        }
    }

    @Test
    void anUploadEndsWithTheRightToWrite() throws Exception {
        try (RawClient client = fixture.login();
                Socket data = client.data()) {
            client.command("STOR f", 150);
            data.getOutputStream().write(1);
            accounts.put(me(Right.LIST, Right.READ));
            assertThat(client.expect(426)).contains("withdrawn");
            client.command("NOOP", 200);
            assertThat(fixture.names("/")).isEmpty();
        }
    }

    @Test
    void aTransferThatIsStillAllowedGoesOn() throws Exception {
        fixture.write("/large", LARGE);
        try (RawClient client = fixture.login();
                Socket data = client.data()) {
            client.command("RETR large", 150);
            assertThat(data.getInputStream().read()).isZero();
            accounts.put(me(Right.READ));
            await().until(() -> accounts.asked.get() > 0);
            assertThat(data.getInputStream().readAllBytes()).hasSize(LARGE.length - 1);
            client.expect(226);
            client.command("MLST large", 550);
            assertThat(fixture.export.opens()).isEmpty();
        }
    }

    @Test
    void anotherAuthenticatorThatKnowsNobodyEndsNoSession() throws Exception {
        try (RawClient client = fixture.login()) {
            Accounts others = new Accounts();
            others.put(Identity.of("bob"));
            fixture.authenticator = Optional.of(others);
            try (RawClient bob = fixture.connect().login("bob", "x")) {
                others.remove("bob");
                bob.expect(421);
            }
            client.command("NOOP", 200);
            fixture.authenticator = Optional.empty();
            client.command("NOOP", 200);

            Accounts successor = new Accounts();
            successor.put(me(Right.LIST));
            fixture.authenticator = Optional.of(successor);
            await().untilAsserted(() -> client.command("MKD d", 550));
            successor.remove("me");
            client.expect(421);
        }
    }

    @Test
    void anAccountThatCannotBeLookedUpKeepsItsSession() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        fixture.authenticator = Optional.of(new Slow() {
            @Override
            public long revision() {
                return asked.get() + 1;
            }

            @Override
            public Authentication authenticate(Credential credential, Peer peer, BooleanSupplier wanted) {
                return Authentication.of(Identity.of("me"));
            }

            @Override
            public Optional<Identity> current(Identity known) throws AuthenticationException {
                asked.incrementAndGet();
                throw new AuthenticationException(Refusal.UNAVAILABLE, "the directory is down");
            }
        });
        try (RawClient client = fixture.login()) {
            asked.incrementAndGet();
            await().until(() -> asked.get() >= 2);
            client.command("NOOP", 200);
        }
    }

    @Test
    void aLoginEndsWithItsClient() throws Exception {
        Slow slow = new Slow();
        fixture.authenticator = Optional.of(slow);
        try (RawClient client = fixture.connect()) {
            client.expect(220);
            client.command("USER me", 331);
            client.send("PASS x\r\n");
            assertThat(slow.began.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(slow.unwanted.await(20, TimeUnit.SECONDS)).isTrue();
        await().until(() -> fixture.server.sessions().isEmpty());
    }

    @Test
    void commandsWaitForALoginThatTakesLong() throws Exception {
        Slow slow = new Slow();
        fixture.authenticator = Optional.of(slow);
        try (RawClient client = fixture.connect()) {
            client.expect(220);
            client.command("USER me", 331);
            client.send("PASS x\r\nPWD\r\n");
            assertThat(slow.began.await(20, TimeUnit.SECONDS)).isTrue();
            slow.admit.set(true);
            client.expect(230);
            client.expect(257);
        }
    }

    @Test
    void tooManyLoginsAtATimeAreNoFailure() throws Exception {
        fixture.authenticator = Optional.of(new Slow() {
            @Override
            public Authentication authenticate(Credential credential, Peer peer, BooleanSupplier wanted)
                    throws AuthenticationException {
                throw new AuthenticationException(Refusal.BUSY, "too many logins at a time");
            }
        });
        try (RawClient client = fixture.connect()) {
            client.expect(220);
            client.command("USER me", 331);
            assertThat(client.command("PASS x", 421)).contains("try again later");
        }
        assertThat(fixture.server.statistics().failedLogins()).isZero();
    }

    @Test
    void anonymousSessionsAreCountedByAddress() throws Exception {
        fixture.close();
        fixture = ServerFixture.start(settings -> settings.withLimits(new FtpSettings.Limits(0, 0, 1, 3, 0))
                .withSecurity(new FtpSettings.Security(
                        FtpSettings.TlsMode.OFF, FtpSettings.TlsSessionReuse.OFF, false, true)));
        try (RawClient one = fixture.connect().login("anonymous", "x@y");
                RawClient two = fixture.connect();
                RawClient elsewhere = new RawClient(fixture.port(), InetAddress.getByName("127.0.0.2"))) {
            two.expect(220);
            two.command("USER ftp", 331);
            two.command("PASS x@y", 421);
            elsewhere.login("anonymous", "x@y");
            one.command("NOOP", 200);
        }
    }

    /** Verifies until it is told to. */
    private static class Slow implements Authenticator {
        final CountDownLatch began = new CountDownLatch(1);
        final CountDownLatch unwanted = new CountDownLatch(1);
        final AtomicBoolean admit = new AtomicBoolean();

        @Override
        public boolean accepts(Class<? extends Credential> kind) {
            return kind == Credential.Password.class;
        }

        @Override
        public Authentication authenticate(Credential credential, Peer peer) throws AuthenticationException {
            throw new AssertionError("asked without an end");
        }

        @Override
        public Authentication authenticate(Credential credential, Peer peer, BooleanSupplier wanted)
                throws AuthenticationException {
            began.countDown();
            await().atMost(50, TimeUnit.SECONDS).until(() -> admit.get() || !wanted.getAsBoolean());
            if (!wanted.getAsBoolean()) {
                unwanted.countDown();
                throw new AuthenticationException(Refusal.BUSY, "nobody waits");
            }
            return Authentication.of(Identity.of("me"));
        }
    }
}
