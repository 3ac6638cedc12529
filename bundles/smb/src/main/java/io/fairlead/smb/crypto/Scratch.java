// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.crypto;

/**
 * Arrays to copy a message into for the time of one call, a few for the whole process: the JDK decrypts AES-GCM from one
 * array into another only, and memory that was never touched costs more than the cipher does. Thread-safe, never blocks.
 */
final class Scratch {
    /** What most clients read and write at once, and its headers. */
    private static final int BYTES = 1024 * 1024 + 1024;

    private static final IdlePool<byte[]> ARRAYS = new IdlePool<>(() -> new byte[BYTES]);

    private Scratch() {}

    /** One of at least {@code bytes}, with anything in it. */
    static byte[] take(int bytes) {
        return bytes <= BYTES ? ARRAYS.take() : new byte[bytes];
    }

    /** Gives back what was taken, once nobody uses it. */
    static void give(byte[] array) {
        if (array.length == BYTES) {
            ARRAYS.give(array);
        }
    }
}
