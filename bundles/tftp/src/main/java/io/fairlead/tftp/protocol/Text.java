// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.protocol;

import io.fairlead.net.MalformedMessageException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Strings of packets: bytes up to a NUL. RFC 1350 has them in netascii; real names are UTF-8, and where they are not,
 * each byte counts as one character.
 */
final class Text {
    private Text() {}

    static String decode(ByteBuffer in, String field) throws MalformedMessageException {
        String text = next(in);
        if (text == null) {
            throw new MalformedMessageException(field + " does not end");
        }
        return text;
    }

    /** The next one; null if none ends before the buffer does. */
    static String next(ByteBuffer in) {
        int end = in.position();
        while (end < in.limit() && in.get(end) != 0) {
            end++;
        }
        if (end == in.limit()) {
            return null;
        }
        ByteBuffer bytes = in.slice(in.position(), end - in.position());
        in.position(end + 1);
        return decode(bytes);
    }

    static String decode(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
        } catch (CharacterCodingException e) {
            return StandardCharsets.ISO_8859_1.decode(bytes).toString();
        }
    }

    /** Bytes of {@link #encode}. */
    static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length + 1;
    }

    static void encode(String text, ByteBuffer out) {
        out.put(text.getBytes(StandardCharsets.UTF_8)).put((byte) 0);
    }
}
