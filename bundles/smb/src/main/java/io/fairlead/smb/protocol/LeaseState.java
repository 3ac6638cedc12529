// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.protocol;

/** Bits of LeaseState, [MS-SMB2] 2.2.13.2.8. */
public final class LeaseState {
    public static final int READ_CACHING = 0x1;
    public static final int HANDLE_CACHING = 0x2;
    public static final int WRITE_CACHING = 0x4;

    private LeaseState() {}
}
