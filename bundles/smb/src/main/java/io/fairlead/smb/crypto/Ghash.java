// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The hash of AES-GCM and the tag made of it, SP 800-38D 6.4 and 7.1, over bytes that come in pieces. The JDK has it only inside
 * its GCM: over what it has encrypted itself, or over additional data, which it copies first.
 *
 * <p>The hash is linear. So the tag that the JDK gives for a text, plus the tag that it gives for as many zeros with the same
 * nonce, is the hash of the text by itself, since the key stream is in both. The tag of zeros is kept for each length that
 * occurs; these are few, for zeros in front do not change a hash, and round the length up. Two nonces take turns, for the JDK
 * refuses the one that it had right before. What is encrypted with them, and the tags, never leave this class, so that they
 * may come again.
 *
 * <p>Not thread-safe.
 */
final class Ghash {
    static final int BLOCK = 16;

    private static final int UNIT = 16 * 1024; // of the lengths
    private static final int NONCES = 2;
    private static final byte[] ZEROS = new byte[UNIT];

    private final SecretKeySpec key;
    private final Cipher gcm = Jdk.cipher("AES/GCM/NoPadding");
    private final Cipher aes;
    private final GhashKey hashKey;
    private final byte[][][] tagsOfZeros = new byte[NONCES][0][]; // by nonce and length
    private int nonce;
    private int units;
    private Slice sink; // for the bytes that the JDK makes, while there is a text

    Ghash(SecretKeySpec key) throws GeneralSecurityException {
        this.key = key;
        aes = Jdk.cipher("AES/ECB/NoPadding", key, null);
        hashKey = new GhashKey(aes.doFinal(new byte[BLOCK]));
    }

    /** So many bytes with the zeros behind them that make them whole blocks. */
    static int padded(int bytes) {
        return Math.addExact(bytes, BLOCK - 1) & -BLOCK;
    }

    /** Begins the text of a message of so many bytes. */
    void begin(int messageBytes) throws GeneralSecurityException {
        sink = Slice.take();
        int bytes = padded(messageBytes);
        units = (bytes + UNIT - 1) / UNIT;
        nextNonce();
        while (tagOfZeros() == null) {
            init();
            for (int i = 0; i < units; i++) {
                update(ZEROS, UNIT);
            }
            tagsOfZeros[nonce][units] = gcm.doFinal();
            nextNonce();
        }
        init();
        update(ZEROS, units * UNIT - bytes);
    }

    private void nextNonce() {
        nonce = (nonce + 1) % NONCES;
    }

    private byte[] tagOfZeros() {
        if (tagsOfZeros[nonce].length <= units) {
            tagsOfZeros[nonce] = Arrays.copyOf(tagsOfZeros[nonce], units + 1);
        }
        return tagsOfZeros[nonce][units];
    }

    private void init() throws GeneralSecurityException {
        byte[] own = new byte[Gmac.NONCE_BYTES];
        own[0] = (byte) nonce;
        gcm.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(BLOCK * Byte.SIZE, own));
    }

    /** Takes {@code count} bytes, whole blocks, at most {@link Slice#BYTES}. */
    void update(byte[] text, int count) throws GeneralSecurityException {
        gcm.update(text, 0, count, sink.out(), 0);
    }

    /**
     * The tag of a message that is additional data only, and the text.
     *
     * @param messageNonce of 12 bytes
     * @param messageBytes without the padding
     */
    byte[] tag(byte[] messageNonce, int messageBytes) throws GeneralSecurityException {
        byte[] sum = gcm.doFinal();
        sink.give();
        add(sum, tagsOfZeros[nonce][units]);
        byte[] first = ByteBuffer.allocate(BLOCK).put(messageNonce).putInt(1).array();
        add(sum, aes.doFinal(first));
        return hashKey.addProduct(ByteBuffer.wrap(sum), (long) messageBytes * Byte.SIZE, 0);
    }

    private static void add(byte[] sum, byte[] block) {
        for (int i = 0; i < BLOCK; i++) {
            sum[i] ^= block[i];
        }
    }
}
