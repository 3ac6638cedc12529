// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A salted hash of a password, as the file of users has it. Immutable. */
interface PasswordHash {
    /** Whether the password is the one hashed. Takes as long for a wrong one; tens of milliseconds by intent. */
    boolean matches(char[] password);

    /**
     * Reads a hash: {@code $argon2id$}, {@code $argon2i$}, {@code $argon2d$} or {@code $scrypt$} as a PHC string,
     * {@code $2a$}, {@code $2b$} or {@code $2y$} (bcrypt, as {@code htpasswd -B} writes it).
     *
     * @throws IllegalArgumentException if it is none of these, or its cost is out of bounds
     */
    static PasswordHash parse(String text) {
        if (text.startsWith("$argon2")) {
            return Argon2Hash.parse(text);
        }
        if (text.startsWith("$scrypt$")) {
            return ScryptHash.parse(text);
        }
        if (text.matches("\\$2[aby]\\$.*")) {
            return BcryptHash.parse(text);
        }
        throw new IllegalArgumentException(
                "password hash of an unknown kind; expected $argon2id$..., $2y$... or $scrypt$...");
    }

    /** The password in UTF-8; the caller wipes it. */
    static byte[] utf8(char[] password) {
        byte[] room = new byte[3 * password.length]; // 3 bytes at most for each char
        ByteBuffer encoded = ByteBuffer.wrap(room);
        StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .encode(CharBuffer.wrap(password), encoded, true);
        byte[] bytes = Arrays.copyOf(room, encoded.position());
        Arrays.fill(room, (byte) 0);
        return bytes;
    }
}
