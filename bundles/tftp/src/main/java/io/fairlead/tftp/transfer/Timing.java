// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.transfer;

import java.time.Duration;

/**
 * How long a transfer waits.
 *
 * @param initial wait for the first answer, before a round trip was measured
 * @param least shortest wait; a negotiated timeout (RFC 2349) takes its place
 * @param most longest wait that backing off leads to
 * @param giveUp silence after which a transfer that was under way ends
 * @param unanswered packets sent to a peer that never answered before it is given up
 */
public record Timing(Duration initial, Duration least, Duration most, Duration giveUp, int unanswered) {
    /** 1 s at first, 200 ms to 8 s then, 30 s of silence, 5 packets unanswered. */
    public static final Timing DEFAULT =
            new Timing(Duration.ofSeconds(1), Duration.ofMillis(200), Duration.ofSeconds(8), Duration.ofSeconds(30), 5);

    /**
     * @throws IllegalArgumentException if the durations are not positive and in order, or nothing may be sent
     */
    public Timing {
        if (least.isNegative() || least.isZero() || initial.compareTo(least) < 0 || most.compareTo(initial) < 0) {
            throw new IllegalArgumentException("waits of " + least + ", " + initial + ", " + most);
        }
        if (giveUp.compareTo(least) < 0 || unanswered < 1) {
            throw new IllegalArgumentException("giving up after " + giveUp + " or " + unanswered + " packets");
        }
    }

    /** With a wait that the peers agreed on: never shorter, and at the start exactly it (RFC 2349). */
    public Timing agreed(Duration timeout) {
        Duration longest = most.compareTo(timeout) < 0 ? timeout : most;
        Duration silence = timeout.multipliedBy(unanswered);
        return new Timing(timeout, timeout, longest, giveUp.compareTo(silence) < 0 ? silence : giveUp, unanswered);
    }
}
