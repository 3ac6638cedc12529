// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.AuthenticationException.Refusal;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GuessThrottleTest {
    private static final Duration WINDOW = ThrottleSettings.DEFAULT.window();
    private static final Duration BAN = ThrottleSettings.DEFAULT.ban();

    private final AtomicLong clock = new AtomicLong(-5); // nanoTime may be negative
    private final GuessThrottle throttle = new GuessThrottle(ThrottleSettings.DEFAULT, clock::get);
    private final InetAddress here = address("192.0.2.1");

    private static InetAddress address(String literal) {
        return AddressRange.of(literal).address();
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private void fail(int times, String account, InetAddress from) {
        for (int i = 0; i < times; i++) {
            throttle.failed(account, from);
        }
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
            throttle.failed(i % 2 == 0 ? "Alice" : "alice", address("198.51.100." + i));
        }
        assertThat(throttle.delay("ALICE", here)).hasSeconds(8);
        assertThat(throttle.delay("bob", here)).isZero();
    }

    @Test
    void bansAnAddressThatTriesManyAccounts() throws Exception {
        for (int i = 0; i < 19; i++) {
            throttle.failed("user" + i, here);
        }
        assertThat(throttle.delay("alice", here)).isZero();
        throttle.failed("user19", here);
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
        throttle.succeeded("alice", here);
        assertThat(throttle.delay("alice", here)).hasMillis(250); // the four from elsewhere
        for (int i = 0; i < 15; i++) {
            throttle.failed("user" + i, here);
        }
        assertBanned("alice", here);
    }

    @Test
    void countsIpv6ByNetwork() throws Exception {
        for (int i = 1; i <= 20; i++) {
            throttle.failed("user" + i, address("2001:db8:1:2::" + i));
        }
        assertBanned("alice", address("2001:db8:1:2:ffff::1"));
        assertThat(throttle.delay("alice", address("2001:db8:1:3::1"))).isZero();
    }

    @Test
    void neverBansWhoIsExempt() throws Exception {
        ThrottleSettings usual = ThrottleSettings.DEFAULT;
        throttle.configure(new ThrottleSettings(
                usual.freeFailures(),
                usual.firstDelay(),
                usual.longestDelay(),
                usual.addressFailures(),
                usual.pairFailures(),
                usual.window(),
                usual.ban(),
                List.of(AddressRange.of("192.0.2.0/24"))));
        fail(100, "alice", here);
        assertThat(throttle.delay("alice", here)).hasSeconds(8);
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
                .hasMessage("longestDelayMillis = 0; expected at least 1000");
        for (String bad : new String[] {"localhost", "1.2.3.4/33", "::1/129", "1.2.3.4/x", "", "/8", "10.0.0.0/-1"}) {
            assertThatThrownBy(() -> AddressRange.of(bad)).as(bad).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(AddressRange.of("10.0.0.0/8").contains(address("10.1.2.3"))).isTrue();
        assertThat(AddressRange.of("10.0.0.0/8").contains(address("11.1.2.3"))).isFalse();
        assertThat(AddressRange.of("::/0").contains(address("11.1.2.3"))).isFalse();
    }
}
