// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * SMB2 NEGOTIATE_CONTEXT, [MS-SMB2] 2.2.3.1.
 *
 * @param type one of those below, or an unknown one
 * @param data its content, undecoded
 */
public record NegotiateContext(int type, byte[] data) {
    public static final int PREAUTH_INTEGRITY = 1;
    public static final int ENCRYPTION = 2;
    public static final int COMPRESSION = 3;
    public static final int NETNAME = 5;
    public static final int TRANSPORT = 6;
    public static final int RDMA_TRANSFORM = 7;
    public static final int SIGNING = 8;

    /** The one hash there is, [MS-SMB2] 2.2.3.1.1. */
    public static final int SHA_512 = 1;

    private static final int MOST = 32;
    private static final int MOST_IDS = 64;

    static List<NegotiateContext> decodeAll(WireReader message, long offset, int count)
            throws MalformedMessageException {
        if (count > MOST) {
            throw new MalformedMessageException("NegotiateContextCount is " + count);
        }
        List<NegotiateContext> contexts = new ArrayList<>();
        if (count == 0) {
            return contexts;
        }
        long end = message.position() + (long) message.remaining();
        WireReader in = message.slice(offset, end - offset, "NegotiateContextList");
        for (int i = 0; i < count; i++) {
            int type = in.u16();
            int length = in.u16();
            in.skip(4); // Reserved
            contexts.add(new NegotiateContext(type, in.bytes(length)));
            if (i < count - 1) {
                in.skip(Math.floorMod(-length, 8));
            }
        }
        return contexts;
    }

    static void encodeAll(List<NegotiateContext> contexts, WireWriter out) {
        for (int i = 0; i < contexts.size(); i++) {
            byte[] data = contexts.get(i).data;
            out.align(8);
            out.u16(contexts.get(i).type).u16(data.length).u32(0).bytes(data);
        }
    }

    /** The content of a {@link #PREAUTH_INTEGRITY} context: algorithms and a salt. */
    public static NegotiateContext preauth(List<Integer> algorithms, byte[] salt) {
        var out = new WireWriter(ByteOrder.LITTLE_ENDIAN).u16(algorithms.size()).u16(salt.length);
        algorithms.forEach(out::u16);
        return new NegotiateContext(PREAUTH_INTEGRITY, out.bytes(salt).toBytes());
    }

    /** An {@link #ENCRYPTION} or {@link #SIGNING} context: a count, and ids in order of preference. */
    public static NegotiateContext ofIds(int type, List<Integer> ids) {
        var out = new WireWriter(ByteOrder.LITTLE_ENDIAN).u16(ids.size());
        ids.forEach(out::u16);
        return new NegotiateContext(type, out.toBytes());
    }

    /**
     * The ids of an {@link #ENCRYPTION}, {@link #SIGNING} or {@link #PREAUTH_INTEGRITY} context.
     *
     * @throws MalformedMessageException if it is short, or names none ([MS-SMB2] 3.3.5.4)
     */
    public List<Integer> ids() throws MalformedMessageException {
        var in = new WireReader(ByteBuffer.wrap(data), ByteOrder.LITTLE_ENDIAN);
        int count = in.u16();
        if (count == 0 || count > MOST_IDS) {
            throw new MalformedMessageException("negotiate context " + type + " has " + count + " ids");
        }
        if (type == PREAUTH_INTEGRITY) {
            in.skip(2); // SaltLength
        }
        List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(in.u16());
        }
        return ids;
    }
}
