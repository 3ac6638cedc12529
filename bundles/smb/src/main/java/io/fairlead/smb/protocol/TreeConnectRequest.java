// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;

/**
 * SMB2 TREE_CONNECT Request, [MS-SMB2] 2.2.9.
 *
 * @param flags of 3.1.1
 * @param path {@code \\server\share}
 */
public record TreeConnectRequest(int flags, String path) implements Message {
    /** SMB2_TREE_CONNECT_FLAG_EXTENSION_PRESENT. */
    public static final int EXTENSION = 0x4;

    private static final int STRUCTURE_SIZE = 9;

    public static TreeConnectRequest decode(WireReader in) throws MalformedMessageException {
        in.expectU16(STRUCTURE_SIZE, "StructureSize");
        int flags = in.u16();
        int offset = in.u16();
        int length = in.u16();
        WireReader buffer = in.slice(offset, length, "PathName");
        return new TreeConnectRequest(flags, buffer.utf16(length, "PathName"));
    }

    @Override
    public void encode(WireWriter out) {
        out.u16(STRUCTURE_SIZE)
                .u16(flags)
                .u16(out.position() + 2 + 2)
                .u16(2 * path.length())
                .utf16(path);
    }
}
