// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;

/**
 * SMB2 IOCTL Response, [MS-SMB2] 2.2.32.
 *
 * @param code CtlCode
 * @param output what the call gives
 */
public record IoctlResponse(int code, FileId fileId, byte[] output) implements Message {
    private static final int STRUCTURE_SIZE = 49;

    public static IoctlResponse decode(WireReader in) throws MalformedMessageException {
        in.expectU16(STRUCTURE_SIZE, "StructureSize");
        in.skip(2);
        int code = (int) in.u32();
        FileId fileId = FileId.decode(in);
        in.skip(4 + 4); // InputOffset, InputCount
        long offset = in.u32();
        long count = in.u32();
        in.skip(4 + 4);
        WireReader output = in.slice(offset, count, "Output");
        return new IoctlResponse(code, fileId, output.bytes(output.remaining()));
    }

    @Override
    public void encode(WireWriter out) {
        out.u16(STRUCTURE_SIZE).u16(0).u32(Integer.toUnsignedLong(code));
        fileId.encode(out);
        int at = out.position() + 4 + 4 + 4 + 4 + 4 + 4;
        out.u32(at).u32(0).u32(at).u32(output.length).u32(0).u32(0);
        out.bytes(output.length == 0 ? new byte[1] : output);
    }
}
