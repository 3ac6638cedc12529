// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import java.util.UUID;

/**
 * The 16 bytes of a GUID ([MS-DTYP] 2.3.4) as a value to compare and to send back; how its text would be written does not
 * matter to the protocol.
 */
public final class Guids {
    private Guids() {}

    public static UUID decode(WireReader in) throws MalformedMessageException {
        long first = in.u64();
        return new UUID(first, in.u64());
    }

    public static void encode(UUID guid, WireWriter out) {
        out.u64(guid.getMostSignificantBits()).u64(guid.getLeastSignificantBits());
    }
}
