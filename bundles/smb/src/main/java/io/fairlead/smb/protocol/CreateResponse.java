// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import java.util.List;

/**
 * SMB2 CREATE Response, [MS-SMB2] 2.2.14.
 *
 * @param oplockLevel granted
 * @param action {@link #SUPERSEDED} to {@link #OVERWRITTEN}
 * @param file as it is now
 * @param fileId of the open
 * @param contexts answers to those asked
 */
public record CreateResponse(
        int oplockLevel, int action, FileTimesAndSizes file, FileId fileId, List<CreateContext> contexts)
        implements Message {
    public static final int SUPERSEDED = 0;
    public static final int OPENED = 1;
    public static final int CREATED = 2;
    public static final int OVERWRITTEN = 3;

    private static final int STRUCTURE_SIZE = 89;

    public CreateResponse {
        contexts = List.copyOf(contexts);
    }

    public static CreateResponse decode(WireReader in) throws MalformedMessageException {
        in.expectU16(STRUCTURE_SIZE, "StructureSize");
        int oplockLevel = in.u8();
        in.skip(1); // Flags
        int action = (int) in.u32();
        FileTimesAndSizes file = FileTimesAndSizes.decode(in);
        in.skip(4); // Reserved2
        FileId fileId = FileId.decode(in);
        WireReader contexts = in.slice(in.u32(), in.u32(), "CreateContexts");
        return new CreateResponse(oplockLevel, action, file, fileId, CreateContext.decodeAll(contexts));
    }

    @Override
    public void encode(WireWriter out) {
        out.u16(STRUCTURE_SIZE).u8(oplockLevel).u8(0).u32(action);
        file.encode(out);
        out.u32(0);
        fileId.encode(out);
        int contextsAt = out.position();
        out.u32(0).u32(0);
        if (!contexts.isEmpty()) {
            int start = out.position();
            CreateContext.encodeAll(contexts, out);
            out.setU32(contextsAt, start).setU32(contextsAt + 4, out.position() - start);
        }
    }
}
