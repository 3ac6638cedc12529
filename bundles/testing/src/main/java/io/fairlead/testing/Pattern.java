// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * Content that can be made and checked at any position without being held: every byte follows from the seed and its
 * position. Immutable.
 */
public record Pattern(long seed) {

    /** The byte at {@code position}. */
    public byte at(long position) {
        return (byte) (word(position >>> 3) >>> ((position & 7) << 3));
    }

    /** Fills {@code into} with what starts at {@code position}. */
    public void fill(ByteBuffer into, long position) {
        for (long at = position; into.hasRemaining(); at++) {
            into.put(at(at));
        }
    }

    /** The bytes from {@code position} on. */
    public byte[] bytes(long position, int count) {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        fill(bytes, position);
        return bytes.array();
    }

    /**
     * Compares what is in {@code actual} with what starts at {@code position}; leaves the buffer empty.
     *
     * @throws AssertionError naming the first position that differs
     */
    public void check(ByteBuffer actual, long position) {
        for (long at = position; actual.hasRemaining(); at++) {
            byte found = actual.get();
            if (found != at(at)) {
                throw new AssertionError("byte " + at + " is " + found + " instead of " + at(at));
            }
        }
    }

    /** The first {@code length} bytes, as a stream. */
    public InputStream stream(long length) {
        return new InputStream() {
            private long position;

            @Override
            public int read() {
                return position < length ? at(position++) & 0xff : -1;
            }

            @Override
            public int read(byte[] into, int offset, int count) {
                if (position >= length) {
                    return count == 0 ? 0 : -1;
                }
                int filled = (int) Math.min(count, length - position);
                fill(ByteBuffer.wrap(into, offset, filled), position);
                position += filled;
                return filled;
            }
        };
    }

    /** Checks what is written to it, from {@code position} on. */
    public Verifier verifier(long position) {
        return new Verifier(this, position);
    }

    /** Takes content as it arrives, and fails at the first wrong byte. Belongs to one thread. */
    public static final class Verifier implements WritableByteChannel {
        private final Pattern pattern;
        private long position;

        private Verifier(Pattern pattern, long position) {
            this.pattern = pattern;
            this.position = position;
        }

        /** Where the next byte belongs. */
        public long position() {
            return position;
        }

        @Override
        public int write(ByteBuffer from) {
            int count = from.remaining();
            pattern.check(from, position);
            position += count;
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    private long word(long index) {
        long mixed = seed + index * 0x9e3779b97f4a7c15L; // SplitMix64
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
