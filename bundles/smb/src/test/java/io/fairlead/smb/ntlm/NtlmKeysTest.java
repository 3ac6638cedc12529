// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.ntlm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.Wire;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against [MS-NLMP] 4.2.4, a login of Windows whose keys Microsoft has told, and one of smbclient. */
class NtlmKeysTest {
    private static final int WINDOWS_FLAGS = 0xe2888215;

    /** The DER of a list that has NTLM only. */
    private static final byte[] LIST = Wire.hex("300c 060a 2b06 0104 0182 3702 020a");

    @Test
    void keysAreThoseOfTheExample() throws Exception {
        byte[] hash = NtlmKeys.ntHash("Password".toCharArray());
        assertThat(hash).isEqualTo(Wire.hex("a4f49c406510bdcab6824ee7c30fd852"));
        byte[] responseKey = NtlmKeys.responseKey(hash, "User", "Domain");
        assertThat(responseKey).isEqualTo(Wire.hex("0c868a403bfd7a93a3001ef22ef02e3f"));
        byte[] baseKey = baseKey(responseKey, "challenge-example", "authenticate-example");
        assertThat(baseKey).isEqualTo(Wire.hex("8de40ccadbc14a82f15cb0ad0de95ca3"));
        AuthenticateMessage message = AuthenticateMessage.decode(NtlmMessageTest.golden("authenticate-example"));
        assertThat(NtlmKeys.rc4(baseKey, message.encryptedSessionKey()))
                .isEqualTo(Wire.hex("55555555555555555555555555555555"));
    }

    /** Checks the proof on the way. */
    private static byte[] baseKey(byte[] responseKey, String challenge, String authenticate) throws Exception {
        byte[] response =
                AuthenticateMessage.decode(NtlmMessageTest.golden(authenticate)).ntResponse();
        byte[] sent = ChallengeMessage.decode(NtlmMessageTest.golden(challenge)).serverChallenge();
        byte[] blob = Arrays.copyOfRange(response, AuthenticateMessage.PROOF_BYTES, response.length);
        byte[] proof = NtlmKeys.hmacMd5(responseKey, sent, blob);
        assertThat(proof).isEqualTo(Arrays.copyOf(response, AuthenticateMessage.PROOF_BYTES));
        return NtlmKeys.hmacMd5(responseKey, proof);
    }

    @Test
    void aLoginOfWindowsHasItsKeysMicAndSignatures() throws Exception {
        byte[] responseKey = Wire.hex("aee3959b44a815f1eb28c9511b4f533b");
        byte[] baseKey = baseKey(responseKey, "challenge-windows", "authenticate-windows");
        assertThat(baseKey).isEqualTo(Wire.hex("b4cf22566926b1c069acd80e4d73c814"));
        byte[] sessionKey = checkMic(baseKey, "negotiate-windows", "challenge-windows", "authenticate-windows");
        assertThat(sessionKey).isEqualTo(Wire.hex("270e1ba896585eeb7af3472d3b4c75a7"));
        assertThat(NtlmSignature.of(sessionKey, WINDOWS_FLAGS, false, LIST))
                .isEqualTo(Wire.hex("01000000 63775a9a5fd97f06 00000000"));
        assertThat(NtlmSignature.of(sessionKey, WINDOWS_FLAGS, true, LIST))
                .isEqualTo(Wire.hex("01000000 3b453cdc35241642 00000000"));
    }

    @Test
    void aLoginOfSmbclientHasItsMicAndSignatures() throws Exception {
        byte[] hash = NtlmKeys.ntHash("Passw0rd!1".toCharArray());
        byte[] baseKey = baseKey(
                NtlmKeys.responseKey(hash, "torture1", "WORKGROUP"), "challenge-smbd", "authenticate-smbclient");
        byte[] sessionKey = checkMic(baseKey, "negotiate-smbclient", "challenge-smbd", "authenticate-smbclient");
        int flags = AuthenticateMessage.decode(NtlmMessageTest.golden("authenticate-smbclient"))
                .flags();
        assertThat(NtlmSignature.verify(Wire.hex("01000000 72256309515a3301 00000000"), sessionKey, flags, false, LIST))
                .isTrue();
        assertThat(NtlmSignature.verify(Wire.hex("01000000 b07a5559d1154923 00000000"), sessionKey, flags, true, LIST))
                .isTrue();
        assertThat(NtlmSignature.verify(Wire.hex("01000000 b07a5559d1154923 01000000"), sessionKey, flags, true, LIST))
                .isFalse();
    }

    private static byte[] checkMic(byte[] baseKey, String negotiate, String challenge, String authenticate)
            throws Exception {
        byte[] token = NtlmMessageTest.golden(authenticate);
        AuthenticateMessage message = AuthenticateMessage.decode(token);
        byte[] sessionKey = NtlmKeys.rc4(baseKey, message.encryptedSessionKey());
        assertThat(NtlmKeys.mic(
                        sessionKey, NtlmMessageTest.golden(negotiate), NtlmMessageTest.golden(challenge), token))
                .isEqualTo(message.mic());
        return sessionKey;
    }

    /** [MS-NLMP] 3.4.5.3: how much of the key seals depends on the flags. */
    @ParameterizedTest
    @CsvSource({"40000000, 5", "c0000000, 7", "e0000000, 16"})
    void weakerKeysAreShorter(String flags, int bytes) {
        byte[] sessionKey = Wire.hex("270e1ba896585eeb7af3472d3b4c75a7");
        byte[] message = {1, 2, 3};
        byte[] sealing = NtlmKeys.md5(
                Arrays.copyOf(sessionKey, bytes),
                "session key to client-to-server sealing key magic constant\0".getBytes(StandardCharsets.US_ASCII));
        byte[] signing = NtlmKeys.md5(
                sessionKey,
                "session key to client-to-server signing key magic constant\0".getBytes(StandardCharsets.US_ASCII));
        byte[] checksum = Arrays.copyOf(NtlmKeys.hmacMd5(signing, new byte[4], message), 8);
        byte[] signature = NtlmSignature.of(sessionKey, Integer.parseUnsignedInt(flags, 16), false, message);
        assertThat(Arrays.copyOfRange(signature, 4, 12)).isEqualTo(NtlmKeys.rc4(sealing, checksum));
    }

    @Test
    void namesAreThoseOfTheServer() {
        assertThat(ServerNames.standalone("files.example.org"))
                .isEqualTo(new ServerNames("FILES", "FILES", "files.example.org", "example.org"));
        assertThat(ServerNames.standalone("a-name-of-more-than-15"))
                .isEqualTo(new ServerNames("A-NAME-OF-MORE-", "A-NAME-OF-MORE-", "a-name-of-more-than-15", ""));
    }
}
