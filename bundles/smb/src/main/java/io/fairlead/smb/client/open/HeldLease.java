// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.open;

import io.fairlead.smb.protocol.LeaseState;
import io.fairlead.smb.protocol.OplockLevel;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * What the server lets one open cache, [MS-SMB2] 3.2.1.5: a lease under a key of its own, or an oplock. It never holds what
 * would have to be written back, so that it can be given up at any time. Thread-safe.
 */
final class HeldLease {
    private final UUID key = UUID.randomUUID();
    private int state; // bits of LeaseState; guarded by this, as the next ones
    private boolean granted;
    private int broken = LeaseState.READ_CACHING | LeaseState.HANDLE_CACHING | LeaseState.WRITE_CACHING;
    private boolean doubted;
    private int epoch;
    private volatile int generation;
    private volatile BooleanSupplier onHandlesLost; // null if nobody is to be told

    UUID key() {
        return key;
    }

    /** The server has granted it; a break may have come before. */
    synchronized void granted(int bits, int counted) {
        state = bits & broken;
        granted = true;
        epoch = Math.max(epoch, counted);
    }

    /** The server leaves so much of it. */
    synchronized void broken(int left, int counted) {
        if (granted) {
            state &= left;
        } else {
            broken &= left;
        }
        epoch = Math.max(epoch, counted);
        generation++;
    }

    /** The connection was lost, and with it every break that may have been sent. */
    synchronized void suspend() {
        granted = false;
        doubted = false;
        state = 0;
        broken = LeaseState.READ_CACHING | LeaseState.HANDLE_CACHING | LeaseState.WRITE_CACHING;
        generation++;
    }

    /**
     * A break may have been missed: nothing counts as cached any more. What has to be acknowledged, if the server tells it again,
     * is not forgotten.
     */
    synchronized void doubt() {
        doubted = true;
        generation++;
    }

    synchronized int state() {
        return state;
    }

    synchronized int epoch() {
        return epoch;
    }

    /** Whether what was read is still so, unless {@link #generation} has changed since. */
    synchronized boolean cachesReads() {
        return !doubted && (state & LeaseState.READ_CACHING) != 0;
    }

    /** Whether the handle may stay open when nobody uses it. */
    synchronized boolean cachesHandles() {
        return !doubted && (state & LeaseState.HANDLE_CACHING) != 0;
    }

    /** @param told before a break is acknowledged by which handles are no longer cached; gives whether it has closed the handle */
    void onHandlesLost(BooleanSupplier told) {
        onHandlesLost = told;
    }

    /** Whether somebody is to be told when handles are no longer cached. */
    boolean tells() {
        return onHandlesLost != null;
    }

    /** Gives way to a break that was told of by {@link #broken}; gives whether the handle was closed, which is an answer. */
    boolean giveWay() {
        BooleanSupplier told = onHandlesLost;
        return told != null && !cachesHandles() && told.getAsBoolean();
    }

    /** Grows with every break. */
    int generation() {
        return generation;
    }

    /** LeaseState for an oplock level. */
    static int state(int oplockLevel) {
        return switch (oplockLevel) {
            case OplockLevel.BATCH -> LeaseState.READ_CACHING | LeaseState.HANDLE_CACHING | LeaseState.WRITE_CACHING;
            case OplockLevel.EXCLUSIVE -> LeaseState.READ_CACHING | LeaseState.WRITE_CACHING;
            case OplockLevel.II -> LeaseState.READ_CACHING;
            default -> 0;
        };
    }
}
