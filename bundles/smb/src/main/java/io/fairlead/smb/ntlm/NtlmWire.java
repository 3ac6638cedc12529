// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.ntlm;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What the three messages have in common, [MS-NLMP] 2.2: the signature, and fields that point into the payload. */
final class NtlmWire {
    static final int VERSION_BYTES = 8;

    /** "NTLMSSP" and a zero. */
    private static final long SIGNATURE = 0x0050_5353_4d4c_544eL;

    /** 2.2.2.10, the version of the protocol, 15; the other fields are for debugging. */
    private static final byte[] VERSION = {6, 1, 0, 0, 0, 0, 0, 15};

    private NtlmWire() {}

    static byte[] version() {
        return VERSION.clone();
    }

    /** A reader behind signature and type. */
    static WireReader open(byte[] token, int type) throws MalformedMessageException {
        var in = new WireReader(ByteBuffer.wrap(token), ByteOrder.LITTLE_ENDIAN);
        if (in.u64() != SIGNATURE) {
            throw new MalformedMessageException("no NTLM message");
        }
        long found = in.u32();
        if (found != type) {
            throw new MalformedMessageException("NTLM message of type " + found + ", not " + type);
        }
        return in;
    }

    /** Whether it begins as NTLM messages do, without SPNEGO around it. */
    static boolean isMessage(byte[] token) {
        return token.length >= Long.BYTES
                && ByteBuffer.wrap(token).order(ByteOrder.LITTLE_ENDIAN).getLong() == SIGNATURE;
    }

    static WireWriter begin(int type) {
        return new WireWriter(ByteOrder.LITTLE_ENDIAN).u64(SIGNATURE).u32(type);
    }

    /** A length, a greatest length that nobody uses, and an offset from the start of the message. */
    record Field(int length, long offset) {
        static final int BYTES = 8;

        static Field decode(WireReader in) throws MalformedMessageException {
            int length = in.u16();
            in.skip(Short.BYTES);
            return new Field(length, in.u32());
        }

        byte[] bytes(WireReader message, String name) throws MalformedMessageException {
            return message.slice(offset, length, name).bytes(length);
        }

        String text(WireReader message, String name) throws MalformedMessageException {
            return message.slice(offset, length, name).utf16(length, name);
        }

        /** Whether it is in the way of the message's first {@code bytes} bytes. */
        boolean beginsBefore(int bytes) {
            return length > 0 && offset < bytes;
        }
    }

    /** Writes {@code payload} at the end, and where it is at {@code field}, which was written as zeros. */
    static void payload(WireWriter out, int field, byte[] payload) {
        out.setU16(field, payload.length)
                .setU16(field + 2, payload.length)
                .setU32(field + 4, out.position())
                .bytes(payload);
    }

    static byte[] utf16(String text) {
        return new WireWriter(ByteOrder.LITTLE_ENDIAN).utf16(text).toBytes();
    }
}
