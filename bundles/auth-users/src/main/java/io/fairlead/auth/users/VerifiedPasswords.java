// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Remembers for a while that a password was right, so that a client that logs in again and again (a mount, a pool of
 * connections) does not pay for the slow hash each time. Kept is an HMAC under a {@link ProcessKey} over user, stored
 * hash and password: a changed hash is never found. Who can read this process's memory can try passwords against it
 * quickly; that is the price, for as long as an entry lives. Thread-safe, bounded.
 */
final class VerifiedPasswords {
    private static final int MOST = 10_000;

    private final ProcessKey key;
    private final long keepNanos;
    private final LongSupplier nanoClock;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>(); // by UserName.key

    @SuppressWarnings("ArrayRecordComponent") // never compared as a record
    private record Entry(byte[] mac, long until) {}

    /** Keeps nothing at all if {@code keep} is zero. */
    VerifiedPasswords(ProcessKey key, Duration keep, LongSupplier nanoClock) {
        this.key = key;
        this.keepNanos = keep.toNanos();
        this.nanoClock = nanoClock;
    }

    /** Whether this password was added for this user, with this stored hash, not too long ago. */
    boolean contains(User user, char[] password) {
        Entry entry = entries.get(UserName.key(user.name()));
        return entry != null
                && entry.until - nanoClock.getAsLong() > 0
                && MessageDigest.isEqual(entry.mac, mac(user, password));
    }

    /** Adds a password that was verified. */
    void add(User user, char[] password) {
        if (keepNanos == 0) {
            return;
        }
        long now = nanoClock.getAsLong();
        String name = UserName.key(user.name());
        if (entries.size() >= MOST && !entries.containsKey(name)) {
            entries.values().removeIf(entry -> entry.until - now <= 0);
            if (entries.size() >= MOST) {
                return;
            }
        }
        entries.put(name, new Entry(mac(user, password), now + keepNanos));
    }

    private byte[] mac(User user, char[] password) {
        byte[] secret = PasswordHash.utf8(password);
        try {
            return key.sign(
                    secret, UserName.key(user.name()), user.passwordHash().toString());
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }
}
