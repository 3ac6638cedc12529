// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A random key that lives as long as the process, and is written nowhere. Thread-safe. */
final class ProcessKey {
    private static final String HMAC = "HmacSHA256";

    private final SecretKeySpec key;

    ProcessKey() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, HMAC);
    }

    /** HMAC-SHA256 of the words, each ended by a zero byte, and the secret behind them. */
    byte[] sign(byte[] secret, String... words) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            for (String word : words) {
                mac.update(word.getBytes(StandardCharsets.UTF_8));
                mac.update((byte) 0);
            }
            return mac.doFinal(secret);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + HMAC, e);
        }
    }
}
