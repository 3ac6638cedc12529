// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.acl;

/** Bits of an ACCESS_MASK ([MS-DTYP] 2.4.3) as files and directories have them ([MS-SMB2] 2.2.13.1). */
public final class FileAccess {
    /** Content of a file; entries of a directory. */
    public static final int READ_DATA = 0x1;
    /** Content of a file; new files in a directory. */
    public static final int WRITE_DATA = 0x2;
    /** Content at the end of a file; new directories in a directory. */
    public static final int APPEND_DATA = 0x4;

    public static final int READ_EA = 0x8;
    /** Anything in this directory may be deleted. */
    public static final int DELETE_CHILD = 0x40;

    public static final int READ_ATTRIBUTES = 0x80;
    public static final int WRITE_ATTRIBUTES = 0x100;
    public static final int DELETE = 0x1_0000;
    public static final int READ_CONTROL = 0x2_0000;
    public static final int WRITE_DAC = 0x4_0000;
    public static final int WRITE_OWNER = 0x8_0000;
    /** May be waited for; everybody has it. */
    public static final int SYNCHRONIZE = 0x10_0000;
    /** Asks for the audit list; only administrators get it. */
    public static final int SYSTEM_SECURITY = 0x100_0000;

    /** Everything that a file can be opened for, but the audit list. */
    public static final int ALL = 0x1f_01ff;

    /** What FILE_GENERIC_READ stands for, but waiting for it. */
    public static final int READ = READ_CONTROL | READ_DATA | READ_EA | READ_ATTRIBUTES;

    private static final int GENERIC_ALL = 0x1000_0000;
    private static final int GENERIC_EXECUTE = 0x2000_0000;
    private static final int GENERIC_WRITE = 0x4000_0000;
    private static final int GENERIC_READ = 0x8000_0000;
    private static final int GENERIC = GENERIC_ALL | GENERIC_EXECUTE | GENERIC_WRITE | GENERIC_READ;

    private FileAccess() {}

    /** The mask with its generic bits replaced by what they stand for, [MS-DTYP] 2.4.3. */
    public static int specific(int mask) {
        int result = mask & ~GENERIC;
        result |= (mask & GENERIC_READ) != 0 ? 0x12_0089 : 0;
        result |= (mask & GENERIC_WRITE) != 0 ? 0x12_0116 : 0;
        result |= (mask & GENERIC_EXECUTE) != 0 ? 0x12_00a0 : 0;
        result |= (mask & GENERIC_ALL) != 0 ? ALL : 0;
        return result;
    }

    /** Whether it has bits that stand for others. */
    public static boolean isGeneric(int mask) {
        return (mask & GENERIC) != 0;
    }
}
