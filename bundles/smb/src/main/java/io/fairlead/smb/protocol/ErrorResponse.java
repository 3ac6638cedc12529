// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;

/**
 * SMB2 ERROR Response, [MS-SMB2] 2.2.2.
 *
 * @param contexts ErrorContextCount; above 0 only in 3.1.1
 * @param data ErrorData
 */
public record ErrorResponse(int contexts, byte[] data) implements Message {
    /** Without data. */
    public static final ErrorResponse PLAIN = new ErrorResponse(0, new byte[0]);

    private static final int STRUCTURE_SIZE = 9;

    public static ErrorResponse decode(WireReader in) throws MalformedMessageException {
        in.expectU16(STRUCTURE_SIZE, "StructureSize");
        int contexts = in.u8();
        in.skip(1);
        long count = in.u32();
        if (count > in.remaining()) {
            throw new MalformedMessageException("ByteCount " + count + " is beyond the end");
        }
        return new ErrorResponse(contexts, in.bytes((int) count));
    }

    @Override
    public void encode(WireWriter out) {
        out.u16(STRUCTURE_SIZE).u8(contexts).u8(0).u32(data.length);
        out.bytes(data.length == 0 ? new byte[1] : data); // one byte even when ByteCount is 0
    }
}
