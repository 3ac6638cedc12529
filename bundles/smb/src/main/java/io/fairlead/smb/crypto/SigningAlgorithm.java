// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.crypto;

import java.util.Arrays;
import java.util.Optional;

/** How a message is signed, [MS-SMB2] 2.2.3.1.7. Each takes a key of 16 bytes and gives a signature of 16. */
public enum SigningAlgorithm {
    /** SMB 2.0.2 and 2.1. */
    HMAC_SHA256(0),
    /** SMB 3.0 on. */
    AES_CMAC(1),
    /** SMB 3.1.1, where both sides have it. */
    AES_GMAC(2);

    private final int id;

    SigningAlgorithm(int id) {
        this.id = id;
    }

    /** As the wire has it. */
    public int id() {
        return id;
    }

    /** The one of that number, if there is one. */
    public static Optional<SigningAlgorithm> of(int id) {
        return Arrays.stream(values()).filter(each -> each.id == id).findFirst();
    }
}
