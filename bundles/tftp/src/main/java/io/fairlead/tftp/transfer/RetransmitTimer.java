// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.transfer;

import java.util.random.RandomGenerator;

/**
 * How long to wait before sending again: RFC 6298 2, with exponential back-off (5.5) and jitter, so that clients that
 * were switched on together do not stay together. Times in nanoseconds. Not thread-safe.
 */
final class RetransmitTimer {
    private static final int MOST_DOUBLINGS = 16;

    private final long least;
    private final long most;
    private final RandomGenerator jitter;
    private long smoothed = -1; // SRTT
    private long variation; // RTTVAR
    private long wait; // RTO, before backing off
    private int doublings;

    RetransmitTimer(Timing timing, RandomGenerator jitter) {
        this.least = timing.least().toNanos();
        this.most = timing.most().toNanos();
        this.wait = timing.initial().toNanos();
        this.jitter = jitter;
    }

    /** One round trip of something that was sent once only (Karn's rule, RFC 6298 3). */
    void measured(long roundTrip) {
        if (smoothed < 0) {
            smoothed = roundTrip;
            variation = roundTrip / 2;
        } else {
            variation += (Math.abs(smoothed - roundTrip) - variation) / 4;
            smoothed += (roundTrip - smoothed) / 8;
        }
        wait = Math.min(most, Math.max(least, smoothed + 4 * variation));
    }

    /** The measured round trip, or half the wait while none was measured. */
    long roundTrip() {
        return smoothed < 0 ? wait / 2 : smoothed;
    }

    /** The wait in force, up to a quarter longer once backing off. */
    long next() {
        if (doublings == 0) {
            return wait;
        }
        long backedOff = Math.min(most, wait << Math.min(doublings, MOST_DOUBLINGS));
        return backedOff + jitter.nextLong(backedOff / 4 + 1);
    }

    /** Nothing came in time. */
    void backOff() {
        doublings++;
    }

    /** Something came. */
    void progress() {
        doublings = 0;
    }
}
