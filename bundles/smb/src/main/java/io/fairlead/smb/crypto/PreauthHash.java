// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.crypto;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The preauthentication integrity hash, [MS-SMB2] 3.1.4.4.1 and 3.3.5.4: a chain of SHA-512 over the messages before
 * the keys are made. A connection has one over NEGOTIATE; each session copies it and goes on with SESSION_SETUP, all
 * but the last response. Not thread-safe.
 */
public final class PreauthHash {
    /** Of the hash. */
    public static final int BYTES = 64;

    private final MessageDigest sha512;
    private byte[] value;

    /** Begins at zero. */
    public PreauthHash() {
        this(new byte[BYTES]);
    }

    private PreauthHash(byte[] value) {
        this.value = value;
        try {
            sha512 = MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-512", e);
        }
    }

    /** Goes on with what remains in {@code messages}, one message in pieces, whose positions stay as they are. */
    public void update(ByteBuffer... messages) {
        sha512.update(value);
        for (ByteBuffer piece : messages) {
            sha512.update(piece.duplicate());
        }
        value = sha512.digest();
    }

    /** A copy of the hash as it is now. */
    public byte[] value() {
        return value.clone();
    }

    /** One that goes on by itself from here. */
    public PreauthHash copy() {
        return new PreauthHash(value.clone());
    }
}
