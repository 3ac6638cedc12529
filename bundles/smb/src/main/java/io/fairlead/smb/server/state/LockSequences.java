// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import java.util.Arrays;

/**
 * Open.LockSequenceArray, [MS-SMB2] 3.3.1.10 and 3.3.5.14: which LOCK was the last to succeed in each of the client's buckets, so
 * that one that is sent again, because its answer was lost, is done once. Thread-safe.
 */
public final class LockSequences {
    private static final int BUCKETS = 64;
    private static final int NONE = -1;

    private final int[] numbers = new int[BUCKETS]; // guarded by this

    LockSequences() {
        Arrays.fill(numbers, NONE);
    }

    /** Buckets are counted from 1; what is in none of them is done as often as it comes. */
    private static boolean isBucket(int index) {
        return index >= 1 && index <= BUCKETS;
    }

    /** Whether the LOCK of these two was done already; if not, it takes the bucket's place. */
    public synchronized boolean isDone(int index, int number) {
        if (!isBucket(index)) {
            return false;
        }
        if (numbers[index - 1] == number) {
            return true;
        }
        numbers[index - 1] = NONE;
        return false;
    }

    /** For {@link #restore}, in whatever process. */
    synchronized byte[] toBytes() {
        byte[] bytes = new byte[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) {
            bytes[i] = (byte) numbers[i];
        }
        return bytes;
    }

    synchronized void restore(byte[] saved) {
        for (int i = 0; i < Math.min(saved.length, BUCKETS); i++) {
            numbers[i] = saved[i];
        }
    }

    /** The LOCK of these two has succeeded. */
    public synchronized void done(int index, int number) {
        if (isBucket(index)) {
            numbers[index - 1] = number;
        }
    }
}
