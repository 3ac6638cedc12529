// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.crypto;

import java.util.Arrays;
import java.util.Optional;

/** How messages are encrypted, [MS-SMB2] 2.2.3.1.2. Each adds a tag of 16 bytes. */
public enum CipherAlgorithm {
    AES_128_CCM(1, 16, 11),
    AES_128_GCM(2, 16, 12),
    AES_256_CCM(3, 32, 11),
    AES_256_GCM(4, 32, 12);

    private final int id;
    private final int keyBytes;
    private final int nonceBytes;

    CipherAlgorithm(int id, int keyBytes, int nonceBytes) {
        this.id = id;
        this.keyBytes = keyBytes;
        this.nonceBytes = nonceBytes;
    }

    /** As the wire has it. */
    public int id() {
        return id;
    }

    public int keyBytes() {
        return keyBytes;
    }

    /** How many of the 16 bytes of the Nonce field are used; the others are zero. */
    public int nonceBytes() {
        return nonceBytes;
    }

    /** Whether it is of GCM, else of CCM. */
    public boolean gcm() {
        return this == AES_128_GCM || this == AES_256_GCM;
    }

    /** The one of that number, if there is one. */
    public static Optional<CipherAlgorithm> of(int id) {
        return Arrays.stream(values()).filter(each -> each.id == id).findFirst();
    }
}
