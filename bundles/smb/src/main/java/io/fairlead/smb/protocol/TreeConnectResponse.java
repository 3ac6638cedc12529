// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;

/**
 * SMB2 TREE_CONNECT Response, [MS-SMB2] 2.2.10.
 *
 * @param shareType {@link #DISK}, {@link #PIPE}, {@link #PRINT}
 * @param shareFlags those below
 * @param capabilities of the share
 * @param maximalAccess an ACCESS_MASK
 */
public record TreeConnectResponse(int shareType, int shareFlags, int capabilities, int maximalAccess)
        implements Message {
    public static final int DISK = 1;
    public static final int PIPE = 2;
    public static final int PRINT = 3;

    /** Of the capabilities: SMB2_SHARE_CAP_DFS. */
    public static final int CAP_DFS = 0x8;

    /** SMB2_SHAREFLAG_NO_CACHING. */
    public static final int NO_CACHING = 0x30;
    /** SMB2_SHAREFLAG_ACCESS_BASED_DIRECTORY_ENUM. */
    public static final int ACCESS_BASED_ENUM = 0x800;
    /** SMB2_SHAREFLAG_ENCRYPT_DATA. */
    public static final int ENCRYPT_DATA = 0x8000;

    private static final int STRUCTURE_SIZE = 16;

    public static TreeConnectResponse decode(WireReader in) throws MalformedMessageException {
        in.expectU16(STRUCTURE_SIZE, "StructureSize");
        int shareType = in.u8();
        in.skip(1);
        return new TreeConnectResponse(shareType, (int) in.u32(), (int) in.u32(), (int) in.u32());
    }

    @Override
    public void encode(WireWriter out) {
        out.u16(STRUCTURE_SIZE).u8(shareType).u8(0).u32(Integer.toUnsignedLong(shareFlags));
        out.u32(Integer.toUnsignedLong(capabilities)).u32(Integer.toUnsignedLong(maximalAccess));
    }
}
