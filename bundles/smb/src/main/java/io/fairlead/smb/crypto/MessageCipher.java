// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.crypto;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts or decrypts messages of one direction of a session, [MS-SMB2] 3.1.4.3, 3.3.5.2.1.1 and 2.2.41: what goes over
 * the wire is a TRANSFORM_HEADER and the message, or a whole compound, behind it. All channels of the session share the
 * one that encrypts, for no nonce may come twice. Thread-safe; made once for a key.
 */
public final class MessageCipher {
    /** Of a TRANSFORM_HEADER. */
    public static final int HEADER_BYTES = 52;

    private static final int PROTOCOL_ID = 0x424D53FD; // 0xFD 'S' 'M' 'B'
    private static final int SIGNATURE = 4;
    private static final int NONCE = 20;
    private static final int NONCE_FIELD_BYTES = 16;
    private static final int ORIGINAL_MESSAGE_SIZE = 36;
    private static final int FLAGS = 42;
    private static final int SESSION_ID = 44;
    private static final int ENCRYPTED = 1;
    private static final int LEAST_MESSAGE_BYTES = 64; // an SMB2 header

    private final CipherAlgorithm algorithm;
    private final IdlePool<Aead> engines;
    private final byte[] noncePrefix;
    private final AtomicLong nextNonce;

    /** @throws IllegalArgumentException if the key is not of the algorithm's size */
    public MessageCipher(CipherAlgorithm algorithm, byte[] key) {
        this(algorithm, key, 0);
    }

    MessageCipher(CipherAlgorithm algorithm, byte[] key, long firstNonce) {
        if (key.length != algorithm.keyBytes()) {
            throw new IllegalArgumentException(algorithm + " with a key of " + key.length + " bytes");
        }
        this.algorithm = algorithm;
        SecretKeySpec aes = Jdk.aes(key); // one object: the JDK expands a key anew when it sees another
        engines = new IdlePool<>(() -> algorithm.gcm() ? new Gcm(aes) : new Ccm(aes));
        noncePrefix = new byte[algorithm.nonceBytes() - Long.BYTES];
        new SecureRandom().nextBytes(noncePrefix);
        nextNonce = new AtomicLong(firstNonce);
    }

    public CipherAlgorithm algorithm() {
        return algorithm;
    }

    /** Whether it begins as an encrypted message does. */
    public static boolean isEncrypted(ByteBuffer message) {
        return message.remaining() >= Integer.BYTES && view(message).getInt(0) == PROTOCOL_ID;
    }

    /**
     * The session that an encrypted message belongs to: tells which key it needs.
     *
     * @throws DecryptionException if it is too short
     */
    public static long sessionId(ByteBuffer message) throws DecryptionException {
        if (message.remaining() < HEADER_BYTES) {
            throw new DecryptionException("encrypted message of " + message.remaining() + " bytes");
        }
        return view(message).getLong(SESSION_ID);
    }

    private static ByteBuffer view(ByteBuffer message) {
        return message.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Encrypts what remains in {@code plain}, one message or compound in pieces, whose positions stay as they are.
     *
     * @return the header and the ciphertext, on the heap
     * @throws IllegalStateException when the nonces have run out: the session must end
     */
    public ByteBuffer encrypt(long sessionId, ByteBuffer... plain) {
        return encryptInto(ByteBuffer.allocate(roomFor(plain)), sessionId, plain);
    }

    /** How many bytes of room {@link #encryptInto} wants. */
    public static int roomFor(ByteBuffer... plain) {
        return Math.addExact(HEADER_BYTES + Aead.TAG_BYTES, length(plain));
    }

    private static int length(ByteBuffer... plain) {
        int length = 0;
        for (ByteBuffer piece : plain) {
            length = Math.addExact(length, piece.remaining());
        }
        return length;
    }

    /**
     * As {@link #encrypt}, for who has memory to use again: what was never touched costs more than the cipher does.
     *
     * @param into with {@link #roomFor} bytes from its position on, which stays as it is
     * @return the part of {@code into} that is to be sent
     */
    public ByteBuffer encryptInto(ByteBuffer into, long sessionId, ByteBuffer... plain) {
        int length = length(plain);
        ByteBuffer[] pieces = Arrays.stream(plain).map(ByteBuffer::duplicate).toArray(ByteBuffer[]::new);
        byte[] nonce = nonce();
        ByteBuffer header = into.slice(into.position(), HEADER_BYTES + Aead.TAG_BYTES + length)
                .order(ByteOrder.LITTLE_ENDIAN);
        header.put(0, new byte[HEADER_BYTES])
                .putInt(0, PROTOCOL_ID)
                .put(NONCE, nonce)
                .putInt(ORIGINAL_MESSAGE_SIZE, length)
                .putShort(FLAGS, (short) ENCRYPTED)
                .putLong(SESSION_ID, sessionId);
        var box = new Aead.Box(nonce, additional(header));
        Aead engine = engines.take();
        try {
            engine.encrypt(box, pieces, length, header.duplicate().position(HEADER_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm + " takes every message", e);
        }
        engines.give(engine);
        byte[] tag = new byte[Aead.TAG_BYTES];
        header.get(HEADER_BYTES + length, tag).put(SIGNATURE, tag);
        return header.limit(HEADER_BYTES + length);
    }

    /** 3.1.4.3: one that never comes again for this key. The prefix keeps two sessions apart, should a key come twice. */
    private byte[] nonce() {
        long count = nextNonce.getAndUpdate(n -> n < 0 ? n : n + 1);
        if (count < 0) {
            throw new IllegalStateException("no nonce is left");
        }
        return ByteBuffer.allocate(algorithm.nonceBytes())
                .put(noncePrefix)
                .putLong(count)
                .array();
    }

    /** 3.1.4.3: the header from Nonce on. */
    private static byte[] additional(ByteBuffer header) {
        byte[] additional = new byte[HEADER_BYTES - NONCE];
        header.get(NONCE, additional);
        return additional;
    }

    /**
     * Decrypts an encrypted message in its place: what was behind its header is plain text then, or of no use. Its position
     * stays as it is.
     *
     * @return the message or compound
     * @throws DecryptionException if it is none, or was not made with this key: the connection is of no more use
     */
    public ByteBuffer decrypt(ByteBuffer message) throws DecryptionException {
        ByteBuffer in = view(message);
        check(in);
        int length = in.remaining() - HEADER_BYTES;
        byte[] tag = new byte[Aead.TAG_BYTES];
        in.get(SIGNATURE, tag);
        byte[] nonce = new byte[algorithm.nonceBytes()];
        in.get(NONCE, nonce);
        var box = new Aead.Box(nonce, additional(in));
        Aead engine = engines.take();
        boolean right;
        try {
            right = engine.decrypt(box, tag, in.slice(HEADER_BYTES, length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm + " takes every message", e);
        }
        engines.give(engine);
        if (!right) {
            throw new DecryptionException("an encrypted message that was not made with the session's key");
        }
        return in.slice(HEADER_BYTES, length);
    }

    private static void check(ByteBuffer in) throws DecryptionException {
        if (in.remaining() < HEADER_BYTES + LEAST_MESSAGE_BYTES || in.getInt(0) != PROTOCOL_ID) {
            throw new DecryptionException("no encrypted message, of " + in.remaining() + " bytes");
        }
        if (in.getInt(ORIGINAL_MESSAGE_SIZE) != in.remaining() - HEADER_BYTES) {
            throw new DecryptionException("OriginalMessageSize is not that of the message");
        }
        if (in.getShort(FLAGS) != ENCRYPTED) {
            throw new DecryptionException("Flags does not say that the message is encrypted");
        }
    }
}
