// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.crypto;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;

/**
 * Signs and verifies with one key, [MS-SMB2] 3.1.4.1 and 3.1.5.1: each message of a compound by itself, with the padding
 * behind it. A message may lie in several buffers; the first holds its whole header. It neither sets nor asks for
 * SMB2_FLAGS_SIGNED. Thread-safe; made once for a key.
 */
public final class Signer {
    private static final int KEY_BYTES = 16;
    private static final int HEADER_BYTES = 64;
    private static final int COMMAND = 12;
    private static final int MESSAGE_ID = 24;
    private static final int SIGNATURE = 48;
    private static final int SIGNATURE_BYTES = 16;
    private static final int CANCEL = 0x000C;

    private final SigningAlgorithm algorithm;
    private final IdlePool<Engine> engines;

    /** An algorithm with the key in it. Of the message in pieces the positions may move; the signature in it is zero. */
    private interface Engine {
        byte[] sign(byte[] nonce, ByteBuffer... message) throws GeneralSecurityException;

        default boolean verify(byte[] signature, byte[] nonce, ByteBuffer... message) throws GeneralSecurityException {
            return MessageDigest.isEqual(signature, sign(nonce, message));
        }
    }

    /** @throws IllegalArgumentException if the key has not 16 bytes */
    public Signer(SigningAlgorithm algorithm, byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("a signing key of " + key.length + " bytes");
        }
        this.algorithm = algorithm;
        byte[] own = key.clone();
        engines = new IdlePool<>(
                switch (algorithm) {
                    case HMAC_SHA256 -> () -> hmac(own);
                    case AES_CMAC -> () -> cmac(own);
                    case AES_GMAC -> () -> gmac(own);
                });
    }

    public SigningAlgorithm algorithm() {
        return algorithm;
    }

    /**
     * Signs what remains in {@code message}, whose positions stay as they are, and writes the signature into its header.
     *
     * @param server whether the server sends it
     * @throws IllegalArgumentException if the first buffer does not hold a header, or by GMAC for a message whose id is
     *     0 or -1: such are never signed
     */
    public void sign(boolean server, ByteBuffer... message) {
        if (!signable(message)) {
            throw new IllegalArgumentException("a message that can't be signed");
        }
        Engine engine = engines.take();
        try {
            byte[] signature = engine.sign(nonce(server, message[0]), unsigned(message));
            message[0].put(message[0].position() + SIGNATURE, signature);
        } catch (GeneralSecurityException e) {
            throw failed(e);
        }
        engines.give(engine);
    }

    /** As {@link #sign(boolean, ByteBuffer...)}, for a message in one buffer. */
    public void sign(ByteBuffer message, boolean server) {
        sign(server, message);
    }

    /**
     * Whether the signature in the header is that of the message, which stays as it is. The time it takes does not tell
     * how much of the signature is right.
     *
     * @param server whether the server has sent it
     */
    public boolean verify(boolean server, ByteBuffer... message) {
        if (!signable(message)) {
            return false;
        }
        byte[] signature = new byte[SIGNATURE_BYTES];
        message[0].get(message[0].position() + SIGNATURE, signature);
        Engine engine = engines.take();
        boolean right;
        try {
            right = engine.verify(signature, nonce(server, message[0]), unsigned(message));
        } catch (GeneralSecurityException e) {
            throw failed(e);
        }
        engines.give(engine);
        return right;
    }

    /** As {@link #verify(boolean, ByteBuffer...)}, for a message in one buffer. */
    public boolean verify(ByteBuffer message, boolean server) {
        return verify(server, message);
    }

    private IllegalStateException failed(GeneralSecurityException cause) {
        return new IllegalStateException(algorithm + " takes every message", cause);
    }

    private boolean signable(ByteBuffer... message) {
        if (message.length == 0 || message[0].remaining() < HEADER_BYTES) {
            return false;
        }
        // 3.1.4.1: the nonce of GMAC is the MessageId; 0 is NEGOTIATE's, -1 that of oplock breaks, and both come again
        long id = message[0].getLong(message[0].position() + MESSAGE_ID);
        return algorithm != SigningAlgorithm.AES_GMAC || id != 0 && id != -1;
    }

    /** The message with a header whose signature is zero; views of the rest. */
    private static ByteBuffer[] unsigned(ByteBuffer... message) {
        byte[] header = new byte[HEADER_BYTES];
        message[0].get(message[0].position(), header);
        Arrays.fill(header, SIGNATURE, SIGNATURE + SIGNATURE_BYTES, (byte) 0);
        ByteBuffer[] pieces = new ByteBuffer[message.length + 1];
        pieces[0] = ByteBuffer.wrap(header);
        pieces[1] = message[0].duplicate().position(message[0].position() + HEADER_BYTES);
        for (int i = 1; i < message.length; i++) {
            pieces[i + 1] = message[i].duplicate();
        }
        return pieces;
    }

    /** [MS-SMB2] 3.1.4.1: the MessageId, then bit 0 for the server and bit 1 for CANCEL, which has the id of another. */
    private static byte[] nonce(boolean server, ByteBuffer header) {
        ByteBuffer in = header.slice().order(ByteOrder.LITTLE_ENDIAN);
        int role = (server ? 1 : 0) | (in.getShort(COMMAND) == CANCEL ? 2 : 0);
        return ByteBuffer.allocate(Gmac.NONCE_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(in.getLong(MESSAGE_ID))
                .putInt(role)
                .array();
    }

    private static Engine hmac(byte[] key) {
        Mac mac = Jdk.hmacSha256(key);
        return (nonce, message) -> {
            for (ByteBuffer piece : message) {
                mac.update(piece);
            }
            return Arrays.copyOf(mac.doFinal(), SIGNATURE_BYTES);
        };
    }

    private static Engine cmac(byte[] key) {
        var mac = new Cmac(key);
        return (nonce, message) -> {
            for (ByteBuffer piece : message) {
                mac.update(piece);
            }
            return mac.finish();
        };
    }

    private static Engine gmac(byte[] key) {
        var mac = new Gmac(key);
        return new Engine() {
            @Override
            public byte[] sign(byte[] nonce, ByteBuffer... message) throws GeneralSecurityException {
                return mac.sign(nonce, message);
            }

            @Override
            public boolean verify(byte[] signature, byte[] nonce, ByteBuffer... message)
                    throws GeneralSecurityException {
                return mac.verify(signature, nonce, message);
            }
        };
    }
}
