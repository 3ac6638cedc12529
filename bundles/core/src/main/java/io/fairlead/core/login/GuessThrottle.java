// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.login;

import io.fairlead.api.auth.AddressRange;
import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.AuthenticationException.Refusal;
import io.fairlead.api.auth.LoginThrottle;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Slows the guessing of passwords: an account's failures, from wherever they come, delay the next attempts at it, so that
 * many addresses gain nothing; too many failures from one address, or of one account from one address, ban them for a
 * while. An account as such is never banned, for then anybody could lock anybody out; nor is loopback, where proxies and
 * tunnels end, for then one could lock out everybody. What is under way counts as failed: beyond the free failures, one
 * attempt follows the other.
 *
 * <p>{@code lock} guards what is under way. It is held for table work only; who waits for a turn waits on its condition.
 */
public final class GuessThrottle implements LoginThrottle {
    private static final Logger LOG = LoggerFactory.getLogger(GuessThrottle.class);
    private static final int MOST_WAITING = 2000;
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration GRACE = Duration.ofSeconds(5); // beyond the longest delay, for the attempts ahead

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition settled = lock.newCondition();
    private final Map<LoginKey, Integer> underWay = new HashMap<>();
    private int waiting;
    private final long lookNanos;
    private final LongSupplier nanoTime;
    private final FailureCounts counts;
    private volatile ThrottleSettings settings;

    /** Counts in this process, by the system's clock. */
    public GuessThrottle(ThrottleSettings settings) {
        this(settings, new LocalFailureCounts());
    }

    /** @param counts where failures and bans are kept */
    public GuessThrottle(ThrottleSettings settings, FailureCounts counts) {
        this(settings, LOOK, System::nanoTime, counts);
    }

    /**
     * @param look how often one who waits looks whether it still should
     * @param nanoTime a clock in nanoseconds, as {@link System#nanoTime}
     * @param counts where failures and bans are kept
     */
    GuessThrottle(ThrottleSettings settings, Duration look, LongSupplier nanoTime, FailureCounts counts) {
        this.settings = settings;
        this.lookNanos = look.toNanos();
        this.nanoTime = nanoTime;
        this.counts = counts;
    }

    /** Other settings from now on; what was counted stays. */
    public void configure(ThrottleSettings changed) {
        settings = changed;
    }

    @Override
    public Attempt begin(String account, InetAddress address, BooleanSupplier wanted) throws AuthenticationException {
        Guess guess = new Guess(account, address);
        lock.lock();
        try {
            long left = guess.left();
            if (left > 0) {
                if (waiting >= MOST_WAITING) {
                    throw busy("too many logins wait for their turn");
                }
                waiting++;
                try {
                    await(guess, left, wanted);
                } finally {
                    waiting--;
                }
            }
            guess.keys().forEach(key -> underWay.merge(key, 1, Integer::sum));
            return guess;
        } finally {
            lock.unlock();
        }
    }

    private void await(Guess guess, long atFirst, BooleanSupplier wanted) throws AuthenticationException {
        long longest = settings.longestDelay().plus(GRACE).toNanos();
        for (long left = atFirst; left > 0; left = guess.left()) {
            if (!wanted.getAsBoolean()) {
                throw busy("nobody waits for the answer");
            }
            if (guess.waited() >= longest) {
                throw busy("others of the same account or address are first");
            }
            try {
                settled.awaitNanos(Math.min(left, lookNanos));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AuthenticationException(Refusal.UNAVAILABLE, "interrupted", e);
            }
        }
    }

    private static AuthenticationException busy(String why) {
        return new AuthenticationException(Refusal.BUSY, why);
    }

    /** How long {@link #begin} would block now, if nothing else happens. */
    Duration delay(String account, InetAddress address) throws AuthenticationException {
        lock.lock();
        try {
            return Duration.ofNanos(new Guess(account, address).left());
        } finally {
            lock.unlock();
        }
    }

    private void refuseBanned(LoginKey key) throws AuthenticationException {
        Duration left = counts.bannedFor(key.text());
        if (!left.isZero()) {
            throw new AuthenticationException(
                    Refusal.BANNED, key.origin() + " for " + (left.toSeconds() + 1) + " s more");
        }
    }

    @Override
    public List<Ban> bans() {
        return counts.bans().entrySet().stream()
                .map(ban -> ban(LoginKey.of(ban.getKey()), ban.getValue()))
                .toList();
    }

    private static Ban ban(LoginKey key, Duration left) {
        return new Ban(key.account(), key.origin(), left);
    }

    @Override
    public int unban(String accountOrAddress) {
        String text = accountOrAddress.strip();
        LoginKey meant = keyOf(text);
        int lifted = 0;
        for (String key : counts.bans().keySet()) {
            LoginKey banned = LoginKey.of(key);
            boolean fits = meant.account().isEmpty()
                    ? banned.origin().equals(meant.origin())
                    : banned.account().equals(meant.account());
            if (fits) {
                counts.forget(key);
                lifted++;
            }
        }
        counts.forget(meant.text());
        LOG.info("{} bans of {} were lifted", lifted, meant.account().isEmpty() ? meant.origin() : meant.printable());
        return lifted;
    }

    private static LoginKey keyOf(String accountOrAddress) {
        try {
            return LoginKey.ofAddress(AddressRange.of(accountOrAddress).address());
        } catch (IllegalArgumentException e) {
            return LoginKey.ofAccount(accountOrAddress);
        }
    }

    /** An attempt, waiting or under way. Guarded by {@code lock}. */
    private final class Guess implements Attempt {
        private final InetAddress address;
        private final LoginKey byAccount;
        private final LoginKey byAddress;
        private final LoginKey byBoth;
        private final long beganNanos = nanoTime.getAsLong();
        private boolean told;

        Guess(String account, InetAddress address) {
            this.address = address;
            this.byAccount = LoginKey.ofAccount(account);
            this.byAddress = LoginKey.ofAddress(address);
            this.byBoth = LoginKey.ofBoth(account, address);
        }

        List<LoginKey> keys() {
            return List.of(byAccount, byAddress, byBoth);
        }

        long waited() {
            return nanoTime.getAsLong() - beganNanos;
        }

        /** Nanoseconds until its turn; for others to settle, which nobody knows in advance, until the next look. */
        long left() throws AuthenticationException {
            ThrottleSettings now = settings;
            int ofBoth = presumed(byBoth);
            if (!now.isExempt(address)) {
                refuseBanned(byAddress);
                refuseBanned(byBoth);
                if (mustSettle(byAddress, now.addressFailures()) || mustSettle(byBoth, now.pairFailures())) {
                    return lookNanos;
                }
            }
            long left = now.delayNanos(presumed(byAccount)) - waited();
            if (ofBoth > now.freeFailures()) {
                long spaced = now.delayNanos(counts.count(byBoth.text()))
                        - counts.sinceLast(byBoth.text()).toNanos();
                left = Math.max(left, underWay.containsKey(byBoth) ? lookNanos : spaced);
            }
            return Math.max(left, 0);
        }

        /** Whether what is under way would lead to a ban if it failed; a limit lowered since holds up nobody alone. */
        private boolean mustSettle(LoginKey key, int limit) {
            return underWay.containsKey(key) && presumed(key) >= limit;
        }

        /** Failures, as if all that is under way fails. */
        private int presumed(LoginKey key) {
            return counts.count(key.text()) + underWay.getOrDefault(key, 0);
        }

        @Override
        public void failed() {
            lock.lock();
            try {
                if (!told) {
                    settle();
                    count(settings);
                }
            } finally {
                lock.unlock();
            }
        }

        private void count(ThrottleSettings now) {
            counts.add(byAccount.text(), now.window());
            int ofBoth = counts.add(byBoth.text(), now.window());
            int ofAddress = counts.add(byAddress.text(), now.window());
            if (now.isExempt(address)) {
                return;
            }
            if (ofAddress >= now.addressFailures()) {
                counts.ban(byAddress.text(), now.ban());
                LOG.warn(
                        "Logins from {} are refused for {} s after {} failures, the last for account \"{}\"",
                        byAddress.origin(),
                        now.ban().toSeconds(),
                        ofAddress,
                        byAccount.printable());
            } else if (ofBoth >= now.pairFailures()) {
                counts.ban(byBoth.text(), now.ban());
                LOG.warn(
                        "Logins of account \"{}\" from {} are refused for {} s after {} failures",
                        byAccount.printable(),
                        byAddress.origin(),
                        now.ban().toSeconds(),
                        ofBoth);
            }
        }

        @Override
        public void succeeded() throws AuthenticationException {
            lock.lock();
            try {
                if (told) {
                    return;
                }
                settle();
                if (!settings.isExempt(address)) {
                    refuseBanned(byAddress);
                    refuseBanned(byBoth);
                }
                int failures = counts.count(byBoth.text());
                if (failures > 0) {
                    counts.subtract(byBoth.text(), failures);
                    counts.subtract(byAccount.text(), failures);
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (!told) {
                    settle();
                }
            } finally {
                lock.unlock();
            }
        }

        private void settle() {
            told = true;
            keys().forEach(key -> underWay.computeIfPresent(key, (k, n) -> n == 1 ? null : n - 1));
            settled.signalAll();
        }
    }
}
