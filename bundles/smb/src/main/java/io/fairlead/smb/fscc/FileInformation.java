// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.fscc;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.net.WireWriter;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalInt;

/**
 * What QUERY_INFO tells of an open file, [MS-FSCC] 2.4.
 *
 * @param attributes as they are now
 * @param fileId 64 bits that name it within the share
 * @param volumeId of the share
 * @param name from the root of the share, with a backslash before each name; a stream's with its colon
 * @param access the open's ACCESS_MASK
 * @param deletePending whether it goes when its last open closes
 * @param eaBytes what its extended attributes take
 * @param position the open's, which only the client cares for
 * @param mode FILE_MODE_INFORMATION, bits of [MS-FSCC] 2.4.31
 */
public record FileInformation(
        Attributes attributes,
        long fileId,
        long volumeId,
        String name,
        int access,
        boolean deletePending,
        int eaBytes,
        long position,
        int mode) {
    /** IO_REPARSE_TAG_SYMLINK, [MS-FSCC] 2.1.2.1. */
    public static final int SYMLINK_TAG = 0xA000000C;

    /** IO_REPARSE_TAG_DFS: what is there lies on another server. */
    private static final int DFS_TAG = 0x8000000A;
    /** IO_REPARSE_TAG_DFSR, as {@link #DFS_TAG}. */
    private static final int DFSR_TAG = 0x80000012;

    private static final int CLUSTER_BYTES = 4096;

    /** Whether an entry with this reparse tag stands for something elsewhere. */
    public static boolean isLink(int reparseTag) {
        return reparseTag == SYMLINK_TAG || reparseTag == DFS_TAG || reparseTag == DFSR_TAG;
    }

    /**
     * Bytes that a class has before its name: with less room the query fails, with more the name is cut off.
     *
     * @return empty for a class that is not told by this
     */
    public static OptionalInt fixedBytes(int informationClass) {
        return switch (informationClass) {
            case FileInformationClass.BASIC -> OptionalInt.of(40);
            case FileInformationClass.STANDARD -> OptionalInt.of(24);
            case FileInformationClass.INTERNAL, FileInformationClass.POSITION, FileInformationClass.ATTRIBUTE_TAG ->
                OptionalInt.of(8);
            case FileInformationClass.EA,
                    FileInformationClass.ACCESS,
                    FileInformationClass.MODE,
                    FileInformationClass.ALIGNMENT -> OptionalInt.of(4);
            case FileInformationClass.ALL -> OptionalInt.of(104); // with the padding that a name stands in
            case FileInformationClass.NORMALIZED_NAME, FileInformationClass.ALTERNATE_NAME -> OptionalInt.of(8);
            case FileInformationClass.STREAM -> OptionalInt.of(32);
            case FileInformationClass.COMPRESSION -> OptionalInt.of(16);
            case FileInformationClass.NETWORK_OPEN -> OptionalInt.of(56);
            case FileInformationClass.ID -> OptionalInt.of(24);
            default -> OptionalInt.empty();
        };
    }

    /** One of the classes that {@link #fixedBytes} knows. */
    public byte[] encode(int informationClass) {
        var out = new WireWriter(ByteOrder.LITTLE_ENDIAN);
        switch (informationClass) {
            case FileInformationClass.BASIC -> basic(out);
            case FileInformationClass.STANDARD -> standard(out);
            case FileInformationClass.INTERNAL -> out.u64(fileId);
            case FileInformationClass.POSITION -> out.u64(position);
            case FileInformationClass.EA -> out.u32(eaBytes);
            case FileInformationClass.ACCESS -> out.u32(Integer.toUnsignedLong(access));
            case FileInformationClass.MODE -> out.u32(mode);
            case FileInformationClass.ALIGNMENT -> out.u32(0);
            case FileInformationClass.ALL -> all(out);
            case FileInformationClass.NORMALIZED_NAME -> name(out, name.isEmpty() ? "" : name.substring(1));
            case FileInformationClass.ALTERNATE_NAME -> name(out, "");
            case FileInformationClass.COMPRESSION -> out.u64(attributes.size()).zero(8);
            case FileInformationClass.NETWORK_OPEN -> networkOpen(out);
            case FileInformationClass.ATTRIBUTE_TAG ->
                out.u32(FileAttributes.of(attributes))
                        .u32(attributes.isLink() ? Integer.toUnsignedLong(SYMLINK_TAG) : 0);
            case FileInformationClass.ID -> out.u64(volumeId).u64(fileId).u64(0);
            default -> throw new IllegalArgumentException("class " + informationClass);
        }
        return out.toBytes();
    }

    private void basic(WireWriter out) {
        times(attributes, out);
        out.u32(FileAttributes.of(attributes)).u32(0);
    }

    private void standard(WireWriter out) {
        out.u64(allocated(attributes)).u64(attributes.size()).u32(links());
        out.u8(deletePending ? 1 : 0).u8(attributes.isDirectory() ? 1 : 0).u16(0);
    }

    /** [MS-FSA] 2.1.5.12.27: without the name that is to go. */
    private int links() {
        return deletePending ? Math.max(0, attributes.links() - 1) : attributes.links();
    }

    private void all(WireWriter out) {
        basic(out);
        standard(out);
        out.u64(fileId)
                .u32(eaBytes)
                .u32(Integer.toUnsignedLong(access))
                .u64(position)
                .u32(mode)
                .u32(0);
        name(out, name.isEmpty() ? "\\" : name);
    }

    private void networkOpen(WireWriter out) {
        times(attributes, out);
        out.u64(allocated(attributes)).u64(attributes.size());
        out.u32(FileAttributes.of(attributes)).u32(0);
    }

    private static void name(WireWriter out, String text) {
        out.u32(2L * text.length()).utf16(text);
    }

    static void times(Attributes file, WireWriter out) {
        out.u64(FileTime.of(file.created())).u64(FileTime.of(file.accessed()));
        out.u64(FileTime.of(file.modified())).u64(FileTime.of(file.changed()));
    }

    /** Bytes taken, in whole clusters, as clients expect it; 0 for a directory. */
    public static long allocated(Attributes file) {
        if (file.isDirectory()) {
            return 0;
        }
        long bytes = Math.max(0, file.allocated());
        long rest = bytes % CLUSTER_BYTES;
        return rest == 0 || bytes > Long.MAX_VALUE - CLUSTER_BYTES ? bytes : bytes + CLUSTER_BYTES - rest;
    }

    /**
     * FileStreamInformation, [MS-FSCC] 2.4.44: the unnamed stream of a file first.
     *
     * @param streams the named ones
     */
    public byte[] streams(List<Entry> streams) {
        var out = new WireWriter(ByteOrder.LITTLE_ENDIAN);
        int last = -1;
        if (attributes.isFile()) {
            last = stream(out, last, "", attributes);
        }
        for (Entry stream : streams) {
            last = stream(out, last, stream.name(), stream.attributes());
        }
        return out.toBytes();
    }

    private static int stream(WireWriter out, int last, String name, Attributes stream) {
        if (last >= 0) {
            out.align(8);
            out.setU32(last, out.position() - last);
        }
        int start = out.position();
        String text = ":" + name + ":$DATA";
        out.u32(0)
                .u32(2L * text.length())
                .u64(stream.size())
                .u64(allocated(stream))
                .utf16(text);
        return start;
    }
}
