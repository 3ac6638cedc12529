// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.fscc;

import io.fairlead.api.storage.Space;
import io.fairlead.net.WireWriter;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * What QUERY_INFO tells of a share's file system, [MS-FSCC] 2.5.
 *
 * @param label its name
 * @param id 64 bits that name it
 * @param attributes FileSystemAttributes
 * @param space room
 * @param userQuota what each user may store, in bytes, 0 for any number; empty where users have no quotas
 */
public record FileSystemInformation(String label, long id, int attributes, Space space, Optional<Long> userQuota) {
    public static final int VOLUME = 1;
    public static final int SIZE = 3;
    public static final int DEVICE = 4;
    public static final int ATTRIBUTE = 5;
    public static final int CONTROL = 6;
    public static final int FULL_SIZE = 7;
    public static final int OBJECT_ID = 8;
    public static final int SECTOR_SIZE = 11;

    public static final int CASE_SENSITIVE_SEARCH = 0x1;
    public static final int CASE_PRESERVED_NAMES = 0x2;
    public static final int UNICODE_ON_DISK = 0x4;
    public static final int PERSISTENT_ACLS = 0x8;
    public static final int VOLUME_QUOTAS = 0x20;
    public static final int SUPPORTS_SPARSE_FILES = 0x40;
    public static final int SUPPORTS_REPARSE_POINTS = 0x80;
    public static final int NAMED_STREAMS = 0x4_0000;
    public static final int READ_ONLY_VOLUME = 0x8_0000;
    public static final int SUPPORTS_HARD_LINKS = 0x40_0000;
    public static final int SUPPORTS_EXTENDED_ATTRIBUTES = 0x80_0000;

    private static final int QUOTA_ENFORCE = 0x2; // FILE_VC_QUOTA_ENFORCE, 2.5.2
    private static final int SECTOR_BYTES = 512;
    private static final int SECTORS_PER_CLUSTER = 8;
    private static final int LONGEST_NAME = 255;
    private static final int DEVICE_DISK = 7;
    private static final int REMOTE_DEVICE_MOUNTED = 0x20 | 0x10; // FILE_DEVICE_IS_MOUNTED, FILE_REMOTE_DEVICE

    /** A class; empty for one that we don't tell. Cut where a name does not fit: who sends it knows the room. */
    public Optional<byte[]> encode(int informationClass) {
        var out = new WireWriter(ByteOrder.LITTLE_ENDIAN);
        switch (informationClass) {
            case VOLUME ->
                out.u64(0)
                        .u32(id & 0xffff_ffffL)
                        .u32(2L * label.length())
                        .u8(0)
                        .u8(0)
                        .utf16(label);
            case SIZE ->
                out.u64(clusters(space.totalBytes()))
                        .u64(clusters(space.freeBytes()))
                        .u32(SECTORS_PER_CLUSTER)
                        .u32(SECTOR_BYTES);
            case DEVICE -> out.u32(DEVICE_DISK).u32(REMOTE_DEVICE_MOUNTED);
            case ATTRIBUTE ->
                out.u32(Integer.toUnsignedLong(attributes))
                        .u32(LONGEST_NAME)
                        .u32(2L * "NTFS".length())
                        .utf16("NTFS"); // Interop: Windows turns off ACLs and streams for any other name
            case CONTROL ->
                out.zero(24)
                        .u64(-1) // no threshold
                        .u64(userQuota.filter(limit -> limit > 0).orElse(-1L))
                        .u32(userQuota.isPresent() ? QUOTA_ENFORCE : 0)
                        .u32(0);
            case FULL_SIZE ->
                out.u64(clusters(space.totalBytes()))
                        .u64(clusters(space.freeBytes()))
                        .u64(clusters(space.freeBytes()))
                        .u32(SECTORS_PER_CLUSTER)
                        .u32(SECTOR_BYTES);
            case OBJECT_ID -> out.u64(id).u64(0).zero(48);
            case SECTOR_SIZE ->
                out.u32(SECTOR_BYTES)
                        .u32(SECTOR_BYTES)
                        .u32(4096)
                        .u32(SECTOR_BYTES)
                        .u32(0x3) // aligned device, partition aligned on device
                        .u32(0)
                        .u32(0);
            default -> {
                return Optional.empty();
            }
        }
        return Optional.of(out.toBytes());
    }

    /** Bytes of a class before its name. */
    public static int fixedBytes(int informationClass) {
        return switch (informationClass) {
            case VOLUME, SIZE -> 24; // with the padding that a name stands in
            case ATTRIBUTE -> 16;
            case DEVICE -> 8;
            case CONTROL -> 48;
            case FULL_SIZE -> 32;
            case OBJECT_ID -> 64;
            default -> 28;
        };
    }

    private static long clusters(long bytes) {
        return bytes / (SECTOR_BYTES * SECTORS_PER_CLUSTER);
    }
}
