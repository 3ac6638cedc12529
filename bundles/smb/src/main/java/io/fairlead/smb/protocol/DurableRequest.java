// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/**
 * SMB2_CREATE_DURABLE_HANDLE_REQUEST and _V2, [MS-SMB2] 2.2.13.2.3 and 2.2.13.2.11.
 *
 * @param second whether it is a V2
 * @param timeoutMillis that the client wants, unsigned; 0 for the server's own; of a V2 only, as the next
 * @param flags {@link #PERSISTENT}
 * @param createGuid names the request; zeros in the first kind
 */
public record DurableRequest(boolean second, long timeoutMillis, int flags, UUID createGuid) {
    /** SMB2_DHANDLE_FLAG_PERSISTENT. */
    public static final int PERSISTENT = 0x2;

    /** CreateGuid of who has none. */
    public static final UUID NO_GUID = new UUID(0, 0);

    private static final int FIRST_BYTES = 16;
    private static final int SECOND_BYTES = 32;

    /** @param second which of the two it is, by its name */
    public static DurableRequest decode(boolean second, byte[] data) throws MalformedMessageException {
        if (data.length != (second ? SECOND_BYTES : FIRST_BYTES)) {
            throw new MalformedMessageException("a request for a durable handle of " + data.length + " bytes");
        }
        if (!second) {
            return new DurableRequest(false, 0, 0, NO_GUID);
        }
        var in = new WireReader(ByteBuffer.wrap(data), ByteOrder.LITTLE_ENDIAN);
        long timeout = in.u32();
        int flags = (int) in.u32();
        in.skip(8); // Reserved
        return new DurableRequest(true, timeout, flags, Guids.decode(in));
    }

    /** As a context of a request. */
    public CreateContext encode() {
        var out = new WireWriter(ByteOrder.LITTLE_ENDIAN);
        if (!second) {
            return new CreateContext(
                    CreateContext.DURABLE_REQUEST, out.zero(FIRST_BYTES).toBytes());
        }
        out.u32(timeoutMillis).u32(Integer.toUnsignedLong(flags)).zero(8);
        Guids.encode(createGuid, out);
        return new CreateContext(CreateContext.DURABLE_REQUEST_V2, out.toBytes());
    }

    /**
     * The context of a response that grants it, [MS-SMB2] 2.2.14.2.3 and 2.2.14.2.12.
     *
     * @param timeoutMillis for which the open waits for its client; of a V2 only
     */
    public static CreateContext granted(boolean second, long timeoutMillis) {
        var out = new WireWriter(ByteOrder.LITTLE_ENDIAN)
                .u32(second ? timeoutMillis : 0)
                .u32(0);
        return new CreateContext(
                second ? CreateContext.DURABLE_REQUEST_V2 : CreateContext.DURABLE_REQUEST, out.toBytes());
    }
}
