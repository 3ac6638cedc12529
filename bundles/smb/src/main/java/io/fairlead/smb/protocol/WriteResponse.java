// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;

/**
 * SMB2 WRITE Response, [MS-SMB2] 2.2.22.
 *
 * @param count bytes written
 */
public record WriteResponse(long count) implements Message {
    private static final int STRUCTURE_SIZE = 17;

    public static WriteResponse decode(WireReader in) throws MalformedMessageException {
        in.expectU16(STRUCTURE_SIZE, "StructureSize");
        in.skip(2);
        var response = new WriteResponse(in.u32());
        in.skip(4 + 2 + 2); // Remaining, WriteChannelInfo
        return response;
    }

    @Override
    public void encode(WireWriter out) {
        out.u16(STRUCTURE_SIZE).u16(0).u32(count).zero(4 + 2 + 2).zero(1); // Buffer: one byte even when empty
    }
}
