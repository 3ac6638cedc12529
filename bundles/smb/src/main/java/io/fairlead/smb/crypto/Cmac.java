// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.spec.SecretKeySpec;

/** AES-CMAC, RFC 4493, over the JDK's CBC. Not thread-safe. */
final class Cmac {
    private static final int BLOCK = CbcMac.BLOCK;

    private final CbcMac mac;
    private final byte[] wholeKey; // K1 of RFC 4493 2.3
    private final byte[] partKey; // K2

    Cmac(byte[] key) {
        SecretKeySpec aes = Jdk.aes(key);
        mac = new CbcMac(aes);
        try {
            wholeKey = doubled(Jdk.cipher("AES/ECB/NoPadding", aes, null).doFinal(new byte[BLOCK]));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a block of zeros can be encrypted", e);
        }
        partKey = doubled(wholeKey);
    }

    private static byte[] doubled(byte[] value) {
        byte[] twice = new byte[BLOCK];
        int carry = 0;
        for (int i = BLOCK - 1; i >= 0; i--) {
            int shifted = (value[i] & 0xff) << 1 | carry;
            twice[i] = (byte) shifted;
            carry = shifted >>> 8;
        }
        twice[BLOCK - 1] ^= (byte) (carry * 0x87);
        return twice;
    }

    void update(ByteBuffer data) throws GeneralSecurityException {
        mac.update(data);
    }

    /** The MAC, 16 bytes; begins anew. */
    byte[] finish() throws GeneralSecurityException {
        int held = mac.heldBytes();
        byte[] last = Arrays.copyOf(Arrays.copyOf(mac.held(), held), BLOCK);
        if (held < BLOCK) {
            last[held] = (byte) 0x80;
        }
        byte[] subkey = held < BLOCK ? partKey : wholeKey;
        for (int i = 0; i < BLOCK; i++) {
            last[i] ^= subkey[i];
        }
        mac.finish(last);
        return last;
    }
}
