// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.fscc;

import io.fairlead.api.storage.Attributes;

/** Bits of FileAttributes, [MS-FSCC] 2.6. */
public final class FileAttributes {
    public static final int READONLY = 0x1;
    public static final int HIDDEN = 0x2;
    public static final int SYSTEM = 0x4;
    public static final int DIRECTORY = 0x10;
    public static final int ARCHIVE = 0x20;
    public static final int NORMAL = 0x80;
    public static final int TEMPORARY = 0x100;
    public static final int SPARSE_FILE = 0x200;
    public static final int REPARSE_POINT = 0x400;

    /** Those that clients set, and a storage may keep. */
    public static final int KEPT = READONLY | HIDDEN | SYSTEM | ARCHIVE;
    /** Those that a CREATE may name. */
    public static final int VALID = 0x7fb7;

    private FileAttributes() {}

    /** Those of a file; never 0, which means "leave it" when it is set. */
    public static int of(Attributes file) {
        int bits = file.dosFlags() & (KEPT | SPARSE_FILE);
        switch (file.kind()) {
            case DIRECTORY -> bits |= DIRECTORY;
            case LINK -> bits |= REPARSE_POINT;
            case FILE, OTHER -> {}
        }
        return bits == 0 ? NORMAL : bits;
    }
}
