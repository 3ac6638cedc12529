// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.login;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Counts of this process, at most so many of them. Who was not heard of for longest goes first, but one under a ban only if
 * all of the oldest {@value #LOOKED_AT} are. Guarded by its monitor, under which nothing blocks.
 */
final class LocalFailureCounts implements FailureCounts {
    private static final int LOOKED_AT = 64;

    private static final class Tally {
        int failures;
        long expiresAt;
        long bannedUntil;
    }

    private final LinkedHashMap<Object, Tally> tallies = new LinkedHashMap<>(16, 0.75f, true);
    private final int capacity;
    private final LongSupplier nanoTime;
    private final long epoch;

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
    public synchronized int count(Object key) {
        Tally tally = tallies.get(key);
        return tally == null || tally.expiresAt <= now() ? 0 : tally.failures;
    }

    @Override
    public synchronized int add(Object key, Duration window) {
        long now = now();
        Tally tally = tallies.computeIfAbsent(key, k -> new Tally());
        if (tally.expiresAt <= now) {
            tally.failures = 0;
            tally.expiresAt = now + window.toNanos();
        }
        tally.failures++;
        evict(now);
        return tally.failures;
    }

    @Override
    public synchronized void subtract(Object key, int failures) {
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
    public synchronized void ban(Object key, Duration length) {
        Tally tally = tallies.computeIfAbsent(key, k -> new Tally());
        tally.failures = 0;
        tally.bannedUntil = now() + length.toNanos();
        evict(now());
    }

    @Override
    public synchronized Duration bannedFor(Object key) {
        Tally tally = tallies.get(key);
        return tally == null ? Duration.ZERO : Duration.ofNanos(Math.max(0, tally.bannedUntil - now()));
    }

    synchronized int size() {
        return tallies.size();
    }

    private void evict(long now) {
        while (tallies.size() > capacity) {
            Object victim = null;
            Iterator<Map.Entry<Object, Tally>> oldest = tallies.entrySet().iterator();
            for (int i = 0; i < LOOKED_AT && oldest.hasNext(); i++) {
                Map.Entry<Object, Tally> candidate = oldest.next();
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
