// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.crypto;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Arrays that a message goes through piece by piece, so small that they stay in the processor's cache: the JDK's ciphers
 * work on arrays only, and two of them, for in the same one they make a copy. A few for the whole process.
 *
 * @param in what goes into a cipher
 * @param out what comes out of it, with room for a tag
 */
record Slice(byte[] in, byte[] out) {
    static final int BYTES = 64 * 1024;

    private static final IdlePool<Slice> SLICES =
            new IdlePool<>(() -> new Slice(new byte[BYTES], new byte[BYTES + Aead.TAG_BYTES]));

    /** One with anything in it; of whoever takes it, until it is given back. */
    static Slice take() {
        return SLICES.take();
    }

    /** Puts zeros behind {@code count} bytes of {@code in}, so that they are whole blocks; how many bytes these have. */
    int pad(int count) {
        int padded = Ghash.padded(count);
        Arrays.fill(in, count, padded, (byte) 0);
        return padded;
    }

    /** Nobody uses it any more. */
    void give() {
        SLICES.give(this);
    }

    /**
     * Fills {@code in} with what comes next of a message in pieces, whose positions move.
     *
     * @return bytes, less than {@link #BYTES} only at the end
     */
    int fill(ByteBuffer... pieces) {
        int count = 0;
        for (int i = 0; i < pieces.length && count < BYTES; i++) {
            int some = Math.min(BYTES - count, pieces[i].remaining());
            pieces[i].get(in, count, some);
            count += some;
        }
        return count;
    }
}
