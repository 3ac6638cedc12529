// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.AuthenticationException.Refusal;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Lets few password hashes be computed at a time, since each takes a processor and some 19 MiB. Thread-safe. */
final class KdfGate {
    private static final long LONGEST_WAIT_SECONDS = 30;

    private final Semaphore permits;
    private final AtomicLong runs = new AtomicLong();

    KdfGate(int atATime) {
        permits = new Semaphore(atATime, true);
    }

    /**
     * {@link PasswordHash#matches}, when it is this caller's turn.
     *
     * @throws AuthenticationException {@code UNAVAILABLE} if that takes too long, or the thread is interrupted
     */
    boolean matches(PasswordHash hash, char[] password) throws AuthenticationException {
        try {
            if (!permits.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new AuthenticationException(Refusal.UNAVAILABLE, "too many logins at a time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuthenticationException(Refusal.UNAVAILABLE, "interrupted", e);
        }
        try {
            runs.incrementAndGet();
            return hash.matches(password);
        } finally {
            permits.release();
        }
    }

    /** How many were computed. */
    long runs() {
        return runs.get();
    }
}
