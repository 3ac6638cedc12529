// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-GCM, SP 800-38D, of the JDK. */
final class Gcm implements Aead {
    private final SecretKeySpec key;
    private final Cipher cipher = Jdk.cipher("AES/GCM/NoPadding");

    Gcm(SecretKeySpec key) {
        this.key = key;
    }

    @Override
    public void encrypt(Box box, ByteBuffer[] plain, int length, ByteBuffer out) throws GeneralSecurityException {
        cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, box.nonce()));
        cipher.updateAAD(box.additional());
        Slice slice = Slice.take();
        for (int left = length; left > 0; ) {
            int count = slice.fill(plain);
            left -= count;
            int made = left > 0
                    ? cipher.update(slice.in(), 0, count, slice.out(), 0)
                    : cipher.doFinal(slice.in(), 0, count, slice.out(), 0);
            out.put(slice.out(), 0, made);
        }
        slice.give();
    }

    @Override
    public boolean decrypt(Box box, byte[] tag, ByteBuffer message) throws GeneralSecurityException {
        cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, box.nonce()));
        cipher.updateAAD(box.additional());
        int length = message.remaining();
        byte[] in = Scratch.take(length + TAG_BYTES); // the JDK wants the tag behind the ciphertext
        message.get(message.position(), in, 0, length);
        System.arraycopy(tag, 0, in, length, TAG_BYTES);
        byte[] out = Scratch.take(length);
        try {
            cipher.doFinal(in, 0, length + TAG_BYTES, out, 0); // whole: it would only buffer slices
            message.put(message.position(), out, 0, length);
            return true;
        } catch (AEADBadTagException e) {
            return false;
        } finally {
            Scratch.give(in);
            Scratch.give(out);
        }
    }
}
