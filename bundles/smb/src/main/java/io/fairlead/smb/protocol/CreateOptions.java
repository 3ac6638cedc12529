// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

/** Bits of CreateOptions of a CREATE, [MS-SMB2] 2.2.13. */
public final class CreateOptions {
    public static final int DIRECTORY_FILE = 0x1;
    public static final int WRITE_THROUGH = 0x2;
    public static final int NON_DIRECTORY_FILE = 0x40;
    public static final int NO_EA_KNOWLEDGE = 0x200;
    public static final int DELETE_ON_CLOSE = 0x1000;
    public static final int OPEN_BY_FILE_ID = 0x2000;
    public static final int OPEN_REPARSE_POINT = 0x20_0000;
    /** Those that a server may be asked for; the rest is an invalid parameter. */
    public static final int VALID = 0x00ff_ffff;

    private CreateOptions() {}
}
