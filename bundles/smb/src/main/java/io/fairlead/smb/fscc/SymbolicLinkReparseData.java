// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.fscc;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import java.nio.ByteOrder;

/**
 * SYMBOLIC_LINK_REPARSE_DATA_BUFFER, [MS-FSCC] 2.1.2.4: where a link leads.
 *
 * @param target text with backslashes, as it is to be resolved
 * @param relative whether it starts at the link's folder
 */
public record SymbolicLinkReparseData(String target, boolean relative) {
    private static final int SYMLINK_FLAG_RELATIVE = 0x1;

    /** Decodes what a client sets. */
    public static SymbolicLinkReparseData decode(WireReader in) throws MalformedMessageException {
        in.skip(4); // ReparseTag, at which the caller has looked
        int length = in.u16();
        in.skip(2);
        WireReader data = in.slice(in.position(), length, "ReparseData");
        int substituteOffset = data.u16();
        int substituteLength = data.u16();
        data.skip(2 + 2); // PrintName, which is for people
        long flags = data.u32();
        WireReader name = data.slice(data.position() + substituteOffset, substituteLength, "SubstituteName");
        return new SymbolicLinkReparseData(
                name.utf16(substituteLength, "SubstituteName"), (flags & SYMLINK_FLAG_RELATIVE) != 0);
    }

    /** As clients read it; the name for people is the same. */
    public byte[] encode() {
        int bytes = 2 * target.length();
        return new WireWriter(ByteOrder.LITTLE_ENDIAN)
                .u32(Integer.toUnsignedLong(FileInformation.SYMLINK_TAG))
                .u16(12 + 2 * bytes)
                .u16(0)
                .u16(0)
                .u16(bytes)
                .u16(bytes)
                .u16(bytes)
                .u32(relative ? SYMLINK_FLAG_RELATIVE : 0)
                .utf16(target)
                .utf16(target)
                .toBytes();
    }
}
