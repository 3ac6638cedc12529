// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.transfer;

/**
 * How many blocks of a window leave back to back. The window itself is agreed, and a receiver waits for all of it
 * (RFC 7440 3), so that after a loss a window can't be made smaller; it is spread over more time instead (RFC 7440 5,
 * RFC 5405 3.1): additive increase, multiplicative decrease, of bursts with a pause between them. Not thread-safe.
 */
final class BurstControl {
    private static final long LEAST_PAUSE_NANOS = 500_000;
    private static final long MOST_PAUSE_NANOS = 20_000_000;
    private static final int STEPS_TO_FULL = 16;

    private final int window;
    private int burst;
    private int probe; // burst that grows again within a window after silence; 0 when there was none
    private int left;

    BurstControl(int window) {
        this.window = window;
        this.burst = window;
        this.left = window;
    }

    /** Whether one more block may leave now. */
    boolean allows() {
        return left > 0;
    }

    /** How many may leave now. */
    int left() {
        return Math.max(0, left);
    }

    void sent() {
        left--;
    }

    /** There was no room to send: a pause comes first. */
    void blocked() {
        left = 0;
    }

    /** A pause is over: the next burst of the same window. */
    void resume() {
        probe = Math.min(burst, probe * 2);
        left = probe > 0 ? probe : burst;
    }

    /** The whole window arrived. */
    void arrived() {
        burst = Math.min(window, burst + Math.max(1, window / STEPS_TO_FULL));
        probe = 0;
        left = burst;
    }

    /** Part of the window arrived. */
    void lost() {
        burst = Math.max(1, burst / 2);
        probe = 0;
        left = burst;
    }

    /** Nothing of the window is known to have arrived. */
    void silent() {
        burst = Math.max(1, burst / 2);
        probe = 1;
        left = 1;
    }

    int burst() {
        return burst;
    }

    /** Pause between bursts such that a window takes about one round trip more. */
    long pause(long roundTrip) {
        return Math.min(MOST_PAUSE_NANOS, Math.max(LEAST_PAUSE_NANOS, roundTrip * burst / window));
    }
}
