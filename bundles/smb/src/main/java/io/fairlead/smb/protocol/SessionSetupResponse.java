// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;

/**
 * SMB2 SESSION_SETUP Response, [MS-SMB2] 2.2.6.
 *
 * @param sessionFlags those below
 * @param securityBuffer a GSS token
 */
public record SessionSetupResponse(int sessionFlags, byte[] securityBuffer) implements Message {
    public static final int IS_GUEST = 0x1;
    public static final int IS_NULL = 0x2;
    public static final int ENCRYPT_DATA = 0x4;

    private static final int STRUCTURE_SIZE = 9;

    public static SessionSetupResponse decode(WireReader in) throws MalformedMessageException {
        in.expectU16(STRUCTURE_SIZE, "StructureSize");
        int flags = in.u16();
        int offset = in.u16();
        int length = in.u16();
        return new SessionSetupResponse(
                flags, in.slice(offset, length, "SecurityBuffer").bytes(length));
    }

    @Override
    public void encode(WireWriter out) {
        out.u16(STRUCTURE_SIZE).u16(sessionFlags);
        out.u16(out.position() + 2 + 2).u16(securityBuffer.length).bytes(securityBuffer);
    }
}
