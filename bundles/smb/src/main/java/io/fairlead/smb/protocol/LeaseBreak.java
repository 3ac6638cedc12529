// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import java.util.UUID;

/**
 * SMB2 Lease Break Notification, [MS-SMB2] 2.2.23.2.
 *
 * @param flags {@link #ACK_REQUIRED}
 */
public record LeaseBreak(int newEpoch, int flags, UUID leaseKey, int currentState, int newState) implements Message {
    public static final int ACK_REQUIRED = 0x1;

    /** Bytes of it. */
    public static final int BYTES = 44;

    private static final int STRUCTURE_SIZE = 44;

    public static LeaseBreak decode(WireReader in) throws MalformedMessageException {
        in.expectU16(STRUCTURE_SIZE, "StructureSize");
        int newEpoch = in.u16();
        int flags = (int) in.u32();
        UUID key = Guids.decode(in);
        return new LeaseBreak(newEpoch, flags, key, (int) in.u32(), (int) in.u32());
    }

    @Override
    public void encode(WireWriter out) {
        out.u16(STRUCTURE_SIZE).u16(newEpoch).u32(Integer.toUnsignedLong(flags));
        Guids.encode(leaseKey, out);
        out.u32(currentState).u32(newState).zero(4 + 4 + 4); // BreakReason, AccessMaskHint, ShareMaskHint
    }
}
