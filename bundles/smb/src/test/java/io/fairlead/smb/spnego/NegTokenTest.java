// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.spnego;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.testing.Wire;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class NegTokenTest {
    static byte[] golden(String name) {
        return Wire.golden(NegTokenTest.class, "spnego/" + name + ".hex");
    }

    @Test
    void theHintIsByteForByteThatOfSmbd() {
        assertThat(SpnegoAcceptor.hint(List.of(Oid.NTLM))).isEqualTo(golden("hint-smbd"));
    }

    @Test
    void theHintOfWindowsIsRead() throws Exception {
        NegTokenInit init = NegTokenInit.decode(golden("hint-windows"));
        assertThat(init.mechanisms()).containsExactly(new Oid("2b06010401823702021e"), Oid.NTLM);
        assertThat(init.mechToken()).isPresent();
        assertThat(NegTokenInit.decode(golden("hint-smbd")).mechListMic()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"init-windows", "init-smbclient", "hint-windows"})
    void firstTokensAreReadAndWrittenTheSame(String name) throws Exception {
        byte[] golden = golden(name);
        assertThat(NegTokenInit.decode(golden).encode()).isEqualTo(golden);
        assertThat(NegTokenInit.is(golden)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "challenge-windows", "challenge-smbd", "authenticate-windows", "authenticate-smbclient",
                "anonymous-smbclient", "no-password-smbclient", "completed-windows", "completed-smbd",
                "completed-anonymous-smbd"
            })
    void laterTokensAreReadAndWrittenTheSame(String name) throws Exception {
        byte[] golden = golden(name);
        assertThat(NegTokenResp.decode(golden).encode()).isEqualTo(golden);
        assertThat(NegTokenInit.is(golden)).isFalse();
    }

    @Test
    void theListIsTakenAsItWasSent() throws Exception {
        assertThat(NegTokenInit.mechTypeList(golden("init-windows")))
                .isEqualTo(Wire.hex("300c 060a 2b06 0104 0182 3702 020a"));
    }

    @Test
    void aMicInAFirstTokenIsRead() throws Exception {
        byte[] mic = {1, 2, 3};
        var init = new NegTokenInit(List.of(Oid.NTLM), Optional.empty(), Optional.of(mic));
        assertThat(NegTokenInit.decode(init.encode()).mechListMic()).hasValue(mic);
        assertThat(init).hasToString("NegTokenInit" + List.of(Oid.NTLM));
    }

    @Test
    void morePreferencesThanAnybodyHasAreRefused() throws Exception {
        assertThat(NegTokenInit.decode(many(32)).mechanisms()).hasSize(32);
        byte[] more = many(33);
        assertMalformed(() -> NegTokenInit.decode(more));
    }

    private static byte[] many(int count) {
        return new NegTokenInit(Collections.nCopies(count, Oid.NTLM), Optional.empty(), Optional.empty()).encode();
    }

    @Test
    void tokensOfOtherKindsAreRefused() {
        byte[] kerberos = Der.value(Der.INITIAL_TOKEN, Der.value(Der.OBJECT_IDENTIFIER, Oid.KERBEROS.content()));
        assertMalformed(() -> NegTokenInit.decode(kerberos));
        assertMalformed(() -> NegTokenInit.decode(golden("challenge-smbd")));
        assertMalformed(() -> NegTokenResp.decode(golden("init-windows")));
        assertMalformed(() -> NegTokenResp.decode(Wire.hex("a107 3005 a003 0a01 04")));
        assertMalformed(() -> NegTokenResp.decode(Wire.hex("a107 3005 a403 0a01 00")));
    }

    private static void assertMalformed(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(call);
    }

    @Test
    void damagedTokensAreRefusedOrRead() {
        SortedMap<String, byte[]> goldens = Wire.goldens(NegTokenTest.class);
        goldens.keySet().removeIf(name -> !name.startsWith("spnego/"));
        assertThat(goldens).hasSizeGreaterThan(10);
        Wire.mutations(9, 15_000, List.copyOf(goldens.values())).forEach(NegTokenTest::decodeBoth);
        for (byte[] golden : goldens.values()) {
            for (int length = 0; length < golden.length; length++) {
                decodeBoth(Arrays.copyOf(golden, length));
            }
        }
    }

    private static void decodeBoth(byte[] token) {
        try {
            NegTokenInit.decode(token).encode();
            NegTokenInit.mechTypeList(token);
        } catch (MalformedMessageException e) {
            assertThat(e).hasNoCause();
        }
        try {
            NegTokenResp.decode(token).encode();
        } catch (MalformedMessageException e) {
            assertThat(e).hasNoCause();
        }
    }
}
