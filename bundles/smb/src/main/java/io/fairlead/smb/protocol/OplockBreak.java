// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;

/** SMB2 OPLOCK_BREAK Notification, Acknowledgment and Response, [MS-SMB2] 2.2.23.1, 2.2.24.1, 2.2.25.1: all of one shape. */
public record OplockBreak(int level, FileId fileId) implements Message {
    static final int STRUCTURE_SIZE = 24;

    public static OplockBreak decode(WireReader in) throws MalformedMessageException {
        in.expectU16(STRUCTURE_SIZE, "StructureSize");
        int level = in.u8();
        in.skip(1 + 4);
        return new OplockBreak(level, FileId.decode(in));
    }

    @Override
    public void encode(WireWriter out) {
        out.u16(STRUCTURE_SIZE).u8(level).zero(1 + 4);
        fileId.encode(out);
    }
}
