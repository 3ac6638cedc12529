// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

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
    private static final int DEFAULT_ID = 0; // SMB2_ERROR_ID_DEFAULT

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

    /** With data as the dialect has it: 3.1.1 has it in an SMB2 ERROR Context, 2.2.2.1, of ErrorId 0. */
    public static ErrorResponse of(Dialect dialect, byte[] data) {
        if (!dialect.atLeast(Dialect.SMB_3_1_1)) {
            return new ErrorResponse(0, data);
        }
        WireWriter context = new WireWriter(ByteOrder.LITTLE_ENDIAN);
        context.u32(data.length).u32(DEFAULT_ID).bytes(data);
        return new ErrorResponse(1, context.toBytes());
    }

    /**
     * What the status says more about, in a context of ErrorId 0 or without one.
     *
     * @return empty if there is nothing
     */
    public Optional<byte[]> detail() throws MalformedMessageException {
        if (contexts == 0) {
            return data.length == 0 ? Optional.empty() : Optional.of(data);
        }
        WireReader in = new WireReader(ByteBuffer.wrap(data), ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < contexts; i++) {
            long length = in.u32();
            long id = in.u32();
            WireReader context = in.slice(in.position(), length, "ErrorDataLength");
            if (id == DEFAULT_ID) {
                return Optional.of(context.bytes(context.remaining()));
            }
            in.skip((int) Math.min(in.remaining(), length + Math.floorMod(-length, 8)));
        }
        return Optional.empty();
    }

    @Override
    public void encode(WireWriter out) {
        out.u16(STRUCTURE_SIZE).u8(contexts).u8(0).u32(data.length);
        out.bytes(data.length == 0 ? new byte[1] : data); // one byte even when ByteCount is 0
    }
}
