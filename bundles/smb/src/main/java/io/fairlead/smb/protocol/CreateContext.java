// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * SMB2 CREATE_CONTEXT, [MS-SMB2] 2.2.13.2.
 *
 * @param name four letters, or the 16 bytes of a GUID as ISO-8859-1 text
 * @param data its content, undecoded
 */
public record CreateContext(String name, byte[] data) {
    public static final String EXTENDED_ATTRIBUTES = "ExtA";
    public static final String SECURITY_DESCRIPTOR = "SecD";
    public static final String DURABLE_REQUEST = "DHnQ";
    public static final String DURABLE_RECONNECT = "DHnC";
    public static final String ALLOCATION_SIZE = "AlSi";
    public static final String MAXIMAL_ACCESS = "MxAc";
    public static final String TIMEWARP = "TWrp";
    public static final String QUERY_ON_DISK_ID = "QFid";
    public static final String LEASE = "RqLs";
    public static final String DURABLE_REQUEST_V2 = "DH2Q";
    public static final String DURABLE_RECONNECT_V2 = "DH2C";
    public static final String APP_INSTANCE_ID =
            guid(0x45, 0xbc, 0xa6, 0x6a, 0xef, 0xa7, 0xf7, 0x4a, 0x90, 0x08, 0xfa, 0x46, 0x2e, 0x14, 0x4d, 0x74);
    public static final String APP_INSTANCE_VERSION =
            guid(0xb9, 0x82, 0xd0, 0xb7, 0x3b, 0x56, 0x07, 0x4f, 0xa0, 0x7b, 0x52, 0x4a, 0x81, 0x16, 0xa0, 0x10);

    private static final int MOST = 64;
    private static final int SHORTEST_NAME = 4;
    private static final int FIXED_BYTES = 16;

    private static String guid(int... bytes) {
        return new String(bytes, 0, bytes.length); // ISO-8859-1 is the beginning of Unicode
    }

    static List<CreateContext> decodeAll(WireReader in) throws MalformedMessageException {
        List<CreateContext> contexts = new ArrayList<>();
        WireReader rest = in;
        while (rest.remaining() > 0) {
            if (contexts.size() == MOST) {
                throw new MalformedMessageException("more than " + MOST + " create contexts");
            }
            int whole = rest.remaining();
            long next = rest.u32();
            int nameOffset = rest.u16();
            int nameLength = rest.u16();
            rest.skip(2); // Reserved
            int dataOffset = rest.u16();
            long dataLength = rest.u32();
            if (nameLength < SHORTEST_NAME) {
                throw new MalformedMessageException("the name of a create context has " + nameLength + " bytes");
            }
            if (next != 0 && (next < FIXED_BYTES || next > whole || next % 8 != 0)) {
                throw new MalformedMessageException("Next of a create context is " + next);
            }
            String name = new String(
                    rest.slice(nameOffset, nameLength, "Name").bytes(nameLength), StandardCharsets.ISO_8859_1);
            WireReader data = rest.slice(dataOffset, dataLength, "Data");
            contexts.add(new CreateContext(name, data.bytes(data.remaining())));
            if (next == 0) {
                break;
            }
            rest = rest.slice(next, whole - next, "Next");
        }
        return contexts;
    }

    static void encodeAll(List<CreateContext> contexts, WireWriter out) {
        for (int i = 0; i < contexts.size(); i++) {
            CreateContext context = contexts.get(i);
            byte[] name = context.name.getBytes(StandardCharsets.ISO_8859_1);
            int start = out.position();
            int dataOffset = FIXED_BYTES + (name.length + 7) / 8 * 8;
            out.u32(0).u16(FIXED_BYTES).u16(name.length).u16(0);
            out.u16(context.data.length == 0 ? 0 : dataOffset)
                    .u32(context.data.length)
                    .bytes(name);
            if (context.data.length > 0) {
                out.zero(start + dataOffset - out.position()).bytes(context.data);
            }
            if (i < contexts.size() - 1) {
                out.zero(Math.floorMod(start - out.position(), 8));
                out.setU32(start, out.position() - start);
            }
        }
    }
}
