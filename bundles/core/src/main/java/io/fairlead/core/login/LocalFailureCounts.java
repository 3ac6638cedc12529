// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.login;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Counts of this process, at most so many of them. Who was not heard of for longest goes first, but one under a ban only if
 * all of the oldest {@value #LOOKED_AT} are. Guarded by its monitor, under which nothing blocks.
 */
public final class LocalFailureCounts implements FailureCounts {
    private static final int LOOKED_AT = 64;
    private static final int REMEMBERED = 100_000;
    private static final Duration NEVER = Duration.ofDays(36_500);

    private static final class Tally {
        int failures;
        long failedAt;
        long expiresAt;
        long bannedUntil;
    }

    private final LinkedHashMap<String, Tally> tallies = new LinkedHashMap<>(16, 0.75f, true);
    private final int capacity;
    private final LongSupplier nanoTime;
    private final long epoch;

    /** Remembers {@value #REMEMBERED} keys, by the system's clock. */
    public LocalFailureCounts() {
        this(REMEMBERED, System::nanoTime);
    }

    /**
     * @param capacity keys remembered at most
     * @param nanoTime a clock in nanoseconds, as {@link System#nanoTime}
     */
    LocalFailureCounts(int capacity, LongSupplier nanoTime) {
        this.capacity = capacity;
        this.nanoTime = nanoTime;
        this.epoch = nanoTime.getAsLong();
    }

    private long now() {
        return nanoTime.getAsLong() - epoch;
    }

    @Override
    public synchronized int count(String key) {
        Tally tally = tallies.get(key);
        return tally == null || tally.expiresAt <= now() ? 0 : tally.failures;
    }

    @Override
    public synchronized Duration sinceLast(String key) {
        Tally tally = tallies.get(key);
        long now = now();
        boolean none = tally == null || tally.failures == 0 || tally.expiresAt <= now;
        return none ? NEVER : Duration.ofNanos(now - tally.failedAt);
    }

    @Override
    public synchronized int add(String key, Duration window) {
        long now = now();
        Tally tally = tallies.computeIfAbsent(key, k -> new Tally());
        if (tally.expiresAt <= now) {
            tally.failures = 0;
            tally.expiresAt = now + window.toNanos();
        }
        tally.failures++;
        tally.failedAt = now;
        evict(now);
        return tally.failures;
    }

    @Override
    public synchronized void subtract(String key, int failures) {
        Tally tally = tallies.get(key);
        if (tally == null) {
            return;
        }
        tally.failures = Math.max(0, tally.failures - failures);
        if (tally.failures == 0 && tally.bannedUntil <= now()) {
            tallies.remove(key);
        }
    }

    @Override
    public synchronized void ban(String key, Duration length) {
        Tally tally = tallies.computeIfAbsent(key, k -> new Tally());
        tally.failures = 0;
        tally.bannedUntil = now() + length.toNanos();
        evict(now());
    }

    @Override
    public synchronized Duration bannedFor(String key) {
        Tally tally = tallies.get(key);
        return tally == null ? Duration.ZERO : Duration.ofNanos(Math.max(0, tally.bannedUntil - now()));
    }

    @Override
    public synchronized Map<String, Duration> bans() {
        long now = now();
        Map<String, Duration> bans = new HashMap<>();
        tallies.forEach((key, tally) -> {
            if (tally.bannedUntil > now) {
                bans.put(key, Duration.ofNanos(tally.bannedUntil - now));
            }
        });
        return bans;
    }

    @Override
    public synchronized void forget(String key) {
        tallies.remove(key);
    }

    synchronized int size() {
        return tallies.size();
    }

    private void evict(long now) {
        while (tallies.size() > capacity) {
            String victim = null;
            Iterator<Map.Entry<String, Tally>> oldest = tallies.entrySet().iterator();
            for (int i = 0; i < LOOKED_AT && oldest.hasNext(); i++) {
                Map.Entry<String, Tally> candidate = oldest.next();
                boolean innocent = candidate.getValue().bannedUntil <= now;
                if (victim == null || innocent) {
                    victim = candidate.getKey();
                }
                if (innocent) {
                    break;
                }
            }
            tallies.remove(victim);
        }
    }
}
