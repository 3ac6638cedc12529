// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.auth;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The NT hash of a password, [MS-NLMP] 3.3.1: MD4 of its UTF-16. It is unsalted and serves as the password itself for
 * NTLM, so store it only for users who are allowed that. Its text shows nothing of it. Immutable.
 */
public final class NtHash {
    private final byte[] hash;

    private NtHash(byte[] hash) {
        this.hash = hash;
    }

    /** Of a password, which stays the caller's to wipe. */
    public static NtHash of(char[] password) {
        byte[] utf16 = new byte[2 * password.length];
        for (int i = 0; i < password.length; i++) {
            utf16[2 * i] = (byte) password[i];
            utf16[2 * i + 1] = (byte) (password[i] >> 8);
        }
        byte[] hash = Md4.digest(utf16);
        Arrays.fill(utf16, (byte) 0);
        return new NtHash(hash);
    }

    /**
     * Reads 32 digits of hex.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static NtHash parse(String hex) {
        if (!hex.matches("[0-9a-fA-F]{32}")) {
            throw new IllegalArgumentException("an NT hash is 32 hexadecimal digits");
        }
        return new NtHash(HexFormat.of().parseHex(hex));
    }

    /** NTOWFv2, [MS-NLMP] 3.3.2: the key that all of NTLMv2 hangs on. */
    byte[] responseKey(String user, String domain) {
        String identity = user.toUpperCase(Locale.ROOT) + domain;
        return NtlmV2.hmacMd5(hash, identity.getBytes(StandardCharsets.UTF_16LE));
    }

    /** Its 16 bytes. */
    public byte[] bytes() {
        return hash.clone();
    }

    /** Its 32 digits, to be stored. */
    public String hex() {
        return HexFormat.of().formatHex(hash);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NtHash that && Arrays.equals(hash, that.hash);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(hash);
    }

    @Override
    public String toString() {
        return "NtHash";
    }
}
