// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/**
 * SMB2_CREATE_REQUEST_LEASE and _V2, and the responses of the same shapes, [MS-SMB2] 2.2.13.2.8, 2.2.13.2.10, 2.2.14.2.10,
 * 2.2.14.2.11.
 *
 * @param second whether it is a V2
 * @param key LeaseKey
 * @param state see {@link LeaseState}
 * @param flags those below
 * @param parent ParentLeaseKey; of a V2 only, as the next
 * @param epoch counts the changes of the state
 */
public record LeaseContext(boolean second, UUID key, int state, int flags, UUID parent, int epoch) {
    /** In a response. */
    public static final int BREAK_IN_PROGRESS = 0x2;
    /** The parent's key means something. */
    public static final int PARENT_KEY_SET = 0x4;

    private static final int FIRST_BYTES = 32;
    private static final int SECOND_BYTES = 52;
    private static final UUID NONE = new UUID(0, 0);

    public static LeaseContext decode(byte[] data) throws MalformedMessageException {
        if (data.length != FIRST_BYTES && data.length != SECOND_BYTES) {
            throw new MalformedMessageException("a lease context of " + data.length + " bytes");
        }
        var in = new WireReader(ByteBuffer.wrap(data), ByteOrder.LITTLE_ENDIAN);
        UUID key = Guids.decode(in);
        int state = (int) in.u32();
        int flags = (int) in.u32();
        in.skip(8); // LeaseDuration
        boolean second = data.length == SECOND_BYTES;
        return new LeaseContext(second, key, state, flags, second ? Guids.decode(in) : NONE, second ? in.u16() : 0);
    }

    public byte[] encode() {
        var out = new WireWriter(ByteOrder.LITTLE_ENDIAN);
        Guids.encode(key, out);
        out.u32(state).u32(flags).u64(0);
        if (second) {
            Guids.encode(parent, out);
            out.u16(epoch).u16(0);
        }
        return out.toBytes();
    }
}
