// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.auth;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** MD4, RFC 1320, which the JDK lacks. Broken as a hash; NTLM is made of it all the same. */
final class Md4 {
    private static final int BLOCK_BYTES = 64;
    private static final int LENGTH_BYTES = 8;
    private static final int[] START = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};

    /** RFC 1320 3.4: the order of the words, and how far each step turns; both by four. */
    private static final int[][] WORDS = {
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
        {0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15},
        {0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15}
    };

    private static final int[][] TURNS = {{3, 7, 11, 19}, {3, 5, 9, 13}, {3, 9, 11, 15}};
    private static final int[] CONSTANTS = {0, 0x5a827999, 0x6ed9eba1};

    private Md4() {}

    /** The hash, 16 bytes. */
    static byte[] digest(byte[] message) {
        int[] state = START.clone();
        ByteBuffer in = padded(message);
        int[] words = new int[16];
        while (in.hasRemaining()) {
            for (int i = 0; i < words.length; i++) {
                words[i] = in.getInt();
            }
            block(state, words);
        }
        Arrays.fill(in.array(), (byte) 0); // it held a password
        ByteBuffer out = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        for (int each : state) {
            out.putInt(each);
        }
        return out.array();
    }

    /** 3.1 and 3.2: a one, zeros, and the length in bits, to the end of a block. */
    private static ByteBuffer padded(byte[] message) {
        int least = Math.addExact(message.length, 1 + LENGTH_BYTES);
        int size = Math.multiplyExact((least + BLOCK_BYTES - 1) / BLOCK_BYTES, BLOCK_BYTES);
        ByteBuffer padded = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        padded.put(message).put((byte) 0x80);
        return padded.putLong(size - LENGTH_BYTES, (long) message.length * Byte.SIZE)
                .rewind();
    }

    private static void block(int[] state, int[] words) {
        int a = state[0];
        int b = state[1];
        int c = state[2];
        int d = state[3];
        for (int round = 0; round < WORDS.length; round++) {
            for (int step = 0; step < words.length; step++) {
                int sum = a + mixed(round, b, c, d) + words[WORDS[round][step]] + CONSTANTS[round];
                a = d;
                d = c;
                c = b;
                b = Integer.rotateLeft(sum, TURNS[round][step % 4]);
            }
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
    }

    /** F, G and H of 3.4. */
    private static int mixed(int round, int x, int y, int z) {
        return switch (round) {
            case 0 -> x & y | ~x & z;
            case 1 -> x & y | x & z | y & z;
            default -> x ^ y ^ z;
        };
    }
}
