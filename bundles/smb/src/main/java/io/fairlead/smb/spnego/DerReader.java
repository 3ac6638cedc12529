// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.spnego;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads the DER of X.690 that SPNEGO is made of: tags of one byte, lengths of at most four, each within what is left. It
 * goes into a value only when asked to, so nothing is as deep as a peer likes. Not thread-safe.
 */
final class DerReader {
    private static final int LONG_FORM = 0x80;
    private static final int MOST_LENGTH_BYTES = 4;
    private static final int NO_TAG = -1;

    private final ByteBuffer all;
    private final WireReader in;

    DerReader(byte[] der) {
        this(ByteBuffer.wrap(der));
    }

    private DerReader(ByteBuffer der) {
        all = der.slice();
        in = new WireReader(all, ByteOrder.BIG_ENDIAN);
    }

    boolean atEnd() {
        return in.remaining() == 0;
    }

    /** The tag of what comes next, or -1 at the end. */
    int tag() {
        return atEnd() ? NO_TAG : Byte.toUnsignedInt(all.get(in.position()));
    }

    /** The content of the next value, whose tag must be {@code tag}. */
    DerReader enter(int tag, String field) throws MalformedMessageException {
        return new DerReader(content(tag, field));
    }

    /** A copy of the content of the next value, whose tag must be {@code tag}. */
    byte[] bytes(int tag, String field) throws MalformedMessageException {
        ByteBuffer content = content(tag, field);
        byte[] copy = new byte[content.remaining()];
        content.get(copy);
        return copy;
    }

    /** A copy of what is left, as it is. */
    byte[] rest() {
        byte[] copy = new byte[in.remaining()];
        all.get(in.position(), copy);
        return copy;
    }

    void skip(String field) throws MalformedMessageException {
        content(tag(), field);
    }

    private ByteBuffer content(int tag, String field) throws MalformedMessageException {
        int found = tag();
        if (found != tag) {
            throw new MalformedMessageException(field + " has tag " + found + ", not " + tag);
        }
        in.skip(1);
        return in.buffer(length(field));
    }

    private int length(String field) throws MalformedMessageException {
        int first = in.u8();
        if (first < LONG_FORM) {
            return first;
        }
        int bytes = first - LONG_FORM;
        if (bytes == 0 || bytes > MOST_LENGTH_BYTES) {
            throw new MalformedMessageException(field + " has a length of " + bytes + " bytes");
        }
        long length = 0;
        for (int i = 0; i < bytes; i++) {
            length = length << Byte.SIZE | in.u8();
        }
        if (length > in.remaining()) {
            throw new MalformedMessageException(field + " has " + length + " bytes, " + in.remaining() + " are left");
        }
        return (int) length;
    }
}
