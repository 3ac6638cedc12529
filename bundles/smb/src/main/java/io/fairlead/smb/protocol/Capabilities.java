// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

/** Bits of Capabilities in NEGOTIATE, [MS-SMB2] 2.2.3 and 2.2.4. */
public final class Capabilities {
    public static final int DFS = 0x1;
    public static final int LEASING = 0x2;
    public static final int LARGE_MTU = 0x4;
    public static final int MULTI_CHANNEL = 0x8;
    public static final int PERSISTENT_HANDLES = 0x10;
    public static final int DIRECTORY_LEASING = 0x20;
    public static final int ENCRYPTION = 0x40;
    public static final int NOTIFICATIONS = 0x80;

    private Capabilities() {}
}
