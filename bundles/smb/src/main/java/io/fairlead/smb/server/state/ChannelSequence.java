// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

/**
 * ChannelSequence of an open, OutstandingRequestCount and OutstandingPreRequestCount, [MS-SMB2] 3.3.1.10 and 3.3.5.2.10: a
 * client that has lost a channel sends what it is not sure of again, with a higher number. What still comes with a lower one
 * was overtaken. Thread-safe.
 */
public final class ChannelSequence {
    /** Of a request that was overtaken. */
    public static final int STALE = -1;

    private int number; // 16 bits; guarded by this, as the next ones
    private int generation; // of numbers, for they begin anew after 0xffff
    private int requests; // with this number
    private int earlier; // with those before

    /** @param number of the request that made the open */
    public ChannelSequence(int number) {
        this.number = number & 0xffff;
    }

    /**
     * A request begins.
     *
     * @param sent its ChannelSequence
     * @param replay whether it says that it is sent again: then what it repeats must not still be under way
     * @return what {@link #ended} is told, or {@link #STALE}
     */
    public synchronized int begin(int sent, boolean replay) {
        short ahead = (short) (sent - number);
        if (ahead < 0 || replay && earlier > 0) {
            return STALE;
        }
        if (ahead > 0) {
            earlier += requests;
            requests = 0;
            number = sent & 0xffff;
            generation = (generation + 1) & Integer.MAX_VALUE;
        }
        requests++;
        return generation;
    }

    /** A request was answered. */
    public synchronized void ended(int began) {
        if (began == generation) {
            requests--;
        } else if (began != STALE) {
            earlier--;
        }
    }
}
