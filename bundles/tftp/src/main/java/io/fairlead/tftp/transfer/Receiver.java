// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.transfer;

import java.util.random.RandomGenerator;

/**
 * The receiving half of a transfer, RFC 1350 2 and RFC 7440 3. After every event the owner sends the ACK that
 * {@link #due} names, and comes back at {@link #deadline}. Block 0 stands for what opens a transfer: ACK 0, or the
 * server's OACK. Times are nanoseconds of one clock, which may be negative. Not thread-safe.
 */
public final class Receiver {
    /** No ACK is due. */
    public static final long NONE = -1;

    private static final int DALLY_SHARE = 5;

    private final BlockNumbers numbers;
    private final int blockBytes;
    private final int window;
    private final RetransmitTimer timer;
    private final long giveUp;
    private final int unanswered;

    private long received; // every block up to this one
    private long last = Long.MAX_VALUE;
    private long due;
    private long acknowledged = NONE; // by the last ACK sent
    private long repeated;
    private int sinceAck;
    private int openings;
    private boolean answered;
    private boolean gap; // an ACK told the sender of it

    private long ackAt;
    private boolean ackTimed; // the last ACK was sent once only, and nothing came since
    private long heardAt;
    private long deadline;
    private boolean failed;

    /**
     * @param opening whether block 0 is to be acknowledged first
     * @param now the time it starts at
     */
    public Receiver(Parameters agreed, Timing timing, RandomGenerator jitter, boolean opening, long now) {
        this.numbers = BlockNumbers.restartingAt(agreed.rollover());
        this.blockBytes = agreed.blockBytes();
        this.window = agreed.windowBlocks();
        this.timer = new RetransmitTimer(timing, jitter);
        this.giveUp = timing.giveUp().toNanos();
        this.unanswered = timing.unanswered();
        this.due = opening ? 0 : NONE;
        this.ackAt = now;
        this.heardAt = now;
        this.deadline = now + timer.next();
    }

    /** The peer is known to be there: it answered a request of ours. */
    public Receiver answered() {
        answered = true;
        return this;
    }

    /**
     * A DATA packet came.
     *
     * @param wire its block number
     * @param length bytes of data, at most the block size
     * @return whether it is the next block in order, whose data is to be kept
     */
    public boolean data(int wire, int length, long now) {
        long block = numbers.nearest(wire, received + 1);
        if (failed || block < 1 || block > received + window) {
            return false;
        }
        answered = true;
        if (done() || block <= received) {
            repeatAck(now);
            return false;
        }
        if (block > received + 1) {
            announceGap(now);
            return false;
        }
        received = block;
        last = length < blockBytes ? block : last;
        if (ackTimed) {
            timer.measured(now - ackAt);
            ackTimed = false;
        }
        gap = false;
        heardAt = now;
        timer.progress();
        deadline = now + timer.next();
        if (++sinceAck >= window || done()) {
            due = received;
        }
        return true;
    }

    /** RFC 7440 3: the last block in order is acknowledged at once, and once only, or every late block would ask for it. */
    private void announceGap(long now) {
        if (!gap || now - ackAt > 2 * timer.roundTrip()) {
            gap = true;
            due = received;
        }
    }

    /** The sender missed our ACK, or the network made two packets of one: which of them, the time tells. */
    private void repeatAck(long now) {
        if (now - ackAt > timer.roundTrip() / 2) {
            due = received;
        }
    }

    /** The opening packet of the peer came again: it missed our answer. */
    public void openingRepeated(long now) {
        if (received == 0) {
            repeatAck(now);
        }
    }

    /** The block to acknowledge now, or {@link #NONE}. */
    public long due() {
        return due;
    }

    /** The ACK that {@link #due} named was sent. */
    public void acknowledged(long now) {
        ackTimed = due != acknowledged;
        repeated += ackTimed ? 0 : 1;
        acknowledged = due;
        openings += answered ? 0 : 1;
        sinceAck = 0;
        due = NONE;
        ackAt = now;
        deadline = now + timer.next();
    }

    /** {@link #deadline} has come. */
    public void overdue(long now) {
        if (now - deadline < 0 || failed || done()) {
            return;
        }
        if (answered ? now - heardAt >= giveUp : openings >= unanswered) {
            failed = true;
            return;
        }
        timer.backOff();
        due = received;
        ackTimed = false;
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

    /** When an ACK was sent last; when it began, before the first. */
    public long acknowledgedAt() {
        return ackAt;
    }

    /** Puts the clock of silence back: the owner itself was slow. */
    public void rest(long now) {
        heardAt = now;
        deadline = now + timer.next();
    }

    /**
     * How long to stay after the last ACK, for a sender that misses it (RFC 1350 6, dallying): long enough for several
     * repetitions of its last block, with pauses that have grown.
     */
    public long dallyNanos() {
        return Math.max(2 * timer.next(), giveUp / DALLY_SHARE);
    }

    /** Blocks received in order since the last ACK. */
    public int sinceAck() {
        return sinceAck;
    }

    /** Whether the last block is there. */
    public boolean done() {
        return received >= last;
    }

    /** Whether the peer was silent for too long. */
    public boolean failed() {
        return failed;
    }

    /** Whether the peer has sent anything since the transfer began. */
    public boolean established() {
        return answered;
    }

    /** Blocks received in order. */
    public long receivedBlocks() {
        return received;
    }

    /** ACKs sent again. */
    public long repeatedAcks() {
        return repeated;
    }

    /** The number of {@code block} on the wire. */
    public int onWire(long block) {
        return numbers.onWire(block);
    }
}
