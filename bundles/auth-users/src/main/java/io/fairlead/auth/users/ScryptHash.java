// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import java.security.MessageDigest;
import java.util.Arrays;
import org.bouncycastle.crypto.generators.SCrypt;

/** scrypt, RFC 7914, as {@code $scrypt$ln=17,r=8,p=1$salt$hash}. */
record ScryptHash(PhcString phc, int logN, int r, int p) implements PasswordHash {
    private static final int MOST_MEMORY_LOG = 30; // 128 * r * 2^ln bytes

    static ScryptHash parse(String text) {
        PhcString phc = PhcString.parse(text);
        int r = phc.parameter("r", 1, 32);
        int roomForN = MOST_MEMORY_LOG - 7 - (32 - Integer.numberOfLeadingZeros(r - 1));
        return new ScryptHash(phc, phc.parameter("ln", 1, roomForN), r, phc.parameter("p", 1, 16));
    }

    @Override
    public boolean matches(char[] password) {
        byte[] secret = PasswordHash.utf8(password);
        try {
            byte[] hash = SCrypt.generate(secret, phc.salt(), 1 << logN, r, p, phc.hash().length);
            return MessageDigest.isEqual(hash, phc.hash());
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    @Override
    public String toString() {
        return phc.toString();
    }
}
