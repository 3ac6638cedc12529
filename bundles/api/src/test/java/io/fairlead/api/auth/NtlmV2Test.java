// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Credential.NtlmResponse;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The worked example of [MS-NLMP] 4.2.4: User, Domain, Password. */
class NtlmV2Test {
    static final NtHash HASH = NtHash.of("Password".toCharArray());
    static final String CHALLENGE = "0123456789abcdef";
    static final String PROOF = "68cd0ab851e51c96aabc927bebef6a1c";
    static final String BLOB = "0101000000000000" + "0000000000000000" + "aaaaaaaaaaaaaaaa" + "00000000"
            + "02000c0044006f006d00610069006e00" + "01000c00530065007200760065007200" + "00000000" + "00000000";
    static final String SESSION_BASE_KEY = "8de40ccadbc14a82f15cb0ad0de95ca3";

    @Test
    void hashesAsTheExample() {
        assertThat(HASH.hex()).isEqualTo("a4f49c406510bdcab6824ee7c30fd852");
        assertThat(NtHash.parse(HASH.hex().toUpperCase(java.util.Locale.ROOT))).isEqualTo(HASH);
        assertThat(HASH.responseKey("User", "Domain")).isEqualTo(hex("0c868a403bfd7a93a3001ef22ef02e3f"));
        assertThat(HASH.toString()).doesNotContain("a4f4");
    }

    @Test
    void aProofGivesTheSessionBaseKey() {
        assertThat(NtlmV2.sessionBaseKey(response("USER", "Domain", PROOF + BLOB), HASH))
                .hasValueSatisfying(key -> assertThat(key).isEqualTo(hex(SESSION_BASE_KEY)));
    }

    /** The proof is made with one domain, and another is sent. */
    @ParameterizedTest
    @CsvSource({"Domain, DOMAIN", "Domain, ''", "'', ''", "DOMAIN, DOMAIN"})
    void theDomainMayBeSentAsClientsDo(String sent, String proved) {
        byte[] key = HASH.responseKey("User", proved);
        String proof = HexFormat.of().formatHex(NtlmV2.hmacMd5(key, hex(CHALLENGE), hex(BLOB)));
        assertThat(NtlmV2.sessionBaseKey(response("User", sent, proof + BLOB), HASH))
                .hasValueSatisfying(base -> assertThat(base).isEqualTo(NtlmV2.hmacMd5(key, hex(proof))));
    }

    @Test
    void anythingElseGivesNone() {
        assertThat(NtlmV2.sessionBaseKey(response("User", "DOMAIN", PROOF + BLOB), HASH))
                .as("capitals are not made small")
                .isEmpty();
        assertThat(NtlmV2.sessionBaseKey(response("User", "Domain", PROOF + BLOB), NtHash.of("password".toCharArray())))
                .isEmpty();
        assertThat(NtlmV2.sessionBaseKey(response("User", "Domain", PROOF + BLOB), null))
                .isEmpty();
        String whole = PROOF + BLOB;
        for (int length = 0; length < whole.length(); length += 2) {
            assertThat(NtlmV2.sessionBaseKey(response("User", "Domain", whole.substring(0, length)), HASH))
                    .isEmpty();
        }
    }

    @Test
    void anEmptyProofForNobodysHashIsNoProof() {
        var response = response("", "", PROOF + BLOB);
        assertThat(NtlmV2.sessionBaseKey(response, null)).isEmpty();
        assertThatThrownBy(() -> NtHash.parse("a4f4")).hasMessage("an NT hash is 32 hexadecimal digits");
    }

    static NtlmResponse response(String user, String domain, String answer) {
        return new NtlmResponse(user, domain, hex(CHALLENGE), hex(answer));
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
