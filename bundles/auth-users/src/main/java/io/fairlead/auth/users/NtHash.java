// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.bouncycastle.crypto.digests.MD4Digest;

/**
 * The NT hash of a password, [MS-NLMP] 3.3.1: MD4 of its UTF-16. It is unsalted and serves as the password itself for
 * NTLM, so it is stored only for users who are allowed that.
 */
final class NtHash {
    private static final int BYTES = 16;

    private final byte[] hash;

    private NtHash(byte[] hash) {
        this.hash = hash;
    }

    static NtHash of(char[] password) {
        byte[] utf16 = new byte[2 * password.length];
        for (int i = 0; i < password.length; i++) {
            utf16[2 * i] = (byte) password[i];
            utf16[2 * i + 1] = (byte) (password[i] >> 8);
        }
        var md4 = new MD4Digest();
        md4.update(utf16, 0, utf16.length);
        byte[] hash = new byte[BYTES];
        md4.doFinal(hash, 0);
        Arrays.fill(utf16, (byte) 0);
        return new NtHash(hash);
    }

    /**
     * Reads 32 digits of hex.
     *
     * @throws IllegalArgumentException for anything else
     */
    static NtHash parse(String hex) {
        if (!hex.matches("[0-9a-fA-F]{32}")) {
            throw new IllegalArgumentException("nt= is not 32 hexadecimal digits");
        }
        return new NtHash(HexFormat.of().parseHex(hex));
    }

    /** NTOWFv2, [MS-NLMP] 3.3.2: the key that all of NTLMv2 hangs on. */
    byte[] responseKey(String user, String domain) {
        String identity = user.toUpperCase(Locale.ROOT) + domain;
        return NtlmV2.hmacMd5(hash, identity.getBytes(StandardCharsets.UTF_16LE));
    }

    /** The hex, for the file. */
    String hex() {
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
