// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.MessageDigest;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-GMAC, RFC 4543: GCM of nothing, with the message as additional data. The JDK copies additional data twice before it
 * looks at them, into arrays made for each message; large messages go through {@link Ghash} instead. Not thread-safe.
 */
final class Gmac {
    static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final String GCM = "AES/GCM/NoPadding";

    /** From so many bytes on the way in slices is the cheaper one. */
    static final int LEAST_IN_SLICES = 16 * 1024;

    private final SecretKeySpec key;
    private Cipher gcm = Jdk.cipher(GCM);
    private Ghash hash; // null before the first large message: most sessions have none

    Gmac(byte[] key) {
        this.key = Jdk.aes(key);
    }

    /** The MAC, 16 bytes, of what remains in {@code message}, whose positions move to the end. */
    byte[] sign(byte[] nonce, ByteBuffer... message) throws GeneralSecurityException {
        int length = 0;
        for (ByteBuffer piece : message) {
            length += piece.remaining();
        }
        return length < LEAST_IN_SLICES ? whole(nonce, length, message) : inSlices(nonce, length, message);
    }

    /** Whether {@code tag} is the MAC, in constant time; the positions move to the end. */
    boolean verify(byte[] tag, byte[] nonce, ByteBuffer... message) throws GeneralSecurityException {
        return MessageDigest.isEqual(tag, sign(nonce, message));
    }

    private byte[] whole(byte[] nonce, int length, ByteBuffer... message) throws GeneralSecurityException {
        init(new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        Slice slice = Slice.take();
        slice.fill(message);
        gcm.updateAAD(slice.in(), 0, length);
        slice.give();
        return gcm.doFinal();
    }

    private void init(AlgorithmParameterSpec parameters) throws GeneralSecurityException {
        try {
            gcm.init(Cipher.ENCRYPT_MODE, key, parameters);
        } catch (InvalidAlgorithmParameterException e) {
            // The JDK refuses the nonce that this object had last. One object of several sees that only by chance; that
            // no nonce comes twice is the caller's business.
            gcm = Jdk.cipher(GCM, key, parameters);
        }
    }

    private byte[] inSlices(byte[] nonce, int length, ByteBuffer... message) throws GeneralSecurityException {
        if (hash == null) {
            hash = new Ghash(key);
        }
        Slice slice = Slice.take();
        hash.begin(length);
        for (int count; (count = slice.fill(message)) > 0; ) {
            hash.update(slice.in(), slice.pad(count));
        }
        slice.give();
        return hash.tag(nonce, length);
    }
}
