// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.channel;

import io.fairlead.tftp.protocol.Header;
import java.nio.ByteBuffer;

/**
 * Content between wire and file, without gaps, so that one write stores many blocks. A packet is received right behind
 * the content so far, its header laid over the last four bytes, which {@link #taken} or {@link #dropped} puts back.
 * Not thread-safe.
 */
final class ReceiveBuffer {
    private final ByteBuffer memory;
    private final ByteBuffer packet;
    private final ByteBuffer content;
    private final int room;
    private final int blockBytes;
    private int filled;
    private int covered;

    /** {@code memory}: direct, {@link #memoryBytes} or more. */
    ReceiveBuffer(ByteBuffer memory, int blockBytes) {
        this.memory = memory;
        this.room = memory.capacity() - Header.BYTES - 1;
        this.packet = memory.duplicate();
        this.content = memory.duplicate();
        this.blockBytes = blockBytes;
    }

    /** Memory for this many blocks. */
    static int memoryBytes(int blockBytes, int blocks) {
        return Header.BYTES + blockBytes * blocks + 1; // one more, to see that a block is too long
    }

    boolean hasRoom(int blocks) {
        return room - filled >= blocks * blockBytes;
    }

    int filled() {
        return filled;
    }

    /** Where to receive the next packet; needs {@link #hasRoom}. */
    ByteBuffer target() {
        covered = memory.getInt(filled);
        return packet.clear().position(filled).limit(filled + Header.BYTES + blockBytes + 1);
    }

    /** The packet at {@link #target} is the next block, of {@code bytes} of data. */
    void taken(int bytes) {
        memory.putInt(filled, covered);
        filled += bytes;
    }

    /** The packet at {@link #target} is not wanted. */
    void dropped() {
        memory.putInt(filled, covered);
    }

    /** Copies a block of {@code bytes} that was received elsewhere, in {@code from} from {@code at} on. */
    void put(ByteBuffer from, int at, int bytes) {
        memory.put(Header.BYTES + filled, from, at, bytes);
        filled += bytes;
    }

    /** What was taken since {@link #clear}. */
    ByteBuffer content() {
        return content.clear().position(Header.BYTES).limit(Header.BYTES + filled);
    }

    void clear() {
        filled = 0;
    }
}
