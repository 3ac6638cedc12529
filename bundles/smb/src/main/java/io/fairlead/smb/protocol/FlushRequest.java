// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;

/** SMB2 FLUSH Request, [MS-SMB2] 2.2.17. */
public record FlushRequest(FileId fileId) implements Message {
    private static final int STRUCTURE_SIZE = 24;

    public static FlushRequest decode(WireReader in) throws MalformedMessageException {
        in.expectU16(STRUCTURE_SIZE, "StructureSize");
        in.skip(2 + 4); // Reserved1, Reserved2
        return new FlushRequest(FileId.decode(in));
    }

    @Override
    public void encode(WireWriter out) {
        out.u16(STRUCTURE_SIZE).zero(2 + 4);
        fileId.encode(out);
    }
}
