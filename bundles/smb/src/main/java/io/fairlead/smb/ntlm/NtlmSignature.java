// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.ntlm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * NTLMSSP_MESSAGE_SIGNATURE with extended session security, [MS-NLMP] 2.2.2.9.2 and 3.4.4.2. Each signature begins the
 * key stream anew, with sequence number 0: what SPNEGO wants for its list of mechanisms ([MS-SPNG] 3.3.5.1), and SMB
 * signs by itself afterwards.
 */
final class NtlmSignature {
    private static final int VERSION = 1;
    private static final int CHECKSUM_BYTES = 8;
    private static final int FIRST = 0; // sequence number

    private NtlmSignature() {}

    /**
     * The signature, 16 bytes.
     *
     * @param sessionKey exported
     * @param flags that both sides have
     * @param server whether the server signs
     */
    static byte[] of(byte[] sessionKey, int flags, boolean server, byte[] message) {
        byte[] sequence = ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(FIRST)
                .array();
        byte[] signKey = key(sessionKey, server, "signing");
        byte[] checksum = Arrays.copyOf(NtlmKeys.hmacMd5(signKey, sequence, message), CHECKSUM_BYTES);
        if (NtlmFlags.all(flags, NtlmFlags.KEY_EXCH)) {
            checksum = NtlmKeys.rc4(key(sealing(sessionKey, flags), server, "sealing"), checksum);
        }
        return ByteBuffer.allocate(Integer.BYTES + CHECKSUM_BYTES + Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(VERSION)
                .put(checksum)
                .put(sequence)
                .array();
    }

    /** Whether {@code signature} is that of the message, in constant time. */
    static boolean verify(byte[] signature, byte[] sessionKey, int flags, boolean server, byte[] message) {
        return MessageDigest.isEqual(signature, of(sessionKey, flags, server, message));
    }

    /** SEALKEY, 3.4.5.3: weaker where the client wanted that. */
    private static byte[] sealing(byte[] sessionKey, int flags) {
        if (NtlmFlags.all(flags, NtlmFlags.KEYS_128)) {
            return sessionKey;
        }
        return Arrays.copyOf(sessionKey, NtlmFlags.all(flags, NtlmFlags.KEYS_56) ? 7 : 5);
    }

    /** SIGNKEY and the end of SEALKEY, 3.4.5.2. */
    private static byte[] key(byte[] sessionKey, boolean server, String purpose) {
        String direction = server ? "server-to-client" : "client-to-server";
        String constant = "session key to " + direction + " " + purpose + " key magic constant\0";
        return NtlmKeys.md5(sessionKey, constant.getBytes(StandardCharsets.US_ASCII));
    }
}
