// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;

/**
 * SMB2 SESSION_SETUP Request, [MS-SMB2] 2.2.5.
 *
 * @param flags {@link #BINDING}
 * @param securityMode as in {@link NegotiateRequest}
 * @param capabilities DFS only
 * @param securityBuffer a GSS token
 * @param previousSessionId one to end when this one begins, or 0
 */
public record SessionSetupRequest(
        int flags, int securityMode, int capabilities, byte[] securityBuffer, long previousSessionId)
        implements Message {
    /** SMB2_SESSION_FLAG_BINDING. */
    public static final int BINDING = 0x1;

    private static final int STRUCTURE_SIZE = 25;

    public static SessionSetupRequest decode(WireReader in) throws MalformedMessageException {
        in.expectU16(STRUCTURE_SIZE, "StructureSize");
        int flags = in.u8();
        int securityMode = in.u8();
        int capabilities = (int) in.u32();
        in.skip(4); // Channel
        int offset = in.u16();
        int length = in.u16();
        long previousSessionId = in.u64();
        byte[] buffer = in.slice(offset, length, "SecurityBuffer").bytes(length);
        return new SessionSetupRequest(flags, securityMode, capabilities, buffer, previousSessionId);
    }

    @Override
    public void encode(WireWriter out) {
        out.u16(STRUCTURE_SIZE)
                .u8(flags)
                .u8(securityMode)
                .u32(Integer.toUnsignedLong(capabilities))
                .u32(0);
        out.u16(out.position() + 2 + 2 + 8)
                .u16(securityBuffer.length)
                .u64(previousSessionId)
                .bytes(securityBuffer);
    }
}
