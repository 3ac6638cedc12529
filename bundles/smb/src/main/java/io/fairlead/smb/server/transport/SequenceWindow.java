// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.transport;

import java.util.BitSet;

/**
 * Which message ids a client may use, [MS-SMB2] 3.3.1.1: each credit granted adds one at the upper end, each request takes
 * as many as it charges, in any order. Thread-safe.
 */
public final class SequenceWindow {
    private final int most;
    private final BitSet used = new BitSet(); // from low on; guarded by this, as the next
    private long low; // the lowest id not used yet
    private long high; // the first id not granted yet
    private int usedCount;

    /** @param most credits that a client may have at once */
    public SequenceWindow(int most) {
        this.most = most;
        this.high = 1; // [MS-SMB2] 3.3.5.1: a connection begins with the id 0
    }

    /**
     * Takes {@code charge} ids from {@code first} on.
     *
     * @return false if one of them was not granted, or was used before: then nothing has changed
     */
    public synchronized boolean take(long first, int charge) {
        if (first < low || first > high - charge) {
            return false;
        }
        int from = (int) (first - low);
        int next = used.nextSetBit(from);
        if (next >= 0 && next < from + charge) {
            return false;
        }
        used.set(from, from + charge);
        usedCount += charge;
        slide();
        return true;
    }

    private void slide() {
        int passed = used.nextClearBit(0);
        // Moving bits costs their number, so this waits until it's worth it, or all is used.
        if (passed >= 1024 || low + passed == high) {
            BitSet rest = used.get(passed, Math.max(passed, used.length()));
            used.clear();
            used.or(rest);
            low += passed;
            usedCount -= passed;
        }
    }

    /**
     * Grants more.
     *
     * @param asked by the client
     * @param least what it must get, for it gave as many
     * @return how many it gets: as asked, if it does not have too many then
     */
    public synchronized int grant(int asked, int least) {
        long available = high - low - usedCount;
        long room = most - available;
        // A client that leaves one id unused must not make the window grow for ever.
        long span = 2L * most - (high - low);
        int granted = (int) Math.max(0, Math.min(Math.min(Math.max(asked, least), room), span));
        high += granted;
        return granted;
    }

    /** Ids that may be used now. */
    public synchronized long available() {
        return high - low - usedCount;
    }
}
