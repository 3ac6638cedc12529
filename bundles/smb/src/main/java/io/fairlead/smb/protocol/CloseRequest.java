// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;

/**
 * SMB2 CLOSE Request, [MS-SMB2] 2.2.15.
 *
 * @param flags {@link #POSTQUERY_ATTRIBUTES}
 */
public record CloseRequest(int flags, FileId fileId) implements Message {
    public static final int POSTQUERY_ATTRIBUTES = 0x1;

    private static final int STRUCTURE_SIZE = 24;

    public static CloseRequest decode(WireReader in) throws MalformedMessageException {
        in.expectU16(STRUCTURE_SIZE, "StructureSize");
        int flags = in.u16();
        in.skip(4); // Reserved
        return new CloseRequest(flags, FileId.decode(in));
    }

    @Override
    public void encode(WireWriter out) {
        out.u16(STRUCTURE_SIZE).u16(flags).u32(0);
        fileId.encode(out);
    }
}
