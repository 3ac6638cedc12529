// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;

/**
 * SMB2 CLOSE Response, [MS-SMB2] 2.2.16.
 *
 * @param flags as asked, if {@code file} tells something
 */
public record CloseResponse(int flags, FileTimesAndSizes file) implements Message {
    private static final int STRUCTURE_SIZE = 60;

    public static CloseResponse decode(WireReader in) throws MalformedMessageException {
        in.expectU16(STRUCTURE_SIZE, "StructureSize");
        int flags = in.u16();
        in.skip(4); // Reserved
        return new CloseResponse(flags, FileTimesAndSizes.decode(in));
    }

    @Override
    public void encode(WireWriter out) {
        out.u16(STRUCTURE_SIZE).u16(flags).u32(0);
        file.encode(out);
    }
}
