// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;

/** SMB2 QUERY_DIRECTORY, QUERY_INFO and CHANGE_NOTIFY Response, [MS-SMB2] 2.2.34, 2.2.38, 2.2.36: all of one shape. */
public record OutputResponse(byte[] output) implements Message {
    private static final int STRUCTURE_SIZE = 9;

    public static OutputResponse decode(WireReader in) throws MalformedMessageException {
        in.expectU16(STRUCTURE_SIZE, "StructureSize");
        int offset = in.u16();
        WireReader output = in.slice(offset, in.u32(), "Buffer");
        return new OutputResponse(output.bytes(output.remaining()));
    }

    @Override
    public void encode(WireWriter out) {
        out.u16(STRUCTURE_SIZE).u16(out.position() + 2 + 4).u32(output.length);
        out.bytes(output.length == 0 ? new byte[1] : output);
    }
}
