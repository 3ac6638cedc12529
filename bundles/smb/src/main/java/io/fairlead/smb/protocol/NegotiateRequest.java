// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * SMB2 NEGOTIATE Request, [MS-SMB2] 2.2.3.
 *
 * @param securityMode {@link #SIGNING_ENABLED}, {@link #SIGNING_REQUIRED}
 * @param capabilities see {@link Capabilities}
 * @param clientGuid names the client
 * @param dialects revisions offered, known to us or not
 * @param contexts of 3.1.1, else empty
 */
public record NegotiateRequest(
        int securityMode, int capabilities, UUID clientGuid, List<Integer> dialects, List<NegotiateContext> contexts)
        implements Message {
    public static final int SIGNING_ENABLED = 0x1;
    public static final int SIGNING_REQUIRED = 0x2;

    private static final int STRUCTURE_SIZE = 36;
    private static final int MOST_DIALECTS = 64;

    public NegotiateRequest {
        dialects = List.copyOf(dialects);
        contexts = List.copyOf(contexts);
    }

    public static NegotiateRequest decode(WireReader in) throws MalformedMessageException {
        in.expectU16(STRUCTURE_SIZE, "StructureSize");
        int count = in.u16();
        int securityMode = in.u16();
        in.skip(2); // Reserved
        int capabilities = (int) in.u32();
        UUID clientGuid = Guids.decode(in);
        long contextOffset = in.u32(); // ClientStartTime before 3.1.1, as are the next two
        int contextCount = in.u16();
        in.skip(2);
        if (count > MOST_DIALECTS) {
            throw new MalformedMessageException("DialectCount is " + count);
        }
        List<Integer> dialects = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            dialects.add(in.u16());
        }
        List<NegotiateContext> contexts = dialects.contains(Dialect.SMB_3_1_1.revision())
                ? NegotiateContext.decodeAll(in, contextOffset, contextCount)
                : List.of();
        return new NegotiateRequest(securityMode, capabilities, clientGuid, dialects, contexts);
    }

    @Override
    public void encode(WireWriter out) {
        out.u16(STRUCTURE_SIZE).u16(dialects.size()).u16(securityMode).u16(0);
        out.u32(Integer.toUnsignedLong(capabilities));
        Guids.encode(clientGuid, out);
        int offsetAt = out.position();
        out.u32(0).u16(contexts.size()).u16(0);
        dialects.forEach(out::u16);
        if (!contexts.isEmpty()) {
            out.align(8);
            out.setU32(offsetAt, out.position());
            NegotiateContext.encodeAll(contexts, out);
        }
    }
}
