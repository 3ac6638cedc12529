// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.dtyp;

/** Bits of an ACCESS_MASK, [MS-DTYP] 2.4.3, with those of files and directories, [MS-SMB2] 2.2.13.1. */
public final class AccessMask {
    /** Content of a file; entries of a directory. */
    public static final int READ_DATA = 0x1;
    /** Content of a file; new files in a directory. */
    public static final int WRITE_DATA = 0x2;
    /** Content at the end of a file; new directories in a directory. */
    public static final int APPEND_DATA = 0x4;

    public static final int READ_EA = 0x8;
    public static final int WRITE_EA = 0x10;
    public static final int EXECUTE = 0x20;
    public static final int DELETE_CHILD = 0x40;
    public static final int READ_ATTRIBUTES = 0x80;
    public static final int WRITE_ATTRIBUTES = 0x100;
    public static final int DELETE = 0x1_0000;
    public static final int READ_CONTROL = 0x2_0000;
    public static final int WRITE_DAC = 0x4_0000;
    public static final int WRITE_OWNER = 0x8_0000;
    public static final int SYNCHRONIZE = 0x10_0000;
    public static final int ACCESS_SYSTEM_SECURITY = 0x100_0000;
    public static final int MAXIMUM_ALLOWED = 0x200_0000;
    public static final int GENERIC_ALL = 0x1000_0000;
    public static final int GENERIC_EXECUTE = 0x2000_0000;
    public static final int GENERIC_WRITE = 0x4000_0000;
    public static final int GENERIC_READ = 0x8000_0000;

    /** What the generic bits stand for, [MS-SMB2] 3.3.5.9. */
    public static final int ALL = 0x1f_01ff;

    public static final int READ = READ_CONTROL | SYNCHRONIZE | READ_DATA | READ_EA | READ_ATTRIBUTES;
    public static final int WRITE = READ_CONTROL | SYNCHRONIZE | WRITE_DATA | APPEND_DATA | WRITE_EA | WRITE_ATTRIBUTES;
    public static final int TRAVERSE = READ_CONTROL | SYNCHRONIZE | READ_ATTRIBUTES | EXECUTE;

    /** What an open may have without touching content or share modes, [MS-FSA] 2.1.5.1.2.2. */
    public static final int STAT_ONLY = READ_ATTRIBUTES | WRITE_ATTRIBUTES | SYNCHRONIZE | READ_CONTROL;

    private static final int SPECIFIC = ALL | ACCESS_SYSTEM_SECURITY | MAXIMUM_ALLOWED;

    private AccessMask() {}

    /** The mask with its generic bits replaced by what they stand for. */
    public static int specific(int mask) {
        int result = mask & SPECIFIC;
        result |= (mask & GENERIC_ALL) != 0 ? ALL : 0;
        result |= (mask & GENERIC_READ) != 0 ? READ : 0;
        result |= (mask & GENERIC_WRITE) != 0 ? WRITE : 0;
        result |= (mask & GENERIC_EXECUTE) != 0 ? TRAVERSE : 0;
        return result;
    }

    /** Whether it has a bit that no access right has. */
    public static boolean isInvalid(int mask) {
        return (mask & 0x0ce0_fe00) != 0;
    }
}
