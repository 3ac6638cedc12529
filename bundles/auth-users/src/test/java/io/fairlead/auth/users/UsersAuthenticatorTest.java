// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.AuthenticationException.Refusal;
import io.fairlead.api.auth.Credential;
import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.LoginThrottle;
import io.fairlead.api.auth.Peer;
import io.fairlead.api.auth.Right;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class UsersAuthenticatorTest {
    private static final Peer PEER =
            new Peer("ftp", new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000), true);

    @TempDir
    Path folder;

    private final HashPool pool = new HashPool(2, 300, 300);
    private final AtomicLong now = new AtomicLong();
    private final Recorder throttle = new Recorder();
    private Path file;
    private UsersAuthenticator authenticator;

    /** Notes what the throttle is told. */
    private static final class Recorder implements LoginThrottle {
        final List<String> calls = new CopyOnWriteArrayList<>();
        final AtomicInteger closed = new AtomicInteger();
        volatile boolean banned;
        volatile boolean bannedMeanwhile;

        @Override
        public Attempt begin(String account, InetAddress address, BooleanSupplier wanted)
                throws AuthenticationException {
            if (banned) {
                throw new AuthenticationException(Refusal.BANNED, account);
            }
            assertThat(wanted.getAsBoolean()).isTrue();
            return new Attempt() {
                @Override
                public void failed() {
                    calls.add("failed " + account);
                }

                @Override
                public void succeeded() throws AuthenticationException {
                    if (bannedMeanwhile) {
                        throw new AuthenticationException(Refusal.BANNED, account);
                    }
                    calls.add("succeeded " + account);
                }

                @Override
                public void close() {
                    closed.incrementAndGet();
                }
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

    @BeforeEach
    void makeFile() throws Exception {
        file = folder.resolve("users");
        UsersFile users = UsersFile.load(file, UsersFileTest.CHEAP);
        users.add("Alice", "secret".toCharArray(), UserOptions.parse("groups=staff home=/alice rights=list,read"));
        users.add("bob", "secret".toCharArray(), UserOptions.DEFAULT.withDisabled(true));
        users.add("User", "Password".toCharArray(), UserOptions.DEFAULT.withNtlm(true));
        users.save();
        Files.writeString(file, Files.readString(file) + "carol:*\n");
        open(Duration.ofMinutes(5));
    }

    @AfterEach
    void close() {
        authenticator.close();
    }

    private void open(Duration cache) {
        if (authenticator != null) {
            authenticator.close();
        }
        authenticator = new UsersAuthenticator(new UsersSettings(file, cache), () -> throttle, pool, now::get);
    }

    @Test
    void theRightPasswordGivesTheIdentityAsTheFileSpellsIt() throws Exception {
        Identity identity = login("ALICE", "secret");
        assertThat(identity.name()).isEqualTo("Alice");
        assertThat(identity.groups()).containsExactly("staff");
        assertThat(identity.home()).hasToString("/alice");
        assertThat(identity.rights()).hasSize(2);
        assertThat(throttle.calls).containsExactly("succeeded alice");
    }

    @Test
    void everyRefusalHasItsReasonAndIsCounted() {
        assertRefused("Alice", "Secret", Refusal.WRONG_CREDENTIAL);
        assertRefused("Alice", "", Refusal.WRONG_CREDENTIAL);
        assertRefused("Alice", "x".repeat(1025), Refusal.WRONG_CREDENTIAL);
        assertRefused("dave", "secret", Refusal.UNKNOWN_USER);
        assertRefused("bob", "secret", Refusal.DISABLED);
        assertRefused("bob", "wrong", Refusal.WRONG_CREDENTIAL);
        assertRefused("carol", "*", Refusal.NOT_ACCEPTED);
        assertRefused("a\r\nforged log line", "secret", Refusal.UNKNOWN_USER);
        assertThat(throttle.calls)
                .containsExactly(
                        "failed alice",
                        "failed alice",
                        "failed alice",
                        "failed dave",
                        "failed bob",
                        "failed bob",
                        "failed carol",
                        "failed (not a user name)");
    }

    @Test
    void everyRefusalButOfAnEmptyPasswordCostsOneHash() {
        for (String user : List.of("Alice", "bob", "carol", "nobody")) {
            long before = pool.runs();
            assertThatThrownBy(() -> login(user, "wrong"));
            assertThat(pool.runs() - before).as(user).isEqualTo(1);
        }
        long before = pool.runs();
        assertThatThrownBy(() -> login("Alice", ""));
        assertThatThrownBy(() -> login("nobody", ""));
        assertThat(pool.runs()).isEqualTo(before);
    }

    @Test
    void unknownNamesCostWhatKnownOnesDo() throws Exception {
        User alice = UsersFile.load(file).find("alice").orElseThrow();
        User user = UsersFile.load(file).find("user").orElseThrow();
        var known = new KnownUsers(List.of(alice, user));
        var key = new ProcessKey();
        assertThat(known.decoy("x", key, null)).isSameAs(known.decoy("X", key, null));
        assertThat(List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p"))
                .extracting(name -> known.decoy(name, key, null))
                .contains(alice.passwordHash(), user.passwordHash());
    }

    @Test
    void aPasswordVerifiedIsNotHashedAgainForAWhile() throws Exception {
        login("Alice", "secret");
        long before = pool.runs();
        for (int i = 0; i < 2000; i++) {
            login("alice", "secret");
        }
        assertThat(pool.runs()).isEqualTo(before);
        assertRefused("alice", "wrong", Refusal.WRONG_CREDENTIAL);
        assertThat(pool.runs()).isEqualTo(before + 1);
        now.addAndGet(Duration.ofMinutes(6).toNanos());
        login("alice", "secret");
        assertThat(pool.runs()).isEqualTo(before + 2);
    }

    @Test
    void withoutTheCacheEachLoginIsHashed() throws Exception {
        open(Duration.ZERO);
        login("Alice", "secret");
        login("Alice", "secret");
        assertThat(pool.runs()).isEqualTo(2);
    }

    @Test
    void aChangedPasswordCountsWithinSecondsEvenIfItWasCached() throws Exception {
        login("Alice", "secret");
        UsersFile users = UsersFile.load(file, UsersFileTest.CHEAP);
        users.setPassword("alice", "changed".toCharArray());
        users.save();
        await().ignoreExceptions().untilAsserted(() -> login("Alice", "changed"));
        assertRefused("Alice", "secret", Refusal.WRONG_CREDENTIAL);
    }

    @Test
    void aBrokenOrMissingFileLeavesTheLastGoodSetInForce() throws Exception {
        String good = Files.readString(file);
        Files.writeString(file, good + "dave\n");
        await().during(Duration.ofMillis(1500)).untilAsserted(() -> login("Alice", "secret"));
        Files.delete(file);
        await().during(Duration.ofMillis(1500)).untilAsserted(() -> login("Alice", "secret"));
        Files.writeString(file, good.replace("bob:", "robert:"));
        await().untilAsserted(() -> assertRefused("robert", "secret", Refusal.DISABLED));
    }

    @Test
    void withoutAnyGoodFileTheAnswerIsTryAgainUntilThereIsOne() throws Exception {
        String good = Files.readString(file);
        Files.delete(file);
        open(Duration.ZERO);
        assertRefused("Alice", "secret", Refusal.UNAVAILABLE);
        assertThat(throttle.calls).as("nobody's failure").isEmpty();
        Files.writeString(file, good);
        await().ignoreExceptions().untilAsserted(() -> login("Alice", "secret"));
    }

    @Test
    void theThrottleBansBeforeTheHashAndAfterIt() throws Exception {
        login("Alice", "secret");
        throttle.banned = true;
        long before = pool.runs();
        assertRefused("Alice", "secret", Refusal.BANNED);
        assertThat(pool.runs()).isEqualTo(before);
        throttle.banned = false;
        throttle.bannedMeanwhile = true;
        assertRefused("User", "Password", Refusal.BANNED);
        assertThat(throttle.calls).as("a ban is not one more failure").startsWith("succeeded alice");
        assertThat(throttle.closed).as("each attempt that began is closed").hasValue(2);
    }

    @Test
    void aDisabledUserCostsAHashEachTime() {
        for (int i = 0; i < 3; i++) {
            long before = pool.runs();
            assertRefused("bob", "secret", Refusal.DISABLED);
            assertThat(pool.runs() - before).isEqualTo(1);
        }
    }

    @Test
    void aUserDisabledLaterIsNotRecognisedByTheCache() throws Exception {
        login("Alice", "secret");
        edit(text -> text.replace("home=/alice", "home=/alice disabled"));
        await().untilAsserted(() -> assertRefused("Alice", "secret", Refusal.DISABLED));
        long before = pool.runs();
        assertRefused("Alice", "secret", Refusal.DISABLED);
        assertThat(pool.runs() - before).isEqualTo(1);
    }

    @Test
    void tellsOfAccountsThatChangeOrGo() throws Exception {
        Identity alice = login("Alice", "secret");
        Identity user = login("User", "Password");
        long before = authenticator.revision();
        assertThat(authenticator.current(alice)).contains(alice);

        edit(text -> text.replace("rights=list,read", "rights=list"));
        await().until(() -> authenticator.revision() != before);
        assertThat(authenticator.current(alice).orElseThrow().rights()).containsExactly(Right.LIST);
        assertThat(authenticator.current(user)).contains(user);

        edit(text -> text.replace("Alice:", "Alicia:").replace(" nt=", " disabled nt="));
        await().untilAsserted(() -> assertThat(authenticator.current(alice)).isEmpty());
        assertThat(authenticator.current(user)).isEmpty();
    }

    @Test
    void anotherAuthenticatorHasAnotherRevision() {
        long before = authenticator.revision();
        open(Duration.ZERO);
        assertThat(authenticator.revision()).isNotEqualTo(before);
    }

    private void edit(UnaryOperator<String> change) throws Exception {
        Path next = folder.resolve("users.next");
        Files.writeString(next, change.apply(Files.readString(file)));
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void nobodyIsShutOutByAFileThatIsWrittenInPlace() throws Exception {
        String good = Files.readString(file);
        for (int cut : new int[] {0, good.indexOf('\n') + 1, good.length() / 2}) {
            Files.writeString(file, good.substring(0, cut));
            await().during(Duration.ofMillis(700)).untilAsserted(() -> login("User", "Password"));
            Files.writeString(file, good);
        }
        long before = authenticator.revision();
        Files.writeString(file, good + "dave:*\n");
        await().until(() -> authenticator.revision() != before);
        Files.writeString(file, "carol:*\n");
        await().untilAsserted(() -> assertRefused("Alice", "secret", Refusal.UNKNOWN_USER));
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        HashPool busy = new HashPool(1, 1, 1);
        CountDownLatch never = new CountDownLatch(1);
        ExecutorService executor = Executors.newCachedThreadPool();
        authenticator.close();
        authenticator = new UsersAuthenticator(new UsersSettings(file, Duration.ZERO), () -> throttle, busy, now::get);
        executor.submit(() -> busy.run("busy", () -> true, () -> HashPoolTest.await(never)));
        await().until(() -> busy.runs() == 1);
        Thread.currentThread().interrupt();
        assertRefused("Alice", "secret", Refusal.UNAVAILABLE);
        assertThat(Thread.interrupted()).isTrue();
        never.countDown();
        executor.shutdown();
    }

    @Test
    void nothingIsCountedWhenThereAreTooManyAtATime() throws Exception {
        HashPool full = new HashPool(1, 1, 1);
        CountDownLatch never = new CountDownLatch(1);
        ExecutorService executor = Executors.newCachedThreadPool();
        authenticator.close();
        authenticator = new UsersAuthenticator(new UsersSettings(file, Duration.ZERO), () -> throttle, full, now::get);
        executor.submit(() -> full.run("busy", () -> true, () -> HashPoolTest.await(never)));
        await().until(() -> full.runs() == 1);
        executor.submit(() -> full.run(PEER.origin(), () -> true, () -> true));
        await().untilAsserted(() -> assertRefused("Alice", "wrong", Refusal.BUSY));
        assertThat(throttle.calls).isEmpty();
        never.countDown();
        await().untilAsserted(() -> login("Alice", "secret"));
        executor.shutdown();
    }

    @Test
    void manyLoginAtOnce() throws Exception {
        open(Duration.ZERO);
        ExecutorService executor = Executors.newFixedThreadPool(16);
        List<Future<Identity>> logins = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            logins.add(executor.submit(() -> login("Alice", "secret")));
        }
        for (Future<Identity> login : logins) {
            assertThat(login.get().name()).isEqualTo("Alice");
        }
        executor.shutdown();
        assertThat(pool.runs()).isEqualTo(200);
    }

    /** The worked example of [MS-NLMP] 4.2.4: User, Domain, Password. */
    private static final String EXAMPLE = "68cd0ab851e51c96aabc927bebef6a1c"
            + "0101000000000000" + "0000000000000000" + "aaaaaaaaaaaaaaaa" + "00000000"
            + "02000c0044006f006d00610069006e00" + "01000c00530065007200760065007200" + "00000000" + "00000000";

    private static Credential.NtlmResponse response(String user, String domain, String answer) {
        HexFormat hex = HexFormat.of();
        return new Credential.NtlmResponse(user, domain, hex.parseHex("0123456789abcdef"), hex.parseHex(answer));
    }

    @Test
    void ntlmIsForUsersWithAnNtHash() throws Exception {
        var answer = authenticator.authenticate(response("User", "Domain", EXAMPLE), PEER);
        assertThat(answer.identity().name()).isEqualTo("User");
        assertThat(answer.sessionBaseKey()).isPresent();
        assertRefused(response("Alice", "", EXAMPLE), Refusal.NOT_ACCEPTED);
        assertRefused(response("dave", "", EXAMPLE), Refusal.UNKNOWN_USER);
        assertRefused(response("User", "", EXAMPLE), Refusal.WRONG_CREDENTIAL);
    }

    @Test
    void otherCredentialsAreNotAccepted() {
        assertThat(authenticator.accepts(Credential.Password.class)).isTrue();
        assertThat(authenticator.accepts(Credential.NtlmResponse.class)).isTrue();
        assertThat(authenticator.accepts(Credential.GssToken.class)).isFalse();
        assertRefused(new Credential.Anonymous("x@y"), Refusal.NOT_ACCEPTED);
    }

    private Identity login(String user, String password) throws AuthenticationException {
        return authenticator
                .authenticate(new Credential.Password(user, password.toCharArray()), PEER)
                .identity();
    }

    private void assertRefused(String user, String password, Refusal refusal) {
        assertRefused(new Credential.Password(user, password.toCharArray()), refusal);
    }

    private void assertRefused(Credential credential, Refusal refusal) {
        assertThatThrownBy(() -> authenticator.authenticate(credential, PEER))
                .isInstanceOfSatisfying(AuthenticationException.class, e -> {
                    assertThat(e.refusal()).isEqualTo(refusal);
                    assertThat(e.getMessage()).doesNotContain("secret").doesNotContain("\n");
                });
    }
}
