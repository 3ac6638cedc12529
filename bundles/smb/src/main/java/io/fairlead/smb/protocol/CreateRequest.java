// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import java.util.List;
import java.util.Optional;

/**
 * SMB2 CREATE Request, [MS-SMB2] 2.2.13.
 *
 * @param oplockLevel see {@link OplockLevel}
 * @param impersonationLevel 0 to 3
 * @param desiredAccess an ACCESS_MASK
 * @param fileAttributes for what is made
 * @param shareAccess bits 1 read, 2 write, 4 delete
 * @param disposition see {@link CreateDisposition}
 * @param options see {@link CreateOptions}
 * @param name relative to the share, with backslashes
 * @param contexts what is asked besides
 */
public record CreateRequest(
        int oplockLevel,
        int impersonationLevel,
        int desiredAccess,
        int fileAttributes,
        int shareAccess,
        int disposition,
        int options,
        String name,
        List<CreateContext> contexts)
        implements Message {
    private static final int STRUCTURE_SIZE = 57;

    public CreateRequest {
        contexts = List.copyOf(contexts);
    }

    /** The same by another name. */
    public CreateRequest named(String other) {
        return new CreateRequest(
                oplockLevel,
                impersonationLevel,
                desiredAccess,
                fileAttributes,
                shareAccess,
                disposition,
                options,
                other,
                contexts);
    }

    public static CreateRequest decode(WireReader in) throws MalformedMessageException {
        in.expectU16(STRUCTURE_SIZE, "StructureSize");
        in.skip(1); // SecurityFlags
        int oplockLevel = in.u8();
        int impersonationLevel = (int) in.u32();
        in.skip(8 + 8); // SmbCreateFlags, Reserved
        int desiredAccess = (int) in.u32();
        int fileAttributes = (int) in.u32();
        int shareAccess = (int) in.u32();
        int disposition = (int) in.u32();
        int options = (int) in.u32();
        int nameOffset = in.u16();
        int nameLength = in.u16();
        long contextsOffset = in.u32();
        long contextsLength = in.u32();
        String name = in.slice(nameOffset, nameLength, "Name").utf16(nameLength, "Name");
        List<CreateContext> contexts =
                CreateContext.decodeAll(in.slice(contextsOffset, contextsLength, "CreateContexts"));
        return new CreateRequest(
                oplockLevel,
                impersonationLevel,
                desiredAccess,
                fileAttributes,
                shareAccess,
                disposition,
                options,
                name,
                contexts);
    }

    @Override
    public void encode(WireWriter out) {
        out.u16(STRUCTURE_SIZE)
                .u8(0)
                .u8(oplockLevel)
                .u32(Integer.toUnsignedLong(impersonationLevel))
                .zero(8 + 8);
        out.u32(Integer.toUnsignedLong(desiredAccess)).u32(Integer.toUnsignedLong(fileAttributes));
        out.u32(Integer.toUnsignedLong(shareAccess)).u32(Integer.toUnsignedLong(disposition));
        out.u32(Integer.toUnsignedLong(options));
        out.u16(out.position() + 2 + 2 + 4 + 4).u16(2 * name.length());
        int contextsAt = out.position();
        out.u32(0).u32(0).utf16(name);
        if (name.isEmpty()) {
            out.zero(1); // Buffer: one byte even when empty
        }
        if (!contexts.isEmpty()) {
            out.align(8);
            int start = out.position();
            CreateContext.encodeAll(contexts, out);
            out.setU32(contextsAt, start).setU32(contextsAt + 4, out.position() - start);
        }
    }

    /** The content of a context; empty if it is not there. */
    public Optional<byte[]> context(String context) {
        return contexts.stream()
                .filter(each -> each.name().equals(context))
                .map(CreateContext::data)
                .findFirst();
    }
}
