// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class VerifiedPasswordsTest {
    private static final char[] SECRET = "secret".toCharArray();

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 10); // nanoTime may wrap around
    private final ProcessKey key = new ProcessKey();
    private final VerifiedPasswords verified = new VerifiedPasswords(key, Duration.ofMinutes(5), now::get);
    private final PasswordHash hash = Argon2Hash.of(SECRET, UsersFileTest.CHEAP, new SecureRandom());

    @Test
    void remembersThePasswordUntilItIsTooOld() {
        User alice = user("alice", hash);
        assertThat(verified.contains(alice, SECRET)).isFalse();
        verified.add(alice, SECRET);
        assertThat(verified.contains(alice, SECRET)).isTrue();
        assertThat(verified.contains(alice, "Secret".toCharArray())).isFalse();
        assertThat(verified.contains(user("bob", hash), SECRET)).isFalse();
        now.addAndGet(Duration.ofSeconds(299).toNanos());
        assertThat(verified.contains(alice, SECRET)).isTrue();
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(verified.contains(alice, SECRET)).isFalse();
    }

    @Test
    void aNewHashOfTheSamePasswordIsNotKnown() {
        verified.add(user("alice", hash), SECRET);
        PasswordHash other = Argon2Hash.of(SECRET, UsersFileTest.CHEAP, new SecureRandom());
        assertThat(verified.contains(user("alice", other), SECRET)).isFalse();
    }

    @Test
    void holdsABoundedNumber() {
        for (int i = 0; i < 11_000; i++) {
            verified.add(user("u" + i, hash), SECRET);
        }
        assertThat(verified.contains(user("u9999", hash), SECRET)).isTrue();
        assertThat(verified.contains(user("u10000", hash), SECRET)).isFalse();
        now.addAndGet(Duration.ofSeconds(301).toNanos());
        verified.add(user("u10000", hash), SECRET);
        assertThat(verified.contains(user("u10000", hash), SECRET)).isTrue();
    }

    @Test
    void zeroRemembersNothing() {
        var none = new VerifiedPasswords(key, Duration.ZERO, now::get);
        none.add(user("alice", hash), SECRET);
        assertThat(none.contains(user("alice", hash), SECRET)).isFalse();
    }

    private static User user(String name, PasswordHash hash) {
        return new User(name, hash, null, UserOptions.DEFAULT);
    }
}
