// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import java.util.Arrays;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/** bcrypt, to take over files of {@code htpasswd -B}. Like everybody's, it looks at 72 bytes of the password. */
record BcryptHash(String text) implements PasswordHash {
    private static final Pattern SYNTAX = Pattern.compile("\\$2[aby]\\$(0[4-9]|1[0-6])\\$[./A-Za-z0-9]{53}");

    static BcryptHash parse(String text) {
        if (!SYNTAX.matcher(text).matches()) {
            throw new IllegalArgumentException("password hash is not whole, or its cost not within 4 to 16");
        }
        return new BcryptHash(text);
    }

    @Override
    public boolean matches(char[] password) {
        byte[] secret = PasswordHash.utf8(password);
        try {
            return OpenBSDBCrypt.checkPassword(text, secret);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
