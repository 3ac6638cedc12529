// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.ntlm;

import io.fairlead.api.auth.NtHash;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The arithmetic of [MS-NLMP] 3.3.2 and 3.4.5. */
final class NtlmKeys {
    static final int KEY_BYTES = 16;

    private NtlmKeys() {}

    /** NTOWFv1, 3.3.1: the hash of a password that stands for it. */
    static byte[] ntHash(char[] password) {
        return NtHash.of(password).bytes();
    }

    /** NTOWFv2, 3.3.2. */
    static byte[] responseKey(byte[] ntHash, String user, String domain) {
        return hmacMd5(ntHash, (user.toUpperCase(Locale.ROOT) + domain).getBytes(StandardCharsets.UTF_16LE));
    }

    /** MIC of 3.1.5.1.2, over the messages as they were sent; what is in its own place does not count. */
    static byte[] mic(byte[] sessionKey, byte[] negotiate, byte[] challenge, byte[] authenticate) {
        byte[] without = authenticate.clone();
        Arrays.fill(
                without, AuthenticateMessage.MIC, AuthenticateMessage.MIC + AuthenticateMessage.MIC_BYTES, (byte) 0);
        return hmacMd5(sessionKey, negotiate, challenge, without);
    }

    static byte[] hmacMd5(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec(key, "HmacMD5"));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw lacking(e);
        }
    }

    static byte[] md5(byte[]... parts) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            for (byte[] part : parts) {
                md5.update(part);
            }
            return md5.digest();
        } catch (GeneralSecurityException e) {
            throw lacking(e);
        }
    }

    /** RC4 from the beginning of its key stream. */
    static byte[] rc4(byte[] key, byte[] data) {
        try {
            Cipher rc4 = Cipher.getInstance("ARCFOUR");
            rc4.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ARCFOUR"));
            return rc4.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw lacking(e);
        }
    }

    private static IllegalStateException lacking(GeneralSecurityException cause) {
        return new IllegalStateException("this Java lacks what NTLM needs: MD5 and RC4", cause);
    }
}
