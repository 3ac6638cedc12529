// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.crypto;

import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.crypto.Mac;

/** Keys from keys: SP 800-108 in counter mode with HMAC-SHA256, as [MS-SMB2] 3.1.4.2 takes it. */
public final class KeyDerivation {
    private static final int HASH_BYTES = 32;

    private KeyDerivation() {}

    /**
     * A key.
     *
     * @param label with its terminating zero, where it has one
     * @param context with its terminating zero, where it has one
     * @param bytes how long, up to 32: one round of the counter
     */
    public static byte[] derive(byte[] key, byte[] label, byte[] context, int bytes) {
        if (bytes < 1 || bytes > HASH_BYTES) {
            throw new IllegalArgumentException("a key of " + bytes + " bytes, not 1 to " + HASH_BYTES);
        }
        Mac mac = Jdk.hmacSha256(key);
        mac.update(bigEndian(1));
        mac.update(label);
        mac.update((byte) 0);
        mac.update(context);
        mac.update(bigEndian(bytes * Byte.SIZE)); // L is in bits, and r is 32
        return Arrays.copyOf(mac.doFinal(), bytes);
    }

    private static byte[] bigEndian(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }
}
