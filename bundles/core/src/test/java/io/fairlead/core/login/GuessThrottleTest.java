// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.AddressRange;
import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.AuthenticationException.Refusal;
import io.fairlead.api.auth.LoginThrottle;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GuessThrottleTest {
    private static final Duration WINDOW = ThrottleSettings.DEFAULT.window();
    private static final Duration BAN = ThrottleSettings.DEFAULT.ban();

    private final AtomicLong clock = new AtomicLong(-5); // nanoTime may be negative
    private final FailureCounts counts = new LocalFailureCounts(1000, clock::get);
    private final GuessThrottle throttle = throttle();
    private final InetAddress here = address("192.0.2.1");

    private static InetAddress address(String literal) {
        return AddressRange.of(literal).address();
    }

    private GuessThrottle throttle() {
        return new GuessThrottle(ThrottleSettings.DEFAULT, Duration.ofNanos(1000), clock::get, counts);
    }

    private static ThrottleSettings settings(int addressFailures, int pairFailures, List<AddressRange> exempt) {
        ThrottleSettings usual = ThrottleSettings.DEFAULT;
        return new ThrottleSettings(
                usual.freeFailures(),
                usual.firstDelay(),
                usual.longestDelay(),
                addressFailures,
                pairFailures,
                usual.window(),
                usual.ban(),
                exempt);
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private void fail(int times, String account, InetAddress from) {
        for (int i = 0; i < times; i++) {
            failAtOnce(account, from);
        }
    }

    private void failAtOnce(String account, InetAddress from) {
        try {
            inTime(account, from).failed();
        } catch (AuthenticationException e) {
            throw new AssertionError(e);
        }
    }

    /** Begins after the delay, and sets the clock back as if there were none. */
    private LoginThrottle.Attempt inTime(String account, InetAddress from) throws AuthenticationException {
        Duration delay = throttle.delay(account, from);
        long before = clock.get();
        LoginThrottle.Attempt attempt = throttle.begin(account, from, () -> {
            pass(delay);
            return true;
        });
        clock.set(before);
        return attempt;
    }

    private void assertBanned(String account, InetAddress from) {
        assertThatThrownBy(() -> throttle.delay(account, from))
                .isInstanceOfSatisfying(AuthenticationException.class, e -> assertThat(e.refusal())
                        .isEqualTo(Refusal.BANNED));
    }

    @Test
    void doublesTheDelayAfterThreeFreeFailures() throws Exception {
        assertThat(throttle.delay("alice", here)).isZero();
        fail(3, "alice", here);
        assertThat(throttle.delay("alice", here)).isZero();
        long expected = 250;
        for (int failure = 4; failure < 10; failure++) {
            fail(1, "alice", here);
            assertThat(throttle.delay("alice", here)).hasMillis(expected);
            expected = Math.min(2 * expected, 8000);
        }
    }

    @Test
    void delaysAnAccountGuessedFromManyAddresses() throws Exception {
        for (int i = 1; i <= 100; i++) {
            failAtOnce(i % 2 == 0 ? "Alice" : "alice", address("198.51.100." + i));
        }
        assertThat(throttle.delay("ALICE", here)).hasSeconds(8);
        assertThat(throttle.delay("bob", here)).isZero();
    }

    @Test
    void bansAnAddressThatTriesManyAccounts() throws Exception {
        for (int i = 0; i < 19; i++) {
            failAtOnce("user" + i, here);
        }
        assertThat(throttle.delay("alice", here)).isZero();
        failAtOnce("user19", here);
        assertBanned("alice", here);
        assertThat(throttle.delay("alice", address("192.0.2.2"))).isZero();
        pass(BAN.minusSeconds(1));
        assertBanned("alice", here);
        pass(Duration.ofSeconds(1));
        assertThat(throttle.delay("alice", here)).isZero();
    }

    @Test
    void bansOneAccountFromOneAddressEarlier() throws Exception {
        fail(10, "alice", here);
        assertBanned("alice", here);
        assertThat(throttle.delay("bob", here)).isZero();
        assertThat(throttle.delay("alice", address("192.0.2.2"))).hasSeconds(8);
        pass(BAN);
        assertThat(throttle.delay("alice", here)).isZero();
    }

    @Test
    void forgetsFailuresWithTime() throws Exception {
        fail(9, "alice", here);
        pass(WINDOW);
        assertThat(throttle.delay("alice", here)).isZero();
        fail(9, "alice", here);
        assertThat(throttle.delay("alice", here)).hasSeconds(8);
    }

    @Test
    void forgivesAnAccountItsOwnFailuresOnSuccessButNotTheAddress() throws Exception {
        InetAddress other = address("192.0.2.2");
        fail(5, "alice", here);
        fail(4, "alice", other);
        inTime("alice", here).succeeded();
        assertThat(throttle.delay("alice", here)).hasMillis(250); // the four from elsewhere
        for (int i = 0; i < 15; i++) {
            failAtOnce("user" + i, here);
        }
        assertBanned("alice", here);
    }

    @Test
    void countsIpv6ByNetwork() throws Exception {
        for (int i = 1; i <= 20; i++) {
            failAtOnce("user" + i, address("2001:db8:1:2::" + i));
        }
        assertBanned("alice", address("2001:db8:1:2:ffff::1"));
        assertThat(throttle.delay("alice", address("2001:db8:1:3::1"))).isZero();
    }

    @Test
    void neverBansWhoIsExempt() throws Exception {
        throttle.configure(settings(20, 10, List.of(AddressRange.of("192.0.2.0/24"))));
        fail(100, "alice", here);
        assertThat(throttle.delay("alice", here)).hasSeconds(8);
    }

    @Test
    void whatIsUnderWayCountsAsFailedUntilItSucceeds() throws Exception {
        List<LoginThrottle.Attempt> parallel = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            parallel.add(throttle.begin("alice", here));
        }
        assertThat(throttle.delay("alice", here)).isPositive();
        assertThat(throttle.delay("alice", address("192.0.2.2"))).hasMillis(250);
        assertThat(throttle.delay("bob", here)).isZero();
        parallel.get(0).succeeded();
        parallel.get(0).close();
        assertThat(throttle.delay("alice", here)).isZero();
        parallel.get(1).close();
        parallel.get(1).failed(); // too late to count
        assertThat(throttle.delay("alice", here)).isZero();
        parallel.get(2).failed();
        parallel.get(3).failed();
        assertThat(throttle.delay("alice", here)).isZero();
        fail(1, "alice", here);
        assertThat(throttle.delay("alice", here)).isZero();
        fail(1, "alice", here);
        assertThat(throttle.delay("alice", here)).hasMillis(250);
    }

    @Test
    void guessesInParallelAreNoMoreThanGuessesOneByOne() throws Exception {
        assertThat(guessesInParallel(here, i -> "alice")).isEqualTo(10);
        assertThat(guessesInParallel(address("192.0.2.2"), i -> "user" + i)).isEqualTo(20);
    }

    /** How many of 100 guesses at a time got through to the password. */
    private static int guessesInParallel(InetAddress from, IntFunction<String> account) throws Exception {
        ThrottleSettings usual = ThrottleSettings.DEFAULT;
        GuessThrottle quick = new GuessThrottle(new ThrottleSettings(
                3, Duration.ofMillis(1), Duration.ofMillis(2), 20, 10, usual.window(), usual.ban(), List.of()));
        AtomicInteger looked = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService threads = Executors.newCachedThreadPool();
        List<Future<?>> guesses = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String name = account.apply(i);
            guesses.add(threads.submit(() -> {
                go.await();
                try (LoginThrottle.Attempt attempt = quick.begin(name, from)) {
                    looked.incrementAndGet();
                    Thread.yield();
                    attempt.failed();
                } catch (AuthenticationException e) {
                    assertThat(e.refusal()).isEqualTo(Refusal.BANNED);
                }
                return null;
            }));
        }
        go.countDown();
        for (Future<?> guess : guesses) {
            guess.get(30, TimeUnit.SECONDS);
        }
        threads.shutdown();
        return looked.get();
    }

    @Test
    void refusesTheRightPasswordIfABanBeganMeanwhile() throws Exception {
        LoginThrottle.Attempt slow = throttle.begin("alice", here);
        LoginThrottle.Attempt wrong = throttle.begin("bob", here);
        throttle.configure(settings(1, 1, List.of()));
        wrong.failed();
        assertThatThrownBy(slow::succeeded)
                .isInstanceOfSatisfying(AuthenticationException.class, e -> assertThat(e.refusal())
                        .isEqualTo(Refusal.BANNED));
    }

    @Test
    void aLimitLoweredBelowWhatWasCountedHoldsUpNobody() throws Exception {
        fail(3, "alice", here);
        throttle.configure(settings(2, 2, List.of()));
        throttle.begin("alice", here, () -> false).succeeded();
        throttle.begin("bob", here, () -> false).failed();
        assertBanned("alice", here);
    }

    @Test
    void neverBansLoopbackButLetsOneGuessFollowTheOther() throws Exception {
        InetAddress loopback = address("127.0.0.1");
        fail(100, "alice", loopback);
        assertThat(throttle.delay("alice", loopback)).hasSeconds(8);
        assertThat(throttle.delay("bob", loopback)).isZero();
        assertThat(throttle.bans()).isEmpty();
        LoginThrottle.Attempt one = inTime("alice", loopback);
        pass(Duration.ofSeconds(20));
        assertThatThrownBy(() -> throttle.begin("alice", loopback, () -> {
                    pass(Duration.ofSeconds(5));
                    return true;
                }))
                .isInstanceOf(AuthenticationException.class);
        one.failed();
        assertThat(throttle.delay("alice", loopback)).hasSeconds(8);
    }

    @Test
    void nobodyWaitsWhoIsNotWantedAnyMore() {
        fail(9, "alice", here);
        AtomicInteger asked = new AtomicInteger();
        assertThatThrownBy(() -> throttle.begin("alice", here, () -> asked.incrementAndGet() < 2))
                .isInstanceOfSatisfying(AuthenticationException.class, e -> assertThat(e.refusal())
                        .isEqualTo(Refusal.BUSY));
        assertThat(asked).hasValue(2);
        assertThat(throttle.bans()).as("it counted as nothing").isEmpty();
    }

    @Test
    void nobodyWaitsForEver() throws Exception {
        fail(9, "alice", here);
        LoginThrottle.Attempt endless = inTime("alice", here);
        assertThatThrownBy(() -> throttle.begin("alice", here, () -> {
                    pass(Duration.ofSeconds(4));
                    return true;
                }))
                .isInstanceOfSatisfying(AuthenticationException.class, e -> assertThat(e.refusal())
                        .isEqualTo(Refusal.BUSY));
        endless.close();
    }

    @Test
    void bansAreListedAndLifted() throws Exception {
        fail(10, "Alice", here);
        InetAddress network = address("2001:db8:1:2::7");
        for (int i = 0; i < 20; i++) {
            failAtOnce("user" + i, network);
        }
        assertThat(throttle.bans())
                .containsExactlyInAnyOrder(
                        new LoginThrottle.Ban("alice", "192.0.2.1", BAN),
                        new LoginThrottle.Ban("", "2001:db8:1:2:0:0:0:0/64", BAN));
        assertThat(throttle.unban("bob")).isZero();
        assertThat(throttle.unban("ALICE")).isEqualTo(1);
        assertThat(throttle.delay("alice", here)).isZero();
        assertThat(throttle.unban("2001:db8:1:2:0:0:0:0/64")).isEqualTo(1);
        assertThat(throttle.delay("x", network)).isZero();
        fail(10, "alice", here);
        assertThat(throttle.unban("192.0.2.1")).isEqualTo(1);
        assertThat(throttle.bans()).isEmpty();
    }

    @Test
    void keepsMemoryBoundedAndDropsInnocentsFirst() {
        LocalFailureCounts counts = new LocalFailureCounts(100, clock::get);
        for (int i = 0; i < 50; i++) {
            counts.ban("banned" + i, BAN);
        }
        for (int i = 0; i < 10_000; i++) {
            counts.add("key" + i, WINDOW);
        }
        assertThat(counts.size()).isEqualTo(100);
        for (int i = 0; i < 50; i++) {
            assertThat(counts.bannedFor("banned" + i)).isEqualTo(BAN);
        }
    }

    @Test
    void serversThatShareTheCountsShareBans() throws Exception {
        fail(10, "a name with blanks", here);
        GuessThrottle other = throttle();
        assertThat(other.bans()).extracting(LoginThrottle.Ban::account).containsExactly("a name with blanks");
        assertThatThrownBy(() -> other.delay("a name with blanks", here)).isInstanceOf(AuthenticationException.class);
        assertThat(other.unban("a name with blanks")).isEqualTo(1);
        assertThat(throttle.bans()).isEmpty();
    }

    @Test
    void boundsTheLengthOfAccountNames() throws Exception {
        String endless = "a".repeat(1_000_000);
        fail(4, endless, here);
        assertThat(throttle.delay(endless, here)).hasMillis(250);
        assertThat(throttle.delay(endless + "b", here)).isZero();
    }

    @Test
    void refusesSettingsOutOfRangeByName() {
        assertThatThrownBy(() ->
                        new ThrottleSettings(3, Duration.ofSeconds(1), Duration.ZERO, 1, 1, WINDOW, BAN, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("longestDelayMillis = 0; expected 1000 or more");
    }
}
