// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Reads one message within its bounds, in the byte order of its protocol. Each read checks what is left, once, and
 * throws before anything is taken; so a message cut anywhere ends in a {@link MalformedMessageException}, and no length
 * the peer claims makes us allocate more than it has sent. Not thread-safe.
 */
public final class WireReader {
    private final ByteBuffer in;

    /** Reads what remains in {@code message}, whose own position stays as it is; its content must stay, too. */
    public WireReader(ByteBuffer message, ByteOrder order) {
        in = message.slice().order(order);
    }

    /** Bytes read so far, counted from the start of the message. */
    public int position() {
        return in.position();
    }

    /** Bytes left. */
    public int remaining() {
        return in.remaining();
    }

    public int u8() throws MalformedMessageException {
        need(Byte.BYTES);
        return Byte.toUnsignedInt(in.get());
    }

    public int u16() throws MalformedMessageException {
        need(Short.BYTES);
        return Short.toUnsignedInt(in.getShort());
    }

    public long u32() throws MalformedMessageException {
        need(Integer.BYTES);
        return Integer.toUnsignedLong(in.getInt());
    }

    /** All 64 bits; a value of 2^63 or more is negative. */
    public long u64() throws MalformedMessageException {
        need(Long.BYTES);
        return in.getLong();
    }

    /** Reads a field that has one lawful value. */
    public void expectU16(int value, String field) throws MalformedMessageException {
        int found = u16();
        if (found != value) {
            throw new MalformedMessageException(field + " is " + found + ", not " + value);
        }
    }

    /** Passes over bytes that mean nothing to us. */
    public WireReader skip(int count) throws MalformedMessageException {
        need(count);
        in.position(in.position() + count);
        return this;
    }

    /** A copy of the next bytes: for keys and tokens. */
    public byte[] bytes(int count) throws MalformedMessageException {
        need(count);
        byte[] copy = new byte[count];
        in.get(copy);
        return copy;
    }

    /** The next bytes without copying: for bulk data. */
    public ByteBuffer buffer(int count) throws MalformedMessageException {
        need(count);
        ByteBuffer view = in.slice(in.position(), count).order(in.order());
        in.position(in.position() + count);
        return view;
    }

    /**
     * A field found by an offset and a length in the message, [MS-SMB2] style. The position stays as it is. An empty one
     * may have any offset.
     *
     * @param offset from the start of the message
     */
    public WireReader slice(long offset, long length, String field) throws MalformedMessageException {
        if (length == 0) {
            return new WireReader(ByteBuffer.allocate(0), in.order());
        }
        if (offset < 0 || length < 0 || offset > in.limit() || length > in.limit() - offset) {
            throw new MalformedMessageException(
                    field + ": " + length + " bytes at " + offset + " are not within " + in.limit());
        }
        return new WireReader(in.slice((int) offset, (int) length), in.order());
    }

    /** What is left, as a reader of its own; this one is at its end then. */
    public WireReader rest() {
        var rest = new WireReader(in, in.order());
        in.position(in.limit());
        return rest;
    }

    /** Text of UTF-16 in this reader's byte order. An unpaired surrogate is kept: file names on Windows may hold one. */
    public String utf16(int byteCount, String field) throws MalformedMessageException {
        need(byteCount);
        if (byteCount % Character.BYTES != 0) {
            throw new MalformedMessageException(field + ": UTF-16 of " + byteCount + " bytes");
        }
        String text = in.slice(in.position(), byteCount)
                .order(in.order())
                .asCharBuffer()
                .toString();
        in.position(in.position() + byteCount);
        return text;
    }

    /** Text of UTF-8. */
    public String utf8(int byteCount, String field) throws MalformedMessageException {
        return decode(buffer(byteCount), StandardCharsets.UTF_8, field);
    }

    /**
     * Text that ends with a zero byte, which is read and left out.
     *
     * @param most bytes it may have, without the zero
     */
    public String zeroTerminated(int most, Charset charset, String field) throws MalformedMessageException {
        int start = in.position();
        int end = start;
        while (end < in.limit() && in.get(end) != 0) {
            end++;
        }
        if (end == in.limit()) {
            throw new MalformedMessageException(field + " has no zero at its end");
        }
        if (end - start > most) {
            throw new MalformedMessageException(field + " has " + (end - start) + " bytes, more than " + most);
        }
        String text = decode(in.slice(start, end - start), charset, field);
        in.position(end + 1);
        return text;
    }

    private static String decode(ByteBuffer bytes, Charset charset, String field) throws MalformedMessageException {
        try {
            CharBuffer text = charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(bytes);
            return text.toString();
        } catch (CharacterCodingException e) {
            throw new MalformedMessageException(field + " is not " + charset.name());
        }
    }

    private void need(int count) throws MalformedMessageException {
        if (count < 0 || count > in.remaining()) {
            throw new MalformedMessageException(
                    count + " bytes expected at " + in.position() + ", " + in.remaining() + " left");
        }
    }
}
