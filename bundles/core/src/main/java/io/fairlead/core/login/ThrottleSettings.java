// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.login;

import io.fairlead.api.auth.AddressRange;
import io.fairlead.api.config.Checked;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How guessing is slowed down. Immutable.
 *
 * @param freeFailures failures of an account that cost nothing yet, at least 0
 * @param firstDelay delay after the next one; it doubles with each further failure
 * @param longestDelay where the doubling stops
 * @param addressFailures failures from one address within {@code window} that ban it, whatever the accounts, at least 1
 * @param pairFailures failures of one account from one address within {@code window} that ban the pair, at least 1
 * @param window how long a failure counts
 * @param ban how long a ban lasts
 * @param exempt addresses that are delayed and never banned, besides loopback
 */
public record ThrottleSettings(
        int freeFailures,
        Duration firstDelay,
        Duration longestDelay,
        int addressFailures,
        int pairFailures,
        Duration window,
        Duration ban,
        List<AddressRange> exempt) {
    /** 3 free failures, then 0.25 s to 8 s; 20 an address, 10 a pair, in 10 min, banned for 10 min; nobody exempt. */
    public static final ThrottleSettings DEFAULT = new ThrottleSettings(
            3,
            Duration.ofMillis(250),
            Duration.ofSeconds(8),
            20,
            10,
            Duration.ofMinutes(10),
            Duration.ofMinutes(10),
            List.of());

    /** @throws IllegalArgumentException for a value out of range, naming it */
    public ThrottleSettings {
        Checked.atLeast("freeFailures", freeFailures, 0);
        Checked.atLeast("addressFailures", addressFailures, 1);
        Checked.atLeast("accountAddressFailures", pairFailures, 1);
        Checked.atLeast("firstDelayMillis", firstDelay.toMillis(), 0);
        Checked.atLeast("longestDelayMillis", longestDelay.toMillis(), firstDelay.toMillis());
        Checked.atLeast("windowSeconds", window.toSeconds(), 1);
        Checked.atLeast("banSeconds", ban.toSeconds(), 1);
        exempt = List.copyOf(exempt);
    }

    /** How long the next attempt at an account waits after so many failures, in nanoseconds. */
    long delayNanos(int failures) {
        if (failures <= freeFailures) {
            return 0;
        }
        int doublings = Math.min(failures - freeFailures - 1, 30);
        return TimeUnit.MILLISECONDS.toNanos(Math.min(firstDelay.toMillis() << doublings, longestDelay.toMillis()));
    }

    /** Whether an address is never banned: loopback, where proxies and tunnels end, and those named. */
    boolean isExempt(InetAddress address) {
        return address.isLoopbackAddress() || exempt.stream().anyMatch(range -> range.contains(address));
    }
}
