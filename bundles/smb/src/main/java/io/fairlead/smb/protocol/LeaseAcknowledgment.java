// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import java.util.UUID;

/** SMB2 Lease Break Acknowledgment and Response, [MS-SMB2] 2.2.24.2, 2.2.25.2: both of one shape. */
public record LeaseAcknowledgment(int flags, UUID leaseKey, int leaseState) implements Message {
    static final int STRUCTURE_SIZE = 36;

    public static LeaseAcknowledgment decode(WireReader in) throws MalformedMessageException {
        in.expectU16(STRUCTURE_SIZE, "StructureSize");
        in.skip(2);
        int flags = (int) in.u32();
        UUID key = Guids.decode(in);
        var acknowledgment = new LeaseAcknowledgment(flags, key, (int) in.u32());
        in.skip(8); // LeaseDuration
        return acknowledgment;
    }

    @Override
    public void encode(WireWriter out) {
        out.u16(STRUCTURE_SIZE).u16(0).u32(Integer.toUnsignedLong(flags));
        Guids.encode(leaseKey, out);
        out.u32(Integer.toUnsignedLong(leaseState)).u64(0);
    }
}
