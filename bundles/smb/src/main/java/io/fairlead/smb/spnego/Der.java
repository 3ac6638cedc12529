// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.spnego;

import java.io.ByteArrayOutputStream;

/** The tags of X.690 that SPNEGO has, and how values are written. */
final class Der {
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int ENUMERATED = 0x0a;
    static final int GENERAL_STRING = 0x1b;
    static final int SEQUENCE = 0x30;

    /** APPLICATION 0, RFC 2743 3.1: the frame of a first token. */
    static final int INITIAL_TOKEN = 0x60;

    private Der() {}

    /** The context-specific tag of a field with a type of its own in it. */
    static int field(int number) {
        return 0xa0 | number;
    }

    /** A value whose content is {@code parts}, one after the other. */
    static byte[] value(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length = Math.addExact(length, part.length);
        }
        var out = new ByteArrayOutputStream(length + 6);
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / Byte.SIZE;
            out.write(0x80 | bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                out.write(length >>> i * Byte.SIZE);
            }
        }
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
