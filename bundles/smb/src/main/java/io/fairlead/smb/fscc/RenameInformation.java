// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.fscc;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;
import io.fairlead.net.WireWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * FileRenameInformation, FileLinkInformation and FileRenameInformationEx, [MS-FSCC] 2.4.42, 2.4.27, 2.4.43.
 *
 * @param replace ReplaceIfExists
 * @param posix whether what is open stands no more in the way than POSIX has it (FILE_RENAME_POSIX_SEMANTICS)
 * @param name from the root of the share, or of a stream with its colon
 */
public record RenameInformation(boolean replace, boolean posix, String name) {
    private static final int REPLACE = 0x1;
    private static final int POSIX = 0x2;

    private static final int MOST_BYTES = 64 * 1024;

    /** @param extended whether the first field holds flags */
    public static RenameInformation decode(byte[] buffer, boolean extended) throws MalformedMessageException {
        var in = new WireReader(ByteBuffer.wrap(buffer), ByteOrder.LITTLE_ENDIAN);
        int flags = extended ? (int) in.u32() : in.u8() != 0 ? REPLACE : 0;
        in.skip(extended ? 4 : 7);
        if (in.u64() != 0) {
            throw new MalformedMessageException("RootDirectory is not 0"); // [MS-SMB2] 2.2.39
        }
        long length = in.u32();
        if (length > MOST_BYTES) {
            throw new MalformedMessageException("FileNameLength is " + length);
        }
        String name = in.utf16((int) length, "FileName");
        return new RenameInformation((flags & REPLACE) != 0, (flags & POSIX) != 0, name);
    }

    /** As SET_INFO takes it, [MS-SMB2] 2.2.39: extended if POSIX semantics are asked for. */
    public byte[] encode() {
        WireWriter out = new WireWriter(ByteOrder.LITTLE_ENDIAN);
        if (posix) {
            out.u32((replace ? REPLACE : 0) | POSIX).zero(4);
        } else {
            out.u8(replace ? 1 : 0).zero(7);
        }
        return out.u64(0).u32(2L * name.length()).utf16(name).toBytes();
    }
}
