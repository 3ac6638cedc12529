// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Lines on their way out as UTF-8, without an object per line or number. Grows as needed; for one thread. */
public final class TextBuffer {
    private final TextCodec codec;
    private byte[] bytes;
    private int length;

    /** A buffer of UTF-8. */
    public TextBuffer(int capacity) {
        this(capacity, TextCodec.UTF8);
    }

    public TextBuffer(int capacity, TextCodec codec) {
        this.codec = codec;
        bytes = new byte[capacity];
    }

    public int length() {
        return length;
    }

    public void clear() {
        length = 0;
    }

    /** What was appended since {@link #clear}; valid until the next append. */
    public ByteBuffer toByteBuffer() {
        return ByteBuffer.wrap(bytes, 0, length);
    }

    /** The text, of a buffer of UTF-8. */
    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** Appends trusted text. */
    public TextBuffer text(String text) {
        reserve(text.length() * 3);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                return encoded(text.substring(i));
            }
            bytes[length++] = (byte) c;
        }
        return this;
    }

    /** Appends a file's name, with control characters as question marks: a CR LF in it would start a line of its own. */
    public TextBuffer name(String name) {
        reserve(name.length() * 3);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 0x7f) {
                return encoded(CommandLine.printable(name.substring(i)));
            }
            bytes[length++] = (byte) (c < 0x20 ? '?' : c);
        }
        return this;
    }

    public TextBuffer ascii(char c) {
        reserve(1);
        bytes[length++] = (byte) c;
        return this;
    }

    /** Appends the end of a line. */
    public TextBuffer endLine() {
        return ascii('\r').ascii('\n');
    }

    /** Appends {@code value}, at least 0, in decimal with leading zeros to {@code width}. */
    public TextBuffer digits(int value, int width) {
        reserve(width);
        int rest = value;
        for (int i = width - 1; i >= 0; i--) {
            bytes[length + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += width;
        return this;
    }

    /** Appends {@code value} in decimal, with leading blanks to {@code width}. */
    public TextBuffer number(long value, int width) {
        if (value < 0) {
            return text(Long.toString(value));
        }
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        int total = Math.max(digits, width);
        reserve(total);
        long rest = value;
        for (int i = total - 1; i >= 0; i--) {
            bytes[length + i] = (byte) (i < total - digits ? ' ' : '0' + rest % 10);
            rest /= 10;
        }
        length += total;
        return this;
    }

    /** Appends {@code value}, taken as unsigned, in hexadecimal. */
    public TextBuffer hex(long value) {
        int digits = Math.max(1, (67 - Long.numberOfLeadingZeros(value)) / 4);
        reserve(digits);
        for (int i = digits - 1; i >= 0; i--) {
            bytes[length++] = (byte) Character.forDigit((int) (value >>> (4 * i)) & 0xf, 16);
        }
        return this;
    }

    /** Appends blanks until {@code written} columns are {@code width}. */
    TextBuffer pad(int written, int width) {
        for (int i = written; i < width; i++) {
            ascii(' ');
        }
        return this;
    }

    private TextBuffer encoded(String text) {
        byte[] encoded = codec.encode(text);
        reserve(encoded.length);
        System.arraycopy(encoded, 0, bytes, length, encoded.length);
        length += encoded.length;
        return this;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
