// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * CBC-MAC with AES, FIPS 113: what CMAC and CCM are made of. CBC encryption whose output is thrown away but for the last
 * block. The last block of input is always held back, since both treat it in their own way. To be used again after each
 * {@link #finish}. Not thread-safe.
 */
final class CbcMac {
    static final int BLOCK = 16;

    // The JDK's intrinsic gets hot within a second in slices of this size, and the output stays in the nearest cache.
    private static final int SLICE = 4096;

    private final Cipher cbc;
    private final byte[] output = new byte[SLICE];
    private final byte[] held = new byte[BLOCK];
    private int heldBytes;
    private byte[] copied;

    CbcMac(SecretKeySpec key) {
        cbc = Jdk.cipher("AES/CBC/NoPadding", key, new IvParameterSpec(new byte[BLOCK]));
    }

    /** Takes what remains in {@code data}, whose position stays as it is. */
    void update(ByteBuffer data) throws GeneralSecurityException {
        if (data.hasArray()) {
            update(data.array(), data.arrayOffset() + data.position(), data.remaining());
            return;
        }
        if (copied == null) {
            copied = new byte[SLICE];
        }
        ByteBuffer rest = data.duplicate();
        while (rest.hasRemaining()) {
            int count = Math.min(SLICE, rest.remaining());
            rest.get(copied, 0, count);
            update(copied, 0, count);
        }
    }

    void update(byte[] data, int offset, int length) throws GeneralSecurityException {
        int from = offset;
        int left = length;
        if (heldBytes > 0) {
            int fill = Math.min(BLOCK - heldBytes, left);
            System.arraycopy(data, from, held, heldBytes, fill);
            heldBytes += fill;
            from += fill;
            left -= fill;
            if (left == 0) {
                return;
            }
            cbc.update(held, 0, BLOCK, output, 0);
            heldBytes = 0;
        }
        int whole = left == 0 ? 0 : (left - 1) / BLOCK * BLOCK;
        for (int done = 0; done < whole; done += SLICE) {
            cbc.update(data, from + done, Math.min(SLICE, whole - done), output, 0);
        }
        heldBytes = left - whole;
        System.arraycopy(data, from + whole, held, 0, heldBytes);
    }

    /** Zeros up to the end of a block. */
    void pad() {
        while (heldBytes % BLOCK != 0) {
            held[heldBytes++] = 0;
        }
    }

    /** The bytes held back, for {@link #finish(byte[])}; how many of them count tells {@link #heldBytes()}. */
    byte[] held() {
        return held;
    }

    int heldBytes() {
        return heldBytes;
    }

    /** Ends with {@code last} in place of the bytes held back, writes the MAC to its place, and begins anew. */
    void finish(byte[] last) throws GeneralSecurityException {
        cbc.doFinal(last, 0, BLOCK, output, 0); // and back to the vector of zeros
        System.arraycopy(output, 0, last, 0, BLOCK);
        heldBytes = 0;
    }
}
