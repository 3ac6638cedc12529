// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.channel;

import io.fairlead.tftp.protocol.Header;
import java.nio.ByteBuffer;

/**
 * Content between file and wire: every block not yet confirmed, and what was read ahead. A ring of slots of one block
 * each, without gaps, so that one read of the file fills many. The header of a block is laid over the last four bytes
 * of the slot before it for as long as the block is sent; that slot is therefore never one that is being filled.
 *
 * <p>Blocks that leave in one piece are copied to a place of their own, with their headers between them.
 *
 * <p>Not thread-safe, but the region given by {@link #region} may be filled while blocks are sent.
 */
final class SendBuffer {
    private static final int LEAST_READ_BYTES = 64 * 1024;

    private final ByteBuffer memory;
    private final ByteBuffer packet;
    private final ByteBuffer region;
    private final ByteBuffer chain;
    private final int blockBytes;
    private final int window;
    private final int slots;

    private long filled; // bytes
    private long confirmed; // blocks
    private long last = Long.MAX_VALUE;
    private int covered; // what the header of the packet in hand was laid over
    private int coveredAt;

    /**
     * @param memory of {@link #memoryBytes} and {@link #chainBytes}
     * @param most packets that leave in one piece
     */
    SendBuffer(ByteBuffer memory, int blockBytes, int window, int most) {
        int chainBytes = chainBytes(blockBytes, most);
        this.chain = memory.slice(memory.capacity() - chainBytes, chainBytes);
        this.memory = memory.slice(0, memory.capacity() - chainBytes);
        this.packet = this.memory.duplicate();
        this.region = this.memory.duplicate();
        this.blockBytes = blockBytes;
        this.window = window;
        this.slots = (this.memory.capacity() - Header.BYTES) / blockBytes;
        if (slots < 2) {
            throw new IllegalArgumentException(memory.capacity() + " bytes for blocks of " + blockBytes);
        }
    }

    /**
     * Memory for a transfer: two windows or 128 KiB, whatever is more, but not more than the file needs.
     *
     * @param size of the content, {@code Long.MAX_VALUE} if unknown
     */
    static int memoryBytes(int blockBytes, int window, long size) {
        long slots = Math.max(2L * window + 1, LEAST_READ_BYTES * 2L / blockBytes);
        long whole = size / blockBytes + 2; // the last block may be empty, and one slot stays free, see above
        return (int) (Header.BYTES + Math.min(slots, whole) * blockBytes);
    }

    /** Memory for that many packets in one piece; none for single ones. */
    static int chainBytes(int blockBytes, int most) {
        return most > 1 ? most * (Header.BYTES + blockBytes) : 0;
    }

    /** Blocks that can be sent: all up to this one. */
    long available() {
        return last != Long.MAX_VALUE ? last : filled / blockBytes;
    }

    /** Bytes of content read so far. */
    long filledBytes() {
        return filled;
    }

    /** The last block; {@code Long.MAX_VALUE} while the end was not reached. */
    long last() {
        return last;
    }

    /** Every block up to this one may be forgotten. */
    void confirmed(long block) {
        confirmed = block;
    }

    /** Whether {@link #region} has room worth a read. */
    boolean low(long sent) {
        return room() >= (available() - sent < window ? 1 : (long) slots * blockBytes / 2);
    }

    private long room() {
        return last != Long.MAX_VALUE ? 0 : (Math.max(0, confirmed) + slots - 1) * blockBytes - filled;
    }

    /** Where content goes next; call {@link #filled} after putting some there, before asking again. */
    ByteBuffer region() {
        long ring = (long) slots * blockBytes;
        int at = (int) (filled % ring);
        int length = (int) Math.min(room(), ring - at);
        return region.clear().position(Header.BYTES + at).limit(Header.BYTES + at + length);
    }

    /** {@code bytes} were put into the region; -1 for the end of the content. */
    void filled(int bytes) {
        if (bytes < 0) {
            last = filled / blockBytes + 1; // possibly an empty block
        } else {
            filled += bytes;
        }
    }

    /** The packet of a block that is {@link #available}, until {@link #putBack}. */
    ByteBuffer packet(long block, int wire) {
        coveredAt = (int) ((block - 1) % slots) * blockBytes;
        int length = length(block);
        covered = memory.getInt(coveredAt);
        memory.putInt(coveredAt, Header.word(Header.DATA, wire));
        return packet.clear().position(coveredAt).limit(coveredAt + Header.BYTES + length);
    }

    private int length(long block) {
        return block == last ? (int) (filled - (block - 1) * blockBytes) : blockBytes;
    }

    /** Begins a chain. */
    void chain() {
        chain.clear();
    }

    /** Adds the packet of a block that is {@link #available} to the chain: the one after the block before. */
    void link(long block, int wire) {
        int length = length(block);
        int at = chain.position();
        chain.putInt(at, Header.word(Header.DATA, wire));
        chain.put(at + Header.BYTES, memory, Header.BYTES + (int) ((block - 1) % slots) * blockBytes, length);
        chain.position(at + Header.BYTES + length);
    }

    /** The chain, to be sent. */
    ByteBuffer chained() {
        return chain.flip();
    }

    /** The packet in hand was sent. */
    void putBack() {
        memory.putInt(coveredAt, covered);
    }
}
