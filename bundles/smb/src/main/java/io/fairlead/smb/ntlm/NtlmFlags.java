// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.ntlm;

/** NegotiateFlags, [MS-NLMP] 2.2.2.5: those that we set or look at. */
final class NtlmFlags {
    static final int UNICODE = 0x1;
    static final int REQUEST_TARGET = 0x4;
    static final int SIGN = 0x10;
    static final int SEAL = 0x20;
    static final int NTLM = 0x200;
    static final int ANONYMOUS = 0x800;
    static final int ALWAYS_SIGN = 0x8000;
    static final int TARGET_TYPE_SERVER = 0x2_0000;
    static final int EXTENDED_SESSIONSECURITY = 0x8_0000;
    static final int TARGET_INFO = 0x80_0000;
    static final int VERSION = 0x200_0000;
    static final int KEYS_128 = 0x2000_0000;
    static final int KEY_EXCH = 0x4000_0000;
    static final int KEYS_56 = 0x8000_0000;

    /** What both sides of ours can do. */
    static final int OURS = UNICODE
            | REQUEST_TARGET
            | SIGN
            | SEAL
            | NTLM
            | ALWAYS_SIGN
            | EXTENDED_SESSIONSECURITY
            | VERSION
            | KEYS_128
            | KEY_EXCH
            | KEYS_56;

    private NtlmFlags() {}

    static boolean all(int flags, int wanted) {
        return (flags & wanted) == wanted;
    }
}
