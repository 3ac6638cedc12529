// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/**
 * SMB2_CREATE_DURABLE_HANDLE_RECONNECT and _V2, [MS-SMB2] 2.2.13.2.4 and 2.2.13.2.12.
 *
 * @param second whether it is a V2
 * @param fileId as it was before; only its persistent half still means something
 * @param createGuid that the open was made with; zeros in the first kind
 */
public record DurableReconnect(boolean second, FileId fileId, UUID createGuid) {
    private static final int FIRST_BYTES = 16;
    private static final int SECOND_BYTES = 36;

    /** @param second which of the two it is, by its name */
    public static DurableReconnect decode(boolean second, byte[] data) throws MalformedMessageException {
        if (data.length != (second ? SECOND_BYTES : FIRST_BYTES)) {
            throw new MalformedMessageException("a durable reconnect of " + data.length + " bytes");
        }
        var in = new WireReader(ByteBuffer.wrap(data), ByteOrder.LITTLE_ENDIAN);
        return new DurableReconnect(second, FileId.decode(in), second ? Guids.decode(in) : DurableRequest.NO_GUID);
    }

    /** As a context of a request. */
    public CreateContext encode() {
        var out = new WireWriter(ByteOrder.LITTLE_ENDIAN);
        fileId.encode(out);
        if (second) {
            Guids.encode(createGuid, out);
            out.u32(0); // Flags
        }
        return new CreateContext(
                second ? CreateContext.DURABLE_RECONNECT_V2 : CreateContext.DURABLE_RECONNECT, out.toBytes());
    }
}
