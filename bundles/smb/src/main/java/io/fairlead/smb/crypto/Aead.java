// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;

/** Authenticated encryption with the key in it, tags of 16 bytes. Not thread-safe. */
interface Aead {
    int TAG_BYTES = 16;

    /**
     * Encrypts.
     *
     * @param plain in pieces, {@code length} bytes in all, whose positions may move
     * @param out gets the ciphertext at its position, and the tag behind it; not where {@code plain} is
     */
    void encrypt(Box box, ByteBuffer[] plain, int length, ByteBuffer out) throws GeneralSecurityException;

    /**
     * Decrypts what remains in {@code message} where it is; its position may move.
     *
     * @return false if the tag is wrong; what was decrypted is of no use then
     */
    boolean decrypt(Box box, byte[] tag, ByteBuffer message) throws GeneralSecurityException;

    /**
     * What each message has of its own.
     *
     * @param nonce of the size that the algorithm has
     * @param additional data that is authenticated only
     */
    record Box(byte[] nonce, byte[] additional) {}
}
