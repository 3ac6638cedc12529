// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Symbolic Link Error Response, [MS-SMB2] 2.2.2.2.1: the ErrorData of STATUS_STOPPED_ON_SYMLINK.
 *
 * @param unparsedPathLength of what comes after the link in the path that was asked for, with its backslash; in bytes
 * @param substituteName what the link is to be replaced by, with backslashes
 * @param printName the same for people
 * @param relative whether it starts at the link's folder
 */
public record SymbolicLinkError(int unparsedPathLength, String substituteName, String printName, boolean relative) {
    private static final int SYMLINK_ERROR_TAG = 0x4C4D5953;
    private static final int SYMLINK_TAG = 0xA000000C;
    private static final int SYMLINK_FLAG_RELATIVE = 0x1;
    private static final int FIXED_BYTES = 24; // from SymLinkErrorTag to Flags
    private static final int REPARSE_FIXED_BYTES = 12; // from SubstituteNameOffset to Flags

    /** Decodes the data of an error. */
    public static SymbolicLinkError decode(byte[] data) throws MalformedMessageException {
        WireReader all = new WireReader(ByteBuffer.wrap(data), ByteOrder.LITTLE_ENDIAN);
        WireReader in = all.slice(Integer.BYTES, all.u32(), "SymLinkLength");
        expect(in, SYMLINK_ERROR_TAG, "SymLinkErrorTag");
        expect(in, SYMLINK_TAG, "ReparseTag");
        in.skip(2); // ReparseDataLength, which follows from the others
        int unparsed = in.u16();
        int substituteOffset = in.u16();
        int substituteLength = in.u16();
        int printOffset = in.u16();
        int printLength = in.u16();
        long flags = in.u32();
        int names = in.position();
        return new SymbolicLinkError(
                unparsed,
                in.slice(names + substituteOffset, substituteLength, "SubstituteName")
                        .utf16(substituteLength, "SubstituteName"),
                in.slice(names + printOffset, printLength, "PrintName").utf16(printLength, "PrintName"),
                (flags & SYMLINK_FLAG_RELATIVE) != 0);
    }

    private static void expect(WireReader in, int value, String field) throws MalformedMessageException {
        long found = in.u32();
        if (found != Integer.toUnsignedLong(value)) {
            throw new MalformedMessageException(field + " is " + Long.toHexString(found));
        }
    }

    /** As it is sent. */
    public byte[] encode() {
        int substituteLength = 2 * substituteName.length();
        int printLength = 2 * printName.length();
        return new WireWriter(ByteOrder.LITTLE_ENDIAN)
                .u32(FIXED_BYTES + (long) substituteLength + printLength)
                .u32(SYMLINK_ERROR_TAG)
                .u32(Integer.toUnsignedLong(SYMLINK_TAG))
                .u16(REPARSE_FIXED_BYTES + substituteLength + printLength)
                .u16(unparsedPathLength)
                .u16(0) // SubstituteNameOffset, from the end of Flags
                .u16(substituteLength)
                .u16(substituteLength)
                .u16(printLength)
                .u32(relative ? SYMLINK_FLAG_RELATIVE : 0)
                .utf16(substituteName)
                .utf16(printName)
                .toBytes();
    }
}
