// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;

/**
 * SMB2 QUERY_INFO Request, [MS-SMB2] 2.2.37.
 *
 * @param type {@link InfoType}
 * @param informationClass of the type
 * @param most OutputBufferLength
 * @param additional what of a security descriptor
 * @param flags of a query for extended attributes
 * @param input EA names, or a quota query
 */
public record QueryInfoRequest(
        int type, int informationClass, long most, int additional, int flags, FileId fileId, byte[] input)
        implements Message {
    private static final int STRUCTURE_SIZE = 41;

    public static QueryInfoRequest decode(WireReader in) throws MalformedMessageException {
        in.expectU16(STRUCTURE_SIZE, "StructureSize");
        int type = in.u8();
        int informationClass = in.u8();
        long most = in.u32();
        int offset = in.u16();
        in.skip(2);
        long length = in.u32();
        int additional = (int) in.u32();
        int flags = (int) in.u32();
        FileId fileId = FileId.decode(in);
        WireReader input = in.slice(offset, length, "Input");
        return new QueryInfoRequest(
                type, informationClass, most, additional, flags, fileId, input.bytes(input.remaining()));
    }

    @Override
    public void encode(WireWriter out) {
        out.u16(STRUCTURE_SIZE).u8(type).u8(informationClass).u32(most);
        int offset = out.position() + 2 + 2 + 4 + 4 + 4 + 16;
        out.u16(input.length == 0 ? 0 : offset).u16(0).u32(input.length);
        out.u32(Integer.toUnsignedLong(additional)).u32(Integer.toUnsignedLong(flags));
        fileId.encode(out);
        out.bytes(input.length == 0 ? new byte[1] : input);
    }
}
