// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;

/**
 * SMB2 READ Request, [MS-SMB2] 2.2.19. Lengths and offsets in bytes.
 *
 * @param flags unbuffered, compressed
 * @param channel 0 without RDMA
 */
public record ReadRequest(int flags, long length, long offset, FileId fileId, long minimumCount, long channel)
        implements Message {
    private static final int STRUCTURE_SIZE = 49;

    public static ReadRequest decode(WireReader in) throws MalformedMessageException {
        in.expectU16(STRUCTURE_SIZE, "StructureSize");
        in.skip(1); // Padding: a wish about the reply's layout, not honoured
        int flags = in.u8();
        long length = in.u32();
        long offset = in.u64();
        FileId fileId = FileId.decode(in);
        var request = new ReadRequest(flags, length, offset, fileId, in.u32(), in.u32());
        in.skip(4 + 2 + 2); // RemainingBytes, ReadChannelInfo: RDMA only
        return request;
    }

    @Override
    public void encode(WireWriter out) {
        out.u16(STRUCTURE_SIZE).u8(0).u8(flags).u32(length).u64(offset);
        fileId.encode(out);
        out.u32(minimumCount).u32(channel).zero(4 + 2 + 2).zero(1); // Buffer: one byte even when empty
    }
}
