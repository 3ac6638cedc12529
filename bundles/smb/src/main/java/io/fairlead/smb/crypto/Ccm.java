// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-CCM, SP 800-38C and RFC 3610, which the JDK lacks, of its CBC and CTR. Nonces of 7 to 13 bytes. */
final class Ccm implements Aead {
    private static final int BLOCK = CbcMac.BLOCK;

    private final SecretKeySpec key;
    private final CbcMac mac;
    private final Cipher ctr = Jdk.cipher("AES/CTR/NoPadding");

    Ccm(SecretKeySpec key) {
        this.key = key;
        mac = new CbcMac(key);
    }

    @Override
    public void encrypt(Box box, ByteBuffer[] plain, int length, ByteBuffer out) throws GeneralSecurityException {
        begin(box, length);
        count(box.nonce());
        byte[] tag = new byte[TAG_BYTES];
        ctr.update(tag, 0, TAG_BYTES, tag, 0); // the first block of the key stream is the tag's
        Slice slice = Slice.take();
        for (int count; (count = slice.fill(plain)) > 0; ) {
            mac.update(slice.in(), 0, count);
            out.put(slice.out(), 0, ctr.update(slice.in(), 0, count, slice.out(), 0));
        }
        slice.give();
        byte[] sum = macOfAll();
        for (int i = 0; i < TAG_BYTES; i++) {
            tag[i] ^= sum[i];
        }
        out.put(tag);
    }

    @Override
    public boolean decrypt(Box box, byte[] tag, ByteBuffer message) throws GeneralSecurityException {
        byte[] sent = tag.clone();
        count(box.nonce());
        ctr.update(sent, 0, TAG_BYTES, sent, 0); // the first block of the key stream is the tag's
        begin(box, message.remaining());
        ByteBuffer out = message.duplicate();
        Slice slice = Slice.take();
        for (int count; (count = slice.fill(message)) > 0; ) {
            ctr.update(slice.in(), 0, count, slice.out(), 0);
            mac.update(slice.out(), 0, count);
            out.put(slice.out(), 0, count);
        }
        slice.give();
        return MessageDigest.isEqual(sent, macOfAll());
    }

    /** RFC 3610 2.2: the first block and the additional data. */
    private void begin(Box box, int length) throws GeneralSecurityException {
        int lengthBytes = BLOCK - 1 - box.nonce().length;
        byte[] additional = box.additional();
        ByteBuffer head = ByteBuffer.allocate(BLOCK + Short.BYTES);
        head.put((byte) (0x40 | (TAG_BYTES - 2) / 2 << 3 | lengthBytes - 1)).put(box.nonce());
        for (int i = lengthBytes - 1; i >= 0; i--) {
            head.put((byte) (i < Integer.BYTES ? length >>> i * Byte.SIZE : 0));
        }
        head.putShort((short) additional.length).flip();
        mac.update(head);
        mac.update(additional, 0, additional.length);
        mac.pad();
    }

    private byte[] macOfAll() throws GeneralSecurityException {
        mac.pad();
        byte[] last = Arrays.copyOf(mac.held(), BLOCK);
        mac.finish(last);
        return last;
    }

    /** RFC 3610 2.3: counts from 0. */
    private void count(byte[] nonce) throws GeneralSecurityException {
        byte[] first = new byte[BLOCK];
        first[0] = (byte) (BLOCK - 2 - nonce.length);
        System.arraycopy(nonce, 0, first, 1, nonce.length);
        ctr.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(first));
    }
}
