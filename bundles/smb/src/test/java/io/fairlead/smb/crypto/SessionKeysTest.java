// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fairlead.testing.Wire;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against keys that Microsoft's Open Specifications blog tells. */
class SessionKeysTest {
    static final String PREAUTH_HASH =
            "0dd13628cc3ed218ef9df9772d436d0887ab9814bfae63a80aa845f36909db7928622dddad522d97"
                    + "51640a459762c5a9d6bb084cbb3ce6bdadef5d5bce3c6c01";
    static final String SESSION_KEY_311 = "270e1ba896585eeb7af3472d3b4c75a7";

    @ParameterizedTest
    @ValueSource(ints = {0x0300, 0x0302})
    void areThoseOfWindowsAtSmb30(int dialect) {
        SessionKeys keys = SessionKeys.of(
                dialect, Wire.hex("7cd451825d0450d235424e44ba6e78cc"), null, CipherAlgorithm.AES_128_CCM);
        assertThat(keys.signing()).isEqualTo(Wire.hex("0b7e9c5cac36c0f6ea9ab275298cedce"));
        assertThat(keys.clientToServer()).isEqualTo(Wire.hex("fad27796665b313ebb578f388632b4f7"));
        assertThat(keys.serverToClient()).isEqualTo(Wire.hex("b0f0427f7ceb416d1d9dcc0cd4f99447"));
        assertThat(keys.application()).isEqualTo(Wire.hex("bb23a4575aa26c721af525af15a87b4f"));
    }

    @Test
    void areThoseOfWindowsAtSmb311() {
        SessionKeys keys = at311(Wire.hex(SESSION_KEY_311), CipherAlgorithm.AES_128_GCM);
        assertThat(keys.signing()).isEqualTo(Wire.hex("73fe7a9a77bef0bde49c650d8ccb5f76"));
        assertThat(keys.clientToServer()).isEqualTo(Wire.hex("629bcbc54422a0f572b97f45989b6073"));
        assertThat(keys.serverToClient()).isEqualTo(Wire.hex("e2af0dcefac68da71a0dfbd0d1350d74"));
        assertThat(keys.application()).isEqualTo(Wire.hex("6d7ad7954e9ec61e907b4d473dc178ff"));
    }

    private static SessionKeys at311(byte[] sessionKey, CipherAlgorithm cipher) {
        return SessionKeys.of(0x0311, sessionKey, Wire.hex(PREAUTH_HASH), cipher);
    }

    @Test
    void ciphersOf256BitsUseAllOfTheSessionKeyAndSigningOnly16Bytes() {
        byte[] sessionKey = Wire.hex(SESSION_KEY_311 + "00112233445566778899aabbccddeeff");
        SessionKeys keys = at311(sessionKey, CipherAlgorithm.AES_256_GCM);
        SessionKeys cut = at311(Arrays.copyOf(sessionKey, 16), CipherAlgorithm.AES_256_CCM);
        assertThat(keys.clientToServer()).hasSize(32).isNotEqualTo(cut.clientToServer());
        assertThat(keys.serverToClient()).hasSize(32).isNotEqualTo(cut.serverToClient());
        assertThat(keys.signing()).isEqualTo(cut.signing()).isEqualTo(Wire.hex("73fe7a9a77bef0bde49c650d8ccb5f76"));
        assertThat(keys.application()).isEqualTo(cut.application());
        assertThat(at311(sessionKey, CipherAlgorithm.AES_128_GCM).clientToServer())
                .isEqualTo(Wire.hex("629bcbc54422a0f572b97f45989b6073"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x0202, 0x0210})
    void areTheSessionKeyItselfAtSmb2(int dialect) {
        byte[] sessionKey = Wire.hex(SESSION_KEY_311);
        SessionKeys keys = SessionKeys.of(dialect, sessionKey, null, null);
        assertThat(keys.signing()).isEqualTo(sessionKey).isNotSameAs(sessionKey);
        assertThat(keys.application()).isEqualTo(sessionKey);
        assertThat(keys.clientToServer()).isEmpty();
        assertThat(keys.serverToClient()).isEmpty();
    }

    @Test
    void aShortSessionKeyIsPaddedWithZeros() {
        assertThat(SessionKeys.of(0x0210, new byte[] {1, 2}, null, null).signing())
                .isEqualTo(Wire.hex("0102 0000 0000 0000 0000 0000 0000 0000"));
    }

    @Test
    void withoutACipherThereAreNoKeysForIt() {
        assertThat(at311(Wire.hex(SESSION_KEY_311), null).clientToServer()).isEmpty();
        assertThat(SessionKeys.of(0x0300, Wire.hex(SESSION_KEY_311), null, null).serverToClient())
                .isEmpty();
    }

    @Test
    void nothingIsMadeOfNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> SessionKeys.of(0x0210, new byte[0], null, null));
        assertThatIllegalArgumentException().isThrownBy(() -> SessionKeys.of(0x0311, new byte[16], null, null));
        assertThatIllegalArgumentException().isThrownBy(() -> SessionKeys.of(0x0311, new byte[16], new byte[63], null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyDerivation.derive(new byte[16], new byte[0], new byte[0], 33));
    }

    @Test
    void areNotShown() {
        assertThat(at311(Wire.hex(SESSION_KEY_311), CipherAlgorithm.AES_128_GCM))
                .hasToString("SessionKeys");
    }

    @ParameterizedTest
    @CsvSource({"0, HMAC_SHA256", "1, AES_CMAC", "2, AES_GMAC"})
    void signingAlgorithmsHaveTheirNumbers(int id, SigningAlgorithm algorithm) {
        assertThat(SigningAlgorithm.of(id)).contains(algorithm);
        assertThat(algorithm.id()).isEqualTo(id);
        assertThat(SigningAlgorithm.of(3)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, AES_128_CCM, 16, 11", "2, AES_128_GCM, 16, 12", "3, AES_256_CCM, 32, 11", "4, AES_256_GCM, 32, 12"})
    void ciphersHaveTheirNumbersAndSizes(int id, CipherAlgorithm algorithm, int keyBytes, int nonceBytes) {
        assertThat(CipherAlgorithm.of(id)).contains(algorithm);
        assertThat(algorithm.keyBytes()).isEqualTo(keyBytes);
        assertThat(algorithm.nonceBytes()).isEqualTo(nonceBytes);
        assertThat(CipherAlgorithm.of(0)).isEmpty();
    }
}
