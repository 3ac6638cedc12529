// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;

/**
 * SMB2 QUERY_DIRECTORY Request, [MS-SMB2] 2.2.33.
 *
 * @param informationClass of [MS-FSCC] 2.4
 * @param flags those below
 * @param pattern empty, or with wildcards
 * @param most OutputBufferLength
 */
public record QueryDirectoryRequest(
        int informationClass, int flags, long fileIndex, FileId fileId, String pattern, long most) implements Message {
    public static final int RESTART_SCANS = 0x1;
    public static final int RETURN_SINGLE_ENTRY = 0x2;
    public static final int INDEX_SPECIFIED = 0x4;
    public static final int REOPEN = 0x10;

    private static final int STRUCTURE_SIZE = 33;

    public static QueryDirectoryRequest decode(WireReader in) throws MalformedMessageException {
        in.expectU16(STRUCTURE_SIZE, "StructureSize");
        int informationClass = in.u8();
        int flags = in.u8();
        long fileIndex = in.u32();
        FileId fileId = FileId.decode(in);
        int offset = in.u16();
        int length = in.u16();
        long most = in.u32();
        String pattern = in.slice(offset, length, "FileName").utf16(length, "FileName");
        return new QueryDirectoryRequest(informationClass, flags, fileIndex, fileId, pattern, most);
    }

    @Override
    public void encode(WireWriter out) {
        out.u16(STRUCTURE_SIZE).u8(informationClass).u8(flags).u32(fileIndex);
        fileId.encode(out);
        out.u16(out.position() + 2 + 2 + 4).u16(2 * pattern.length()).u32(most).utf16(pattern);
        if (pattern.isEmpty()) {
            out.zero(1);
        }
    }
}
