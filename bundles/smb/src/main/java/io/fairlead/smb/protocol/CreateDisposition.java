// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

/** CreateDisposition of a CREATE, [MS-SMB2] 2.2.13. */
public final class CreateDisposition {
    public static final int SUPERSEDE = 0;
    public static final int OPEN = 1;
    public static final int CREATE = 2;
    public static final int OPEN_IF = 3;
    public static final int OVERWRITE = 4;
    public static final int OVERWRITE_IF = 5;

    private CreateDisposition() {}
}
