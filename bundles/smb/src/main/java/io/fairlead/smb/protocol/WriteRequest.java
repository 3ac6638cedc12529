// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import java.nio.ByteBuffer;

/**
 * SMB2 WRITE Request, [MS-SMB2] 2.2.21. Lengths and offsets in bytes.
 *
 * @param channel 0 without RDMA
 * @param flags {@link #WRITE_THROUGH}, {@link #UNBUFFERED}
 * @param data a view of the message
 */
public record WriteRequest(long offset, FileId fileId, long channel, int flags, ByteBuffer data) implements Message {
    public static final int WRITE_THROUGH = 0x1;
    public static final int UNBUFFERED = 0x2;

    private static final int STRUCTURE_SIZE = 49;
    private static final int DATA_OFFSET = 0x70;

    public static WriteRequest decode(WireReader in) throws MalformedMessageException {
        in.expectU16(STRUCTURE_SIZE, "StructureSize");
        int dataOffset = in.u16();
        long length = in.u32();
        long offset = in.u64();
        FileId fileId = FileId.decode(in);
        long channel = in.u32();
        in.skip(4 + 2 + 2); // RemainingBytes, WriteChannelInfo: RDMA only
        int flags = (int) in.u32();
        if (dataOffset != DATA_OFFSET) { // 3.3.5.13: Windows and Samba take nothing else
            throw new MalformedMessageException("DataOffset is " + dataOffset);
        }
        WireReader data = in.slice(dataOffset, length, "Data");
        return new WriteRequest(offset, fileId, channel, flags, data.buffer(data.remaining()));
    }

    @Override
    public void encode(WireWriter out) {
        out.u16(STRUCTURE_SIZE).u16(DATA_OFFSET).u32(data.remaining()).u64(offset);
        fileId.encode(out);
        out.u32(channel).zero(4 + 2 + 2).u32(Integer.toUnsignedLong(flags));
    }

    @Override
    public ByteBuffer bulk() {
        return data.duplicate();
    }
}
