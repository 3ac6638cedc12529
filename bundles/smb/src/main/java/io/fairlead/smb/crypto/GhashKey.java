// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.crypto;

import java.nio.ByteBuffer;

/** The hash subkey H of GCM, SP 800-38D 6.3, ready to be multiplied with. Thread-safe. */
final class GhashKey {
    private static final long REDUCTION = 0xe100_0000_0000_0000L;

    private final long[] high = new long[128]; // H times x to the power of the index
    private final long[] low = new long[128];

    /** @param key H, 16 bytes */
    GhashKey(byte[] key) {
        ByteBuffer bytes = ByteBuffer.wrap(key);
        long upper = bytes.getLong();
        long lower = bytes.getLong();
        for (int i = 0; i < high.length; i++) {
            high[i] = upper;
            low[i] = lower;
            long carry = (lower & 1) * REDUCTION;
            lower = lower >>> 1 | upper << 63;
            upper = upper >>> 1 ^ carry;
        }
    }

    /** {@code sum}, 16 bytes, plus the product of H and the block {@code upper || lower}. Takes the same time for each. */
    byte[] addProduct(ByteBuffer sum, long upper, long lower) {
        long sumHigh = sum.getLong();
        long sumLow = sum.getLong();
        for (int i = 0; i < Long.SIZE; i++) {
            long first = -(upper >>> 63 - i & 1);
            long second = -(lower >>> 63 - i & 1);
            sumHigh ^= first & high[i] ^ second & high[Long.SIZE + i];
            sumLow ^= first & low[i] ^ second & low[Long.SIZE + i];
        }
        return ByteBuffer.allocate(16).putLong(sumHigh).putLong(sumLow).array();
    }
}
