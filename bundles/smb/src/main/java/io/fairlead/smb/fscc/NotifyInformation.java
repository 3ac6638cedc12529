// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.fscc;

import io.fairlead.net.WireWriter;
import java.nio.ByteOrder;

/** FILE_NOTIFY_INFORMATION, [MS-FSCC] 2.7.1, and the filters of [MS-SMB2] 2.2.35. Not thread-safe. */
public final class NotifyInformation {
    public static final int ADDED = 1;
    public static final int REMOVED = 2;
    public static final int MODIFIED = 3;
    public static final int RENAMED_OLD_NAME = 4;
    public static final int RENAMED_NEW_NAME = 5;
    public static final int ADDED_STREAM = 6;
    public static final int REMOVED_STREAM = 7;
    public static final int MODIFIED_STREAM = 8;

    public static final int FILTER_FILE_NAME = 0x1;
    public static final int FILTER_DIR_NAME = 0x2;
    public static final int FILTER_ATTRIBUTES = 0x4;
    public static final int FILTER_SIZE = 0x8;
    public static final int FILTER_LAST_WRITE = 0x10;
    public static final int FILTER_LAST_ACCESS = 0x20;
    public static final int FILTER_CREATION = 0x40;
    public static final int FILTER_EA = 0x80;
    public static final int FILTER_SECURITY = 0x100;
    public static final int FILTER_STREAM_NAME = 0x200;
    public static final int FILTER_STREAM_SIZE = 0x400;
    public static final int FILTER_STREAM_WRITE = 0x800;

    private static final int FIXED_BYTES = 12;

    private final WireWriter out = new WireWriter(ByteOrder.LITTLE_ENDIAN);
    private int last = -1;

    /** Bytes of one with such a name, with what aligns it. */
    public static int bytes(String name) {
        return (FIXED_BYTES + 2 * name.length() + 3) / 4 * 4;
    }

    /** Adds a change. */
    public void add(int action, String name) {
        out.align(4);
        if (last >= 0) {
            out.setU32(last, out.position() - last);
        }
        last = out.position();
        out.u32(0).u32(action).u32(2L * name.length()).utf16(name);
    }

    public byte[] toBytes() {
        return out.toBytes();
    }
}
