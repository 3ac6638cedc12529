// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;

/**
 * The body of messages that say nothing more: LOGOFF, TREE_DISCONNECT, ECHO, CANCEL requests and the responses of LOGOFF,
 * TREE_DISCONNECT, FLUSH, LOCK, ECHO ([MS-SMB2] 2.2.7, 2.2.8, 2.2.11, 2.2.12, 2.2.18, 2.2.27 to 2.2.30).
 */
public record Empty() implements Message {
    private static final int STRUCTURE_SIZE = 4;

    public static Empty decode(WireReader in) throws MalformedMessageException {
        in.expectU16(STRUCTURE_SIZE, "StructureSize");
        in.skip(2); // Reserved
        return new Empty();
    }

    @Override
    public void encode(WireWriter out) {
        out.u16(STRUCTURE_SIZE).u16(0);
    }
}
