// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.crypto;

import java.io.IOException;
import java.io.Serial;

/** An encrypted message that can't be decrypted: cut, or not made with the key. It is no reason to answer anything. */
public class DecryptionException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    /** {@code message} is for the log. */
    public DecryptionException(String message) {
        super(message);
    }
}
