// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

/** InfoType of QUERY_INFO and SET_INFO, [MS-SMB2] 2.2.37. */
public final class InfoType {
    public static final int FILE = 1;
    public static final int FILESYSTEM = 2;
    public static final int SECURITY = 3;
    public static final int QUOTA = 4;

    private InfoType() {}
}
