// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;

/** SMB2 SET_INFO Response, [MS-SMB2] 2.2.40. */
public record SetInfoResponse() implements Message {
    private static final int STRUCTURE_SIZE = 2;

    public static SetInfoResponse decode(WireReader in) throws MalformedMessageException {
        in.expectU16(STRUCTURE_SIZE, "StructureSize");
        return new SetInfoResponse();
    }

    @Override
    public void encode(WireWriter out) {
        out.u16(STRUCTURE_SIZE);
    }
}
