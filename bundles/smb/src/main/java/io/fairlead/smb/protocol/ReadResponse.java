// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import java.nio.ByteBuffer;

/**
 * SMB2 READ Response, [MS-SMB2] 2.2.20.
 *
 * @param data as much of it as is at hand
 * @param length of the data in bytes, with those that somebody else puts behind
 */
public record ReadResponse(ByteBuffer data, int length) implements Message {
    private static final int STRUCTURE_SIZE = 17;
    private static final int FIXED_BYTES = 16;

    /** With all of its data. */
    public ReadResponse(ByteBuffer data) {
        this(data, data.remaining());
    }

    public static ReadResponse decode(WireReader in) throws MalformedMessageException {
        in.expectU16(STRUCTURE_SIZE, "StructureSize");
        int offset = in.u8();
        in.skip(1);
        long length = in.u32();
        in.skip(4 + 4); // DataRemaining, Flags
        WireReader data = in.slice(offset, length, "Data");
        return new ReadResponse(data.buffer(data.remaining()));
    }

    @Override
    public void encode(WireWriter out) {
        out.u16(STRUCTURE_SIZE)
                .u8(Smb2Header.BYTES + FIXED_BYTES)
                .u8(0)
                .u32(length)
                .u32(0)
                .u32(0);
    }

    @Override
    public ByteBuffer bulk() {
        return data.duplicate();
    }
}
