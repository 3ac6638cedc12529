// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bounds ERROR packets in answer to packets whose sender nobody has verified: so many a second in all, a tenth of them
 * to one address. Memory is bounded. Thread-safe.
 */
final class ErrorThrottle {
    private static final int MOST_ADDRESSES = 4096;
    private static final int SHARE = 10;
    private static final double NANOS = 1e9;

    private final double perSecond;
    private final Bucket all;
    private final Map<InetAddress, Bucket> addresses = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Bucket> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    ErrorThrottle(int perSecond, long now) {
        this.perSecond = perSecond;
        this.all = new Bucket(perSecond, now);
    }

    private static final class Bucket {
        private final double capacity;
        private double tokens;
        private long filledAt;

        Bucket(double capacity, long now) {
            this.capacity = capacity;
            this.tokens = capacity;
            this.filledAt = now;
        }

        boolean has(long now) {
            tokens = Math.min(capacity, tokens + (now - filledAt) / NANOS * capacity);
            filledAt = now;
            return tokens >= 1;
        }
    }

    /** Whether one more may go there now. */
    synchronized boolean permits(InetAddress to, long now) {
        Bucket one = addresses.computeIfAbsent(to, key -> new Bucket(Math.max(1, perSecond / SHARE), now));
        if (!all.has(now) || !one.has(now)) {
            return false;
        }
        all.tokens--;
        one.tokens--;
        return true;
    }
}
