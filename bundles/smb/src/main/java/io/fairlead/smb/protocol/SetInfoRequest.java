// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;

/**
 * SMB2 SET_INFO Request, [MS-SMB2] 2.2.39.
 *
 * @param type {@link InfoType}
 * @param informationClass of the type
 * @param additional what of a security descriptor
 * @param buffer the information
 */
public record SetInfoRequest(int type, int informationClass, int additional, FileId fileId, byte[] buffer)
        implements Message {
    private static final int STRUCTURE_SIZE = 33;

    public static SetInfoRequest decode(WireReader in) throws MalformedMessageException {
        in.expectU16(STRUCTURE_SIZE, "StructureSize");
        int type = in.u8();
        int informationClass = in.u8();
        long length = in.u32();
        int offset = in.u16();
        in.skip(2);
        int additional = (int) in.u32();
        FileId fileId = FileId.decode(in);
        WireReader buffer = in.slice(offset, length, "Buffer");
        return new SetInfoRequest(type, informationClass, additional, fileId, buffer.bytes(buffer.remaining()));
    }

    @Override
    public void encode(WireWriter out) {
        out.u16(STRUCTURE_SIZE).u8(type).u8(informationClass).u32(buffer.length);
        out.u16(out.position() + 2 + 2 + 4 + 16).u16(0).u32(Integer.toUnsignedLong(additional));
        fileId.encode(out);
        out.bytes(buffer.length == 0 ? new byte[1] : buffer);
    }
}
