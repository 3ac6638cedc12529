// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.spnego;

import java.util.HexFormat;

/**
 * The number of a mechanism, as DER has it.
 *
 * @param hex of its content, in small letters
 */
public record Oid(String hex) {
    /** 1.3.6.1.5.5.2 */
    static final Oid SPNEGO = new Oid("2b0601050502");

    /** 1.3.6.1.4.1.311.2.2.10 */
    public static final Oid NTLM = new Oid("2b06010401823702020a");

    /** 1.2.840.113554.1.2.2 */
    public static final Oid KERBEROS = new Oid("2a864886f712010202");

    /** 1.2.840.48018.1.2.2, Kerberos by a slip of Windows 2000's; clients name it first. */
    public static final Oid MS_KERBEROS = new Oid("2a864882f712010202");

    static Oid of(byte[] content) {
        return new Oid(HexFormat.of().formatHex(content));
    }

    byte[] content() {
        return HexFormat.of().parseHex(hex);
    }
}
