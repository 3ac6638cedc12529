// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.fscc;

import io.fairlead.api.storage.Attributes;
import io.fairlead.net.WireWriter;
import java.nio.ByteOrder;

/**
 * The entries of one QUERY_DIRECTORY response, [MS-FSCC] 2.4: as many as fit. Not thread-safe.
 */
public final class DirectoryEntries {
    private static final int SHORT_NAME_BYTES = 24;

    private final int informationClass;
    private final long most;
    private final WireWriter out;
    private int last = -1; // where the last entry begins

    /** Whether a class tells of entries. */
    public static boolean isClass(int informationClass) {
        return switch (informationClass) {
            case FileInformationClass.DIRECTORY,
                    FileInformationClass.FULL_DIRECTORY,
                    FileInformationClass.BOTH_DIRECTORY,
                    FileInformationClass.NAMES,
                    FileInformationClass.ID_BOTH_DIRECTORY,
                    FileInformationClass.ID_FULL_DIRECTORY,
                    FileInformationClass.ID_EXTD_DIRECTORY,
                    FileInformationClass.ID_EXTD_BOTH_DIRECTORY -> true;
            default -> false;
        };
    }

    /**
     * @param informationClass one for which {@link #isClass} holds
     * @param most bytes there is room for
     */
    public DirectoryEntries(int informationClass, long most) {
        this.informationClass = informationClass;
        this.most = most;
        this.out = new WireWriter(ByteOrder.LITTLE_ENDIAN, (int) Math.min(most, 64 * 1024));
    }

    public boolean isEmpty() {
        return last < 0;
    }

    /**
     * Adds an entry.
     *
     * @param eaBytes EaSize, where it is known; else 0
     * @return false if there is no room for it: then nothing has changed
     */
    public boolean add(String name, Attributes file, long fileId, int eaBytes) {
        int start = (out.position() + 7) / 8 * 8;
        if (start + (long) fixedBytes() + 2L * name.length() > most) {
            return false;
        }
        out.zero(start - out.position());
        if (last >= 0) {
            out.setU32(last, start - last);
        }
        last = start;
        encode(name, file, fileId, eaBytes);
        return true;
    }

    public byte[] toBytes() {
        return out.toBytes();
    }

    private int fixedBytes() {
        return switch (informationClass) {
            case FileInformationClass.NAMES -> 12;
            case FileInformationClass.DIRECTORY -> 64;
            case FileInformationClass.FULL_DIRECTORY -> 68;
            case FileInformationClass.ID_FULL_DIRECTORY -> 80;
            case FileInformationClass.BOTH_DIRECTORY -> 94;
            case FileInformationClass.ID_BOTH_DIRECTORY -> 104;
            case FileInformationClass.ID_EXTD_DIRECTORY -> 88;
            default -> 114; // ID_EXTD_BOTH_DIRECTORY
        };
    }

    private void encode(String name, Attributes file, long fileId, int eaBytes) {
        out.u32(0).u32(0); // NextEntryOffset, FileIndex
        if (informationClass != FileInformationClass.NAMES) {
            FileInformation.times(file, out);
            out.u64(file.size()).u64(FileInformation.allocated(file)).u32(FileAttributes.of(file));
        }
        out.u32(2L * name.length());
        long tag = file.isLink() ? Integer.toUnsignedLong(FileInformation.SYMLINK_TAG) : 0;
        long size = file.isLink() ? tag : eaBytes; // EaSize, or the tag of a reparse point
        switch (informationClass) {
            case FileInformationClass.FULL_DIRECTORY -> out.u32(size);
            case FileInformationClass.ID_FULL_DIRECTORY -> out.u32(size).u32(0).u64(fileId);
            case FileInformationClass.BOTH_DIRECTORY -> shortName(name, out.u32(size));
            case FileInformationClass.ID_BOTH_DIRECTORY ->
                shortName(name, out.u32(size)).u16(0).u64(fileId);
            case FileInformationClass.ID_EXTD_DIRECTORY ->
                out.u32(eaBytes).u32(tag).u64(fileId).u64(0);
            case FileInformationClass.ID_EXTD_BOTH_DIRECTORY ->
                shortName(name, out.u32(eaBytes).u32(tag).u64(fileId).u64(0));
            default -> {} // DIRECTORY, NAMES: the name follows at once
        }
        out.utf16(name);
    }

    /** Empty where the name itself is short enough. */
    private static WireWriter shortName(String name, WireWriter out) {
        String text = ShortName.fits(name) ? "" : ShortName.of(name);
        return out.u8(2 * text.length()).u8(0).utf16(text).zero(SHORT_NAME_BYTES - 2 * text.length());
    }
}
