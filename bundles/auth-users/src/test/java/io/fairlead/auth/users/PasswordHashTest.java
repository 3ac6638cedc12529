// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasswordHashTest {
    private static final String SALT_AND_HASH = "$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

    /** Hashes that others made: the argon2 reference, OpenBSD's and libxcrypt's bcrypt, Python's scrypt. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "password, \"$argon2id$v=19$m=256,t=2,p=1" + SALT_AND_HASH + "\"",
                "abc,      $2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i",
                "pässword, $2y$05$abcdefghijklmnopqrstuucZGbUxuMlEqps0qcu2pjhO7vaatQZIC",
                "pässword, \"$scrypt$ln=10,r=8,p=2$c2FsdHNhbHRzYWx0c2FsdA$TGaEzG1xq8lK+XspqcVouQ7ou24eAJikYA/uYJuO2Io\""
            })
    void verifiesWhatOthersHashed(String password, String text) {
        PasswordHash hash = PasswordHash.parse(text);
        assertThat(hash.matches(password.toCharArray())).isTrue();
        assertThat(hash.matches((password + "x").toCharArray())).isFalse();
        assertThat(hash.matches(new char[0])).isFalse();
        assertThat(hash).hasToString(text);
    }

    @Test
    void aNewHashIsSaltedAndReadsBack() {
        var cost = new KdfCost(64, 1, 2);
        char[] password = "pässword".toCharArray();
        Argon2Hash hash = Argon2Hash.of(password, cost, new SecureRandom());
        assertThat(hash.toString()).startsWith("$argon2id$v=19$m=64,t=1,p=2$").doesNotContain("=$");
        assertThat(PasswordHash.parse(hash.toString()).matches(password)).isTrue();
        assertThat(Argon2Hash.of(password, cost, new SecureRandom()).toString()).isNotEqualTo(hash.toString());
        assertThat(password).as("wiping is the caller's").isEqualTo("pässword".toCharArray());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "secret                          | unknown kind",
                "$apr1$x$y                       | unknown kind",
                "$argon2x$v=19$m=256,t=2,p=1SH   | unknown kind or version",
                "$argon2id$v=18$m=256,t=2,p=1SH  | unknown kind or version",
                "$argon2id$m=256,t=2,p=1SH       | unknown kind or version",
                "$argon2id$v=19$m=256,t=2        | incomplete",
                "$argon2id$v=19$m=256,t=2SH      | p=; expected 1 to 16",
                "$argon2id$v=19$m=256,t=0,p=1SH  | t=0; expected 1 to 100",
                "$argon2id$v=19$m=99999999,t=1,p=1SH | m=99999999; expected 8 to 1048576",
                "$argon2id$v=19$m=x,t=1,p=1SH    | not a number",
                "$argon2id$v=19$m=256,t=2,1SH    | broken parameter",
                "$argon2id$v=19$m=256,t=2,p=1$!$AAAA | not base64",
                "$argon2id$v=19$m=256,t=2,p=1$c29t$nf65EOgLrQMR | a part of 3 bytes",
                "$2y$06$short                    | not whole",
                "$2y$31$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i | cost not within",
                "$scrypt$ln=24,r=8,p=1SH         | ln=24; expected 1 to 20",
                "$scrypt$ln=10,r=33,p=1SH        | r=33"
            })
    void refusesWhatItCantVerifyOrAfford(String text, String message) {
        String hash = text.replace("SH", SALT_AND_HASH);
        assertThatThrownBy(() -> PasswordHash.parse(hash))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void costsHaveBounds() {
        assertThatThrownBy(() -> new KdfCost(7, 1, 1)).hasMessage("memoryKib = 7; expected 8 to 1048576");
        assertThatThrownBy(() -> new KdfCost(16, 1, 4)).hasMessageContaining("at least 8 for each of 4 lanes");
    }
}
