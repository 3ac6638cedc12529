// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.Wire;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Against a login to Windows, whose hashes and keys Microsoft has told. */
class PreauthHashTest {
    static final String[] LOGIN = {
        "1-negotiate-request",
        "2-negotiate-response",
        "3-session-setup-request",
        "4-session-setup-response",
        "5-session-setup-request"
    };
    private static final String[] VALUES = {
        "dd94efc5321bb618a2e208ba8920d2f422992526947a409b5037de1e0fe8c7362b8c47122594cde0"
                + "ce26aa9dfc8bcdbde0621957672623351a7540f1e54a0426",
        "324bfa92a4f3a190e466ebea08d9c110dc88bfed758d9846ecc6f541cc1d02ae3c94a79f36011e99"
                + "7e13f841b91b50957ad07b19c8e2539c0b23fdae09d2c513",
        "ac0b0f2b9986257700365e416d142a6edc96df03594a19e52a15f6bd0d041cd5d432f8ed42c55e33"
                + "197a50c9ec00f1462b50c592211b1471a04b56088fdfd5f9",
        "2729e3440dfddd839e37193f6e8f20c20cefb3469e453a70cd980eec06b8835740a7376008563336"
                + "4c8989895ece81bf102deeb14d4b7d48afa76901a7a38387",
        SessionKeysTest.PREAUTH_HASH
    };

    static ByteBuffer message(String name) {
        return ByteBuffer.wrap(Wire.golden(PreauthHashTest.class, "login/" + name + ".hex"));
    }

    @Test
    void followsALoginToWindows() {
        var hash = new PreauthHash();
        assertThat(hash.value()).hasSize(64).containsOnly(0);
        for (int i = 0; i < LOGIN.length; i++) {
            hash.update(message(LOGIN[i]));
            assertThat(hash.value()).as(LOGIN[i]).isEqualTo(Wire.hex(VALUES[i]));
        }
    }

    @Test
    void aMessageInPiecesIsOneMessageAndStaysAsItIs() {
        var whole = new PreauthHash();
        whole.update(message(LOGIN[0]));
        var pieces = new PreauthHash();
        ByteBuffer all = message(LOGIN[0]);
        pieces.update(all.slice(0, 64), ByteBuffer.allocate(0), all.slice(64, all.remaining() - 64));
        assertThat(pieces.value()).isEqualTo(whole.value());
        assertThat(all.position()).isZero();
    }

    @Test
    void aCopyGoesOnByItself() {
        var hash = new PreauthHash();
        hash.update(message(LOGIN[0]));
        byte[] before = hash.value();
        PreauthHash copy = hash.copy();
        copy.update(message(LOGIN[1]));
        assertThat(hash.value()).isEqualTo(before);
        assertThat(copy.value()).isNotEqualTo(before);
        hash.value()[0] ^= 1;
        assertThat(hash.value()).isEqualTo(before);
    }
}
