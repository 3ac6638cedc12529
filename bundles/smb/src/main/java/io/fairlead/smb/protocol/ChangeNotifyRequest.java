// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;

/**
 * SMB2 CHANGE_NOTIFY Request, [MS-SMB2] 2.2.35.
 *
 * @param flags {@link #WATCH_TREE}
 * @param most OutputBufferLength
 * @param filter CompletionFilter
 */
public record ChangeNotifyRequest(int flags, long most, FileId fileId, int filter) implements Message {
    public static final int WATCH_TREE = 0x1;

    private static final int STRUCTURE_SIZE = 32;

    public static ChangeNotifyRequest decode(WireReader in) throws MalformedMessageException {
        in.expectU16(STRUCTURE_SIZE, "StructureSize");
        int flags = in.u16();
        long most = in.u32();
        FileId fileId = FileId.decode(in);
        var request = new ChangeNotifyRequest(flags, most, fileId, (int) in.u32());
        in.skip(4);
        return request;
    }

    @Override
    public void encode(WireWriter out) {
        out.u16(STRUCTURE_SIZE).u16(flags).u32(most);
        fileId.encode(out);
        out.u32(Integer.toUnsignedLong(filter)).u32(0);
    }
}
