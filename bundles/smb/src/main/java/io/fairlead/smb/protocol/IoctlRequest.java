// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;

/**
 * SMB2 IOCTL Request, [MS-SMB2] 2.2.31.
 *
 * @param code CtlCode
 * @param input for the call
 * @param mostInput MaxInputResponse
 * @param mostOutput MaxOutputResponse
 * @param flags {@link #IS_FSCTL}
 */
public record IoctlRequest(int code, FileId fileId, byte[] input, long mostInput, long mostOutput, int flags)
        implements Message {
    public static final int IS_FSCTL = 0x1;

    private static final int STRUCTURE_SIZE = 57;

    public static IoctlRequest decode(WireReader in) throws MalformedMessageException {
        in.expectU16(STRUCTURE_SIZE, "StructureSize");
        in.skip(2);
        int code = (int) in.u32();
        FileId fileId = FileId.decode(in);
        long inputOffset = in.u32();
        long inputCount = in.u32();
        long mostInput = in.u32();
        in.skip(4 + 4); // OutputOffset, OutputCount: nothing in a request
        long mostOutput = in.u32();
        int flags = (int) in.u32();
        in.skip(4);
        WireReader input = in.slice(inputOffset, inputCount, "Input");
        return new IoctlRequest(code, fileId, input.bytes(input.remaining()), mostInput, mostOutput, flags);
    }

    @Override
    public void encode(WireWriter out) {
        out.u16(STRUCTURE_SIZE).u16(0).u32(Integer.toUnsignedLong(code));
        fileId.encode(out);
        int at = out.position() + 4 + 4 + 4 + 4 + 4 + 4 + 4 + 4;
        out.u32(at).u32(input.length).u32(mostInput).u32(0).u32(0).u32(mostOutput);
        out.u32(Integer.toUnsignedLong(flags)).u32(0).bytes(input.length == 0 ? new byte[1] : input);
    }
}
