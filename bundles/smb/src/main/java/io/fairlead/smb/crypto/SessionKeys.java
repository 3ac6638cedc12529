// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The keys of a session, [MS-SMB2] 3.3.5.5.3. They stay for its life: a second login to it changes none. A channel bound
 * to it has a signing key of its own, made of that login, and shares the others.
 *
 * @param signing 16 bytes
 * @param clientToServer of the cipher's size, empty if there is no cipher
 * @param serverToClient of the cipher's size, empty if there is no cipher
 * @param application 16 bytes, for protocols above
 */
public record SessionKeys(byte[] signing, byte[] clientToServer, byte[] serverToClient, byte[] application) {
    private static final int SMB_300 = 0x0300;
    private static final int SMB_311 = 0x0311;
    private static final int KEY_BYTES = 16;

    /**
     * Makes them.
     *
     * @param dialectRevision as the wire has it, 0x0202 to 0x0311
     * @param sessionKey all of the key that the login gave
     * @param preauthHash of the session, at 0x0311; else not looked at
     * @param cipher null if the connection has none
     * @throws IllegalArgumentException if the session key is empty, or the hash is missing at 0x0311
     */
    public static SessionKeys of(int dialectRevision, byte[] sessionKey, byte[] preauthHash, CipherAlgorithm cipher) {
        if (sessionKey.length == 0) {
            throw new IllegalArgumentException("an anonymous session has no keys");
        }
        byte[] key = Arrays.copyOf(sessionKey, KEY_BYTES); // 3.3.5.5.3: padded with zeros at the right
        if (dialectRevision < SMB_300) {
            return new SessionKeys(key, new byte[0], new byte[0], key.clone());
        }
        if (dialectRevision < SMB_311) {
            return new SessionKeys(
                    KeyDerivation.derive(key, text("SMB2AESCMAC"), text("SmbSign"), KEY_BYTES),
                    cipherKey(key, text("SMB2AESCCM"), text("ServerIn "), cipher),
                    cipherKey(key, text("SMB2AESCCM"), text("ServerOut"), cipher),
                    KeyDerivation.derive(key, text("SMB2APP"), text("SmbRpc"), KEY_BYTES));
        }
        if (preauthHash == null || preauthHash.length != PreauthHash.BYTES) {
            throw new IllegalArgumentException("SMB 3.1.1 makes its keys of the preauthentication hash");
        }
        // 3.1.4.2: keys of 256 bits come from all of the session key
        byte[] forCipher = cipher != null && cipher.keyBytes() > KEY_BYTES ? sessionKey : key;
        return new SessionKeys(
                KeyDerivation.derive(key, text("SMBSigningKey"), preauthHash, KEY_BYTES),
                cipherKey(forCipher, text("SMBC2SCipherKey"), preauthHash, cipher),
                cipherKey(forCipher, text("SMBS2CCipherKey"), preauthHash, cipher),
                KeyDerivation.derive(key, text("SMBAppKey"), preauthHash, KEY_BYTES));
    }

    private static byte[] cipherKey(byte[] key, byte[] label, byte[] context, CipherAlgorithm cipher) {
        return cipher == null ? new byte[0] : KeyDerivation.derive(key, label, context, cipher.keyBytes());
    }

    /** With its terminating zero. */
    private static byte[] text(String text) {
        return (text + '\0').getBytes(StandardCharsets.US_ASCII);
    }

    /** Shows none of them. */
    @Override
    public String toString() {
        return "SessionKeys";
    }
}
