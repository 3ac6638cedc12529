// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.login;

import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.AuthenticationException.Refusal;
import io.fairlead.api.auth.LoginThrottle;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Slows the guessing of passwords: an account's failures, from wherever they come, delay the next attempts at it, so that
 * many addresses gain nothing; too many failures from one address, or of one account from one address, ban them for a
 * while. An account as such is never banned, for then anybody could lock anybody out. IPv6 addresses count by their first
 * 64 bits, the least that one customer gets. Loopback is no exception: proxies and tunnels end there.
 */
public final class GuessThrottle implements LoginThrottle {
    private static final Logger LOG = LoggerFactory.getLogger(GuessThrottle.class);
    private static final int REMEMBERED = 100_000;
    private static final int LONGEST_ACCOUNT = 64;

    /** What is counted: account, address, or both; the other is empty. */
    private record Key(String account, String address) {}

    private final FailureCounts counts;
    private volatile ThrottleSettings settings;

    /** Counts in this process, by the system's clock. */
    public GuessThrottle(ThrottleSettings settings) {
        this(settings, System::nanoTime);
    }

    /** @param nanoTime a clock in nanoseconds, as {@link System#nanoTime} */
    GuessThrottle(ThrottleSettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.counts = new LocalFailureCounts(REMEMBERED, nanoTime);
    }

    /** Other settings from now on; what was counted stays. */
    public void configure(ThrottleSettings changed) {
        settings = changed;
    }

    @Override
    public Duration delay(String account, InetAddress address) throws AuthenticationException {
        ThrottleSettings now = settings;
        if (!isExempt(now, address)) {
            refuseBanned(byAddress(address));
            refuseBanned(byBoth(account, address));
        }
        return delay(now, counts.count(byAccount(account)));
    }

    private void refuseBanned(Key key) throws AuthenticationException {
        Duration left = counts.bannedFor(key);
        if (!left.isZero()) {
            throw new AuthenticationException(
                    Refusal.BANNED, key.address + " for " + (left.toSeconds() + 1) + " s more");
        }
    }

    private static Duration delay(ThrottleSettings now, int failures) {
        if (failures <= now.freeFailures()) {
            return Duration.ZERO;
        }
        int doublings = Math.min(failures - now.freeFailures() - 1, 30);
        long millis = Math.min(
                now.firstDelay().toMillis() << doublings, now.longestDelay().toMillis());
        return Duration.ofMillis(millis);
    }

    @Override
    public void failed(String account, InetAddress address) {
        ThrottleSettings now = settings;
        counts.add(byAccount(account), now.window());
        int ofPair = counts.add(byBoth(account, address), now.window());
        int ofAddress = counts.add(byAddress(address), now.window());
        if (isExempt(now, address)) {
            return;
        }
        if (ofAddress >= now.addressFailures()) {
            counts.ban(byAddress(address), now.ban());
            LOG.warn(
                    "Logins from {} are refused for {} s after {} failures, the last for account \"{}\"",
                    byAddress(address).address,
                    now.ban().toSeconds(),
                    ofAddress,
                    printable(account));
        } else if (ofPair >= now.pairFailures()) {
            counts.ban(byBoth(account, address), now.ban());
            LOG.warn(
                    "Logins of account \"{}\" from {} are refused for {} s after {} failures",
                    printable(account),
                    byAddress(address).address,
                    now.ban().toSeconds(),
                    ofPair);
        }
    }

    @Override
    public void succeeded(String account, InetAddress address) {
        Key both = byBoth(account, address);
        int failures = counts.count(both);
        if (failures > 0) {
            counts.subtract(both, failures);
            counts.subtract(byAccount(account), failures);
        }
    }

    private static boolean isExempt(ThrottleSettings now, InetAddress address) {
        return now.exempt().stream().anyMatch(range -> range.contains(address));
    }

    private static Key byAccount(String account) {
        return new Key(folded(account), "");
    }

    private static Key byAddress(InetAddress address) {
        return new Key("", counted(address));
    }

    private static Key byBoth(String account, InetAddress address) {
        return new Key(folded(account), counted(address));
    }

    /** One key for all spellings of a name; bounded, since peers choose it. */
    private static String folded(String account) {
        String lower = account.toLowerCase(Locale.ROOT);
        return lower.length() <= LONGEST_ACCOUNT ? lower : lower.substring(0, LONGEST_ACCOUNT) + "#" + lower.hashCode();
    }

    private static String counted(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address.getHostAddress();
        }
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, 8, 16, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes).getHostAddress() + "/64";
        } catch (UnknownHostException e) {
            throw new AssertionError("16 bytes are an address", e);
        }
    }

    private static String printable(String account) {
        String shown = account.length() > LONGEST_ACCOUNT ? account.substring(0, LONGEST_ACCOUNT) + "..." : account;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}
