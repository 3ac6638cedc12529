// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;

/** The two shapes of an OPLOCK_BREAK request, [MS-SMB2] 2.2.24, told apart by their size. */
public final class BreakAcknowledgment {
    private BreakAcknowledgment() {}

    /** An {@link OplockBreak} or a {@link LeaseAcknowledgment}. */
    public static Message decode(WireReader in) throws MalformedMessageException {
        WireReader again = in.slice(in.position(), in.remaining(), "OPLOCK_BREAK");
        return in.u16() == LeaseAcknowledgment.STRUCTURE_SIZE
                ? LeaseAcknowledgment.decode(again)
                : OplockBreak.decode(again);
    }
}
