// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.transfer;

import java.util.random.RandomGenerator;

/**
 * The sending half of a transfer, RFC 1350 2 and RFC 7440 3. After every event the owner sends what {@link #next}
 * names, one after the other, and comes back at {@link #deadline}. Block 0 stands for an OACK that the peer answers by
 * ACK 0. Times are nanoseconds of one clock, which may be negative. Not thread-safe.
 */
public final class Sender {
    /** No block may be sent now. */
    public static final long NONE = -1;

    private final BlockNumbers numbers;
    private final int window;
    private final RetransmitTimer timer;
    private final BurstControl bursts;
    private final long giveUp;
    private final int unanswered;

    private long acknowledged;
    private long sent; // last one of the present flight
    private long highest; // ever sent
    private long last = Long.MAX_VALUE;
    private long repeated;
    private int openings; // packets sent before the peer answered
    private boolean answered;

    private long timed = NONE; // the block whose round trip is measured
    private long timedAt;
    private long flightAt; // when the present flight was last added to
    private long heardAt;
    private long deadline;
    private boolean pausing;
    private boolean failed;

    /**
     * @param opening whether an OACK goes first
     * @param now the time it starts at
     */
    public Sender(Parameters agreed, Timing timing, RandomGenerator jitter, boolean opening, long now) {
        this.numbers = BlockNumbers.restartingAt(agreed.rollover());
        this.window = agreed.windowBlocks();
        this.timer = new RetransmitTimer(timing, jitter);
        this.bursts = new BurstControl(window);
        this.giveUp = timing.giveUp().toNanos();
        this.unanswered = timing.unanswered();
        this.acknowledged = opening ? NONE : 0;
        this.sent = acknowledged;
        this.highest = acknowledged;
        this.heardAt = now;
        this.flightAt = now;
        this.deadline = now + timer.next();
    }

    /** The peer is known to be there (it answered a request of ours): it counts as having answered. */
    public Sender answered() {
        answered = true;
        return this;
    }

    /** The block to send now, or {@link #NONE}. */
    public long next() {
        if (failed || sent >= limit() || !bursts.allows()) {
            return NONE;
        }
        return sent + 1;
    }

    /** How many blocks {@link #next} would name one after the other, if they were sent at once. */
    public int run() {
        return failed ? 0 : (int) Math.min(Math.max(0, limit() - sent), bursts.left());
    }

    private long limit() {
        // Nothing beyond the first packet leaves before the peer has shown that it wants it.
        return Math.min(last, acknowledged < 0 ? 0 : answered ? acknowledged + window : acknowledged + 1);
    }

    /** The block that {@link #next} named was sent. */
    public void sent(long block, long now) {
        sent = block;
        bursts.sent();
        if (block > highest) {
            highest = block;
            if (timed == NONE) {
                timed = block;
                timedAt = now;
            }
        } else {
            repeated++;
        }
        openings += answered ? 0 : 1;
        flightAt = now;
        pausing = sent < limit() && !bursts.allows();
        deadline = now + (pausing ? bursts.pause(timer.roundTrip()) : timer.next());
    }

    /** The block that {@link #next} named could not be sent: there was no room for it. It is named again soon. */
    public void blocked(long now) {
        bursts.blocked();
        pausing = true;
        deadline = now + bursts.pause(timer.roundTrip());
    }

    /** {@code block} is the last one. */
    public void end(long block) {
        last = block;
    }

    /**
     * An ACK came.
     *
     * @param wire its block number
     * @return whether it confirmed anything new
     */
    public boolean acknowledged(int wire, long now) {
        long block = numbers.nearest(wire, Math.max(0, acknowledged));
        if (block > highest || block < Math.max(0, acknowledged) || failed) {
            return false;
        }
        answered = true;
        if (block == acknowledged) {
            return repeatedAck(now);
        }
        if (timed != NONE && block >= timed) {
            timer.measured(now - timedAt);
            timed = NONE;
        }
        if (block < sent) {
            rewind(block); // RFC 7440 3: the next window starts behind what arrived
            bursts.lost();
        } else {
            sent = block;
            bursts.arrived();
        }
        acknowledged = block;
        timer.progress();
        heardAt = now;
        pausing = false;
        deadline = now + timer.next();
        return true;
    }

    /**
     * An ACK that confirms nothing new is no reason to send again (RFC 1123 4.2.3.1, the Sorcerer's Apprentice), but for
     * a receiver that saw nothing of a whole window, at most once a round trip.
     */
    private boolean repeatedAck(long now) {
        if (window > 1 && sent > acknowledged && now - flightAt > 2 * timer.roundTrip()) {
            rewind(acknowledged);
            bursts.lost();
            deadline = now + timer.next();
            pausing = false;
        }
        return false;
    }

    private void rewind(long block) {
        sent = block;
        timed = NONE; // Karn: what is sent twice measures nothing
    }

    /** {@link #deadline} has come. */
    public void overdue(long now) {
        if (now - deadline < 0 || failed || done()) {
            return;
        }
        if (pausing) {
            pausing = false;
            bursts.resume();
            deadline = now + timer.next();
            return;
        }
        if (answered ? now - heardAt >= giveUp : openings >= unanswered) {
            failed = true;
            return;
        }
        timer.backOff();
        rewind(acknowledged);
        bursts.silent();
        deadline = now + timer.next();
    }

    /** When {@link #overdue} wants to be called. */
    public long deadline() {
        return deadline;
    }

    /** {@link #deadline} is now: the peer has asked for what it was sent. */
    public void hasten(long now) {
        deadline = now;
    }

    /** When a packet was sent last; when it began, before the first. */
    public long sentAt() {
        return flightAt;
    }

    /** Puts the clock of silence back: the owner itself was slow. */
    public void rest(long now) {
        heardAt = now;
        if (!pausing) {
            deadline = now + timer.next();
        }
    }

    /** Whether {@link #deadline} only ends a pause between two bursts of a window. */
    public boolean pausing() {
        return pausing;
    }

    /** Whether nothing is on its way. */
    public boolean idle() {
        return sent == acknowledged;
    }

    /** Whether the last block was confirmed. */
    public boolean done() {
        return acknowledged >= last;
    }

    /** Whether the peer was silent for too long. */
    public boolean failed() {
        return failed;
    }

    /** Whether the peer has answered at all: until then the address it wrote from may be anybody's. */
    public boolean established() {
        return answered;
    }

    /** The last block that the peer confirmed; {@link #NONE} before ACK 0. */
    public long confirmed() {
        return acknowledged;
    }

    /** Blocks sent again. */
    public long repeatedBlocks() {
        return repeated;
    }

    /** The number of {@code block} on the wire. */
    public int onWire(long block) {
        return numbers.onWire(block);
    }

    int burst() {
        return bursts.burst();
    }
}
