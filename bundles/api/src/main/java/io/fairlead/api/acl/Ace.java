// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.acl;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * ACE, [MS-DTYP] 2.4.4: one entry of an {@link Acl}. Immutable.
 *
 * @param type AceType; those for objects of a directory service are not supported
 * @param flags AceFlags
 * @param mask an ACCESS_MASK
 * @param sid whom it is about
 * @param rest what a conditional entry has behind that, in hexadecimal; kept, not understood
 */
public record Ace(int type, int flags, int mask, Sid sid, String rest) {
    public static final int ALLOWED = 0;
    public static final int DENIED = 1;
    public static final int AUDIT = 2;
    /** Allows under a condition, which nobody here evaluates: it allows nothing. */
    public static final int ALLOWED_CALLBACK = 9;
    /** Denies under a condition, which nobody here evaluates: it denies. */
    public static final int DENIED_CALLBACK = 10;

    /** Files in this directory inherit it. */
    public static final int OBJECT_INHERIT = 0x1;
    /** Directories in this directory inherit it. */
    public static final int CONTAINER_INHERIT = 0x2;
    /** What inherits it does not pass it on. */
    public static final int NO_PROPAGATE = 0x4;
    /** It does not count here, only for what inherits it. */
    public static final int INHERIT_ONLY = 0x8;
    /** It was inherited. */
    public static final int INHERITED = 0x10;

    private static final int HEADER_BYTES = 8; // with the mask
    private static final int AUDIT_CALLBACK = 13;
    private static final int MANDATORY_LABEL = 17;
    private static final int RESOURCE_ATTRIBUTE = 18;
    private static final int SCOPED_POLICY = 19;

    public static Ace allow(Sid sid, int mask, int flags) {
        return new Ace(ALLOWED, flags, mask, sid, "");
    }

    public static Ace deny(Sid sid, int mask, int flags) {
        return new Ace(DENIED, flags, mask, sid, "");
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** The same for another, with other flags; generic rights are spelled out. */
    public Ace effective(Sid other, int otherFlags) {
        return new Ace(type, otherFlags, FileAccess.specific(mask), other, rest);
    }

    public Ace withFlags(int other) {
        return new Ace(type, other, mask, sid, rest);
    }

    /** Bytes on the wire. */
    public int length() {
        return HEADER_BYTES + sid.length() + rest.length() / 2;
    }

    void encode(ByteBuffer out) {
        out.put((byte) type).put((byte) flags).putShort((short) length()).putInt(mask);
        sid.encode(out);
        out.put(HexFormat.of().parseHex(rest));
    }

    static Ace decode(ByteBuffer in) throws InvalidDescriptorException {
        if (in.remaining() < HEADER_BYTES) {
            throw new InvalidDescriptorException("entry cut short");
        }
        int type = in.get() & 0xff;
        int flags = in.get() & 0xff;
        int size = in.getShort() & 0xffff;
        int most = in.remaining() + 4;
        if (size % 4 != 0 || size < HEADER_BYTES || size > most || !isSupported(type)) {
            throw new InvalidDescriptorException("entry of type " + type + " with " + size + " of " + most + " bytes");
        }
        int mask = in.getInt();
        ByteBuffer body = in.slice().order(in.order()).limit(size - HEADER_BYTES);
        Sid sid = Sid.decode(body);
        byte[] rest = new byte[body.remaining()];
        body.get(rest);
        in.position(in.position() + size - HEADER_BYTES);
        return new Ace(type, flags, mask, sid, HexFormat.of().formatHex(rest));
    }

    private static boolean isSupported(int type) {
        return switch (type) {
            case ALLOWED,
                    DENIED,
                    AUDIT,
                    ALLOWED_CALLBACK,
                    DENIED_CALLBACK,
                    AUDIT_CALLBACK,
                    MANDATORY_LABEL,
                    RESOURCE_ATTRIBUTE,
                    SCOPED_POLICY -> true;
            default -> false;
        };
    }
}
