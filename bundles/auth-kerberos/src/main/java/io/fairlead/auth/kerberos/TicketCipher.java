// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.kerberos;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Decrypts what a KDC has encrypted for a service by AES, RFC 3962 and RFC 8009. It does not check that nobody has changed
 * it: the GSS-API has done so.
 */
final class TicketCipher {
    private static final int AES128_SHA1 = 17;
    private static final int AES256_SHA1 = 18;
    private static final int AES128_SHA256 = 19;
    private static final int AES256_SHA384 = 20;
    private static final int BLOCK = 16; // bytes, of the confounder, too
    private static final int SHA1_MAC_BYTES = 12;

    /** The use of the key: a ticket, encrypted. RFC 4120 7.5.1 and RFC 3961 5.3. */
    private static final byte[] USE = {0, 0, 0, 2, (byte) 0xaa};

    private TicketCipher() {}

    static boolean knows(int encryption) {
        return Set.of(AES128_SHA1, AES256_SHA1, AES128_SHA256, AES256_SHA384).contains(encryption);
    }

    /**
     * Decrypts.
     *
     * @param encryption number of RFC 3961 8, one that is {@link #knows known}
     * @throws GeneralSecurityException if it is too short, or the key has another size
     */
    static byte[] open(int encryption, byte[] key, byte[] sealed) throws GeneralSecurityException {
        boolean sha1 = encryption == AES128_SHA1 || encryption == AES256_SHA1;
        int sha2MacBytes = encryption == AES128_SHA256 ? 16 : 24;
        int macBytes = sha1 ? SHA1_MAC_BYTES : sha2MacBytes;
        byte[] derived = sha1 ? derivedBySha1(key) : derivedBySha2(encryption, key);
        int length = sealed.length - macBytes;
        if (length <= BLOCK) {
            throw new GeneralSecurityException("too short");
        }
        // RFC 3962 5: the variant of CBC with ciphertext stealing that the JDK has, from a vector of zeros
        Cipher cipher = Cipher.getInstance("AES/CTS/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(derived, "AES"), new IvParameterSpec(new byte[BLOCK]));
        byte[] opened = cipher.doFinal(sealed, 0, length);
        return Arrays.copyOfRange(opened, BLOCK, opened.length);
    }

    /** RFC 3961 5.1: the folded use, encrypted again and again. */
    private static byte[] derivedBySha1(byte[] key) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
        byte[] derived = new byte[key.length];
        byte[] block = folded(USE);
        for (int done = 0; done < derived.length; done += BLOCK) {
            block = cipher.doFinal(block);
            System.arraycopy(block, 0, derived, done, BLOCK);
        }
        return derived;
    }

    /** RFC 8009 3. */
    private static byte[] derivedBySha2(int encryption, byte[] key) throws GeneralSecurityException {
        String algorithm = encryption == AES128_SHA256 ? "HmacSHA256" : "HmacSHA384";
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key, algorithm));
        ByteBuffer input = ByteBuffer.allocate(2 * Integer.BYTES + USE.length + 1);
        input.putInt(1).put(USE).put((byte) 0).putInt(key.length * Byte.SIZE);
        return Arrays.copyOf(mac.doFinal(input.array()), key.length);
    }

    /** To a block, RFC 3961 5.1: copies, each rotated by 13 bits more, up to the least common multiple, are added in ones' complement. */
    static byte[] folded(byte[] text) {
        int bits = text.length * Byte.SIZE;
        int total = text.length;
        while (total % BLOCK != 0) {
            total += text.length;
        }
        int[] sums = new int[BLOCK];
        for (int i = 0; i < total; i++) {
            int rotation = 13 * (i / text.length);
            sums[i % BLOCK] += rotated(text, i % text.length, rotation % bits);
        }
        for (int carry = 0, i = BLOCK - 1; carry != 0 || i >= 0; i--) {
            int at = Math.floorMod(i, BLOCK);
            carry += sums[at];
            sums[at] = carry & 0xff;
            carry >>>= Byte.SIZE;
        }
        byte[] folded = new byte[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            folded[i] = (byte) sums[i];
        }
        return folded;
    }

    /** The byte at {@code index} of the text rotated to the right. */
    private static int rotated(byte[] text, int index, int bits) {
        int first = Math.floorMod(index * Byte.SIZE - bits, text.length * Byte.SIZE);
        int high = text[first / Byte.SIZE] & 0xff;
        int low = text[(first / Byte.SIZE + 1) % text.length] & 0xff;
        return (high << Byte.SIZE | low) >>> (Byte.SIZE - first % Byte.SIZE) & 0xff;
    }
}
