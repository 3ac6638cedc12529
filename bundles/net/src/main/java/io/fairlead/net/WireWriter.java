// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes one message in the byte order of its protocol; the counterpart of {@link WireReader}. It grows as needed. A
 * value that does not fit its field is a bug of the caller's, and an {@link IllegalArgumentException}. Not thread-safe.
 */
public final class WireWriter {
    private ByteBuffer out;

    /** Begins with room for 256 bytes. */
    public WireWriter(ByteOrder order) {
        this(order, 256);
    }

    /** Begins with room for {@code capacity} bytes. */
    public WireWriter(ByteOrder order, int capacity) {
        out = ByteBuffer.allocate(capacity).order(order);
    }

    /** Bytes written so far: where the next one goes. */
    public int position() {
        return out.position();
    }

    public WireWriter u8(int value) {
        fits(value, 0xff);
        room(Byte.BYTES).put((byte) value);
        return this;
    }

    public WireWriter u16(int value) {
        fits(value, 0xffff);
        room(Short.BYTES).putShort((short) value);
        return this;
    }

    public WireWriter u32(long value) {
        fits(value, 0xffff_ffffL);
        room(Integer.BYTES).putInt((int) value);
        return this;
    }

    /** All 64 bits as they are. */
    public WireWriter u64(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    public WireWriter bytes(byte... bytes) {
        room(bytes.length).put(bytes);
        return this;
    }

    /** Copies what remains in {@code bytes}, whose position stays as it is. */
    public WireWriter bytes(ByteBuffer bytes) {
        room(bytes.remaining()).put(bytes.duplicate());
        return this;
    }

    /** {@code count} bytes of zero. */
    public WireWriter zero(int count) {
        room(count).put(new byte[count]);
        return this;
    }

    /** Zeros up to the next multiple of {@code alignment}. */
    public WireWriter align(int alignment) {
        return zero(Math.floorMod(-out.position(), alignment));
    }

    /** Text as UTF-16 in this writer's byte order, unpaired surrogates included. */
    public WireWriter utf16(String text) {
        ByteBuffer into = room(Math.multiplyExact(text.length(), Character.BYTES));
        for (int i = 0; i < text.length(); i++) {
            into.putChar(text.charAt(i));
        }
        return this;
    }

    public WireWriter utf8(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Fills in a field written before, once its value is known. */
    public WireWriter setU16(int position, int value) {
        fits(value, 0xffff);
        written(position, Short.BYTES);
        out.putShort(position, (short) value);
        return this;
    }

    /** Fills in a field written before, once its value is known. */
    public WireWriter setU32(int position, long value) {
        fits(value, 0xffff_ffffL);
        written(position, Integer.BYTES);
        out.putInt(position, (int) value);
        return this;
    }

    /** What was written, ready to be sent; a view that later writes may change. */
    public ByteBuffer toBuffer() {
        return out.slice(0, out.position()).order(out.order());
    }

    /** A copy of what was written. */
    public byte[] toBytes() {
        byte[] copy = new byte[out.position()];
        out.get(0, copy);
        return copy;
    }

    private ByteBuffer room(int count) {
        if (count > out.remaining()) {
            int needed = Math.addExact(out.position(), count);
            int doubled = (int) Math.min(Integer.MAX_VALUE - 8L, 2L * out.capacity()); // 8: the JVM's array limit
            ByteBuffer larger = ByteBuffer.allocate(Math.max(needed, doubled)).order(out.order());
            out = larger.put(out.flip());
        }
        return out;
    }

    private void written(int position, int count) {
        if (position < 0 || position + count > out.position()) {
            throw new IllegalArgumentException("nothing written at " + position);
        }
    }

    private static void fits(long value, long most) {
        if (value < 0 || value > most) {
            throw new IllegalArgumentException(value + " is not within 0.." + most);
        }
    }
}
