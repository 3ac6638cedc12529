// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.crypto;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The ciphers that every JDK has. */
final class Jdk {
    private Jdk() {}

    static SecretKeySpec aes(byte[] key) {
        return new SecretKeySpec(key, "AES");
    }

    static Cipher cipher(String transformation) {
        try {
            return Cipher.getInstance(transformation);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + transformation, e);
        }
    }

    /** For encryption; {@code parameters} may be null. */
    static Cipher cipher(String transformation, Key key, AlgorithmParameterSpec parameters) {
        Cipher cipher = cipher(transformation);
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, parameters);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the key does not fit " + transformation, e);
        }
        return cipher;
    }

    static Mac hmacSha256(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
