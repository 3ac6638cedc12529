// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;

/**
 * Names and other text as bytes. UTF-8 is read first (RFC 2640 2.2); what is not UTF-8 is read by the fallback, if there
 * is one. Each name of a path is looked at by itself. In kind, text is written by the fallback too, but for names that
 * would not come back as they are: those that it lacks a character for, or that would be taken for UTF-8. These go as
 * UTF-8, so that a client can send every name it was shown. Immutable.
 */
public final class TextCodec {
    /** Without a fallback. */
    public static final TextCodec UTF8 = new TextCodec(null, false);

    /** Below it are controls, the blank that separates, and the slash. */
    private static final int FIRST_HARMLESS = 0x30;

    private static final int IAC = 255;

    private final Charset fallback; // null: none
    private final boolean inKind;

    private TextCodec(Charset fallback, boolean inKind) {
        this.fallback = fallback;
        this.inKind = inKind;
    }

    /**
     * One that reads by {@code fallback} what is not UTF-8, and writes UTF-8.
     *
     * @throws IllegalArgumentException for a charset that does not extend ASCII: a line could not be taken apart
     */
    public static TextCodec withFallback(Charset fallback) {
        if (!extendsAscii(fallback)) {
            throw new IllegalArgumentException(fallback + " does not extend ASCII");
        }
        return new TextCodec(fallback, false);
    }

    /** The same for reading, which writes by the fallback, or UTF-8. */
    public TextCodec inKind(boolean on) {
        return new TextCodec(fallback, on && fallback != null);
    }

    public boolean hasFallback() {
        return fallback != null;
    }

    /** Whether the bytes are UTF-8 as it should be: no overlong forms, no surrogates. */
    public static boolean isUtf8(byte[] bytes) {
        try {
            strictly(UTF_8, bytes, 0, bytes.length);
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /**
     * Reads bytes from {@code from} to the end.
     *
     * @throws CharacterCodingException if a name among them is neither UTF-8 nor in the fallback
     */
    public String decode(byte[] bytes, int from) throws CharacterCodingException {
        StringBuilder text = new StringBuilder(bytes.length - from);
        for (int start = from; ; ) {
            int end = start;
            while (end < bytes.length && bytes[end] != '/') {
                end++;
            }
            text.append(name(bytes, start, end));
            if (end == bytes.length) {
                return text.toString();
            }
            text.append('/');
            start = end + 1;
        }
    }

    /** The bytes of a text; a lone surrogate is a question mark. */
    public byte[] encode(String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        if (!inKind || utf8.length == text.length()) {
            return utf8;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(utf8.length);
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : '\n';
            if (c == '/' || c == '\n') {
                out.writeBytes(encodeName(text.substring(start, i)));
                if (i < text.length()) {
                    out.write(c);
                }
                start = i + 1;
            }
        }
        return out.toByteArray();
    }

    /** As {@link #encode}, for a control connection: a byte of 255 is doubled there (RFC 854), and UTF-8 has none. */
    public byte[] encodeReply(String text) {
        byte[] bytes = encode(text);
        if (!inKind) {
            return bytes;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 8);
        for (byte each : bytes) {
            out.write(each);
            if ((each & 0xff) == IAC) {
                out.write(IAC);
            }
        }
        return out.toByteArray();
    }

    private byte[] encodeName(String name) {
        byte[] utf8 = name.getBytes(UTF_8);
        if (utf8.length == name.length()) {
            return utf8;
        }
        try {
            ByteBuffer encoded = fallback.newEncoder().encode(CharBuffer.wrap(name));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return name(bytes, 0, bytes.length).equals(name) ? bytes : utf8;
        } catch (CharacterCodingException e) { // it lacks a character
            return utf8;
        }
    }

    private String name(byte[] bytes, int from, int to) throws CharacterCodingException {
        try {
            return strictly(UTF_8, bytes, from, to);
        } catch (CharacterCodingException e) {
            if (fallback == null) {
                throw e;
            }
            return strictly(fallback, bytes, from, to);
        }
    }

    private static String strictly(Charset charset, byte[] bytes, int from, int to) throws CharacterCodingException {
        return charset.newDecoder()
                .decode(ByteBuffer.wrap(bytes, from, to - from))
                .toString();
    }

    private static boolean extendsAscii(Charset charset) {
        if (!charset.canEncode()) {
            return false;
        }
        for (char c = 0; c < 0x80; c++) {
            byte[] one = String.valueOf(c).getBytes(charset);
            if (one.length != 1 || one[0] != c) {
                return false;
            }
        }
        CharsetEncoder encoder = charset.newEncoder();
        for (int c = 0x80; c <= Character.MAX_VALUE; c++) {
            if (!Character.isSurrogate((char) c) && encoder.canEncode((char) c)) {
                for (byte each : String.valueOf((char) c).getBytes(charset)) {
                    if (each >= 0 && each < FIRST_HARMLESS) {
                        return false;
                    }
                }
            }
        }
        return true;
    }
}
