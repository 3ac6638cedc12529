// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server.transfer;

import java.time.Duration;

/** What a transfer waits for, and since when: it tells which wait is too long. Thread-safe. */
public final class TransferWaits {
    /** A handshake that takes longer may wait for the 150 that it is to come before. */
    private static final Duration HANDSHAKE_PATIENCE = Duration.ofSeconds(1);
    /** Without a control connection, after so long without a byte nobody sends any more. */
    private static final Duration LOST_SILENCE = Duration.ofSeconds(3);
    /** And what was sent before it went has arrived. */
    private static final Duration LOST_IN_ALL = Duration.ofSeconds(60);

    /** What it waits for: the storage, the data connection, TLS before the 150, bytes, or the storage again. */
    enum Phase {
        OPENING,
        CONNECTING,
        SECURING,
        MOVING,
        COMPLETING
    }

    private final Duration dataConnect;
    private final Duration stall;
    private volatile Phase phase = Phase.OPENING;
    private volatile long phaseSinceNanos = System.nanoTime();
    private volatile long movedNanos = phaseSinceNanos;
    private volatile long lostNanos; // 0 while there is a control connection
    private volatile long lostForNanos;

    /**
     * Begins with the storage.
     *
     * @param dataConnect limit for the data connection; zero for none
     * @param stall limit without a byte; zero for none
     */
    public TransferWaits(Duration dataConnect, Duration stall) {
        this.dataConnect = dataConnect;
        this.stall = stall;
    }

    /** What it waits for from now on. */
    void enter(Phase next) {
        phaseSinceNanos = System.nanoTime();
        movedNanos = phaseSinceNanos;
        phase = next;
    }

    /** Bytes have moved. */
    void moved(long nowNanos) {
        movedNanos = nowNanos;
    }

    /** There is no control connection any more; it may go on for as long as bytes come. {@code most} bounds that. */
    void lost(boolean most) {
        lostForNanos = most ? LOST_IN_ALL.toNanos() : Long.MAX_VALUE;
        lostNanos = System.nanoTime() | 1; // never 0
    }

    /** How to end it, since a wait has lasted too long; null if none has. */
    Ending overdue(long nowNanos) {
        Phase now = phase;
        if (lostNanos != 0 && lostTooLong(nowNanos)) {
            return Ending.STOPPED;
        }
        if (now == Phase.CONNECTING && Elapsed.passed(phaseSinceNanos, nowNanos, dataConnect)) {
            return Ending.NOT_CONNECTED;
        }
        boolean bytes = now == Phase.SECURING || now == Phase.MOVING;
        return bytes && Elapsed.passed(movedNanos, nowNanos, stall) ? Ending.STALLED : null;
    }

    /** Whether the client began to shake hands, and may wait for the 150 first. */
    boolean handshakeWaits(long nowNanos) {
        return phase == Phase.SECURING && Elapsed.passed(phaseSinceNanos, nowNanos, HANDSHAKE_PATIENCE);
    }

    private boolean lostTooLong(long nowNanos) {
        boolean silent =
                Elapsed.passed(lostNanos, nowNanos, LOST_SILENCE) && Elapsed.passed(movedNanos, nowNanos, LOST_SILENCE);
        return silent || nowNanos - lostNanos >= lostForNanos;
    }
}
