// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import java.util.List;
import java.util.UUID;

/**
 * SMB2 NEGOTIATE Response, [MS-SMB2] 2.2.4.
 *
 * @param securityMode as in {@link NegotiateRequest}
 * @param dialectRevision chosen, or {@link Dialect#WILDCARD}
 * @param serverGuid names the server
 * @param capabilities see {@link Capabilities}
 * @param limits of what may be asked for at once
 * @param systemTime the server's clock, as FILETIME
 * @param securityBuffer a GSS token that tells the mechanisms
 * @param contexts of 3.1.1, else empty
 */
public record NegotiateResponse(
        int securityMode,
        int dialectRevision,
        UUID serverGuid,
        int capabilities,
        Limits limits,
        long systemTime,
        byte[] securityBuffer,
        List<NegotiateContext> contexts)
        implements Message {
    private static final int STRUCTURE_SIZE = 65;

    /**
     * Bytes at once.
     *
     * @param transact of QUERY_INFO, QUERY_DIRECTORY, SET_INFO, CHANGE_NOTIFY, IOCTL
     * @param read of READ
     * @param write of WRITE
     */
    public record Limits(long transact, long read, long write) {}

    public NegotiateResponse {
        contexts = List.copyOf(contexts);
    }

    public static NegotiateResponse decode(WireReader in) throws MalformedMessageException {
        in.expectU16(STRUCTURE_SIZE, "StructureSize");
        int securityMode = in.u16();
        int dialectRevision = in.u16();
        int contextCount = in.u16();
        UUID serverGuid = Guids.decode(in);
        int capabilities = (int) in.u32();
        Limits limits = new Limits(in.u32(), in.u32(), in.u32());
        long systemTime = in.u64();
        in.skip(8); // ServerStartTime
        int bufferOffset = in.u16();
        int bufferLength = in.u16();
        long contextOffset = in.u32();
        byte[] buffer = in.slice(bufferOffset, bufferLength, "SecurityBuffer").bytes(bufferLength);
        List<NegotiateContext> contexts = dialectRevision == Dialect.SMB_3_1_1.revision()
                ? NegotiateContext.decodeAll(in, contextOffset, contextCount)
                : List.of();
        return new NegotiateResponse(
                securityMode, dialectRevision, serverGuid, capabilities, limits, systemTime, buffer, contexts);
    }

    @Override
    public void encode(WireWriter out) {
        out.u16(STRUCTURE_SIZE).u16(securityMode).u16(dialectRevision).u16(contexts.size());
        Guids.encode(serverGuid, out);
        out.u32(Integer.toUnsignedLong(capabilities));
        out.u32(limits.transact).u32(limits.read).u32(limits.write);
        out.u64(systemTime).u64(0); // ServerStartTime: zero is allowed, and tells nothing
        int bufferOffset = out.position() + 2 + 2 + 4;
        out.u16(bufferOffset).u16(securityBuffer.length);
        int offsetAt = out.position();
        out.u32(0).bytes(securityBuffer);
        if (!contexts.isEmpty()) {
            out.align(8);
            out.setU32(offsetAt, out.position());
            NegotiateContext.encodeAll(contexts, out);
        }
    }
}
