// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.ntlm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.testing.Wire;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class NtlmMessageTest {
    static byte[] golden(String name) {
        return Wire.golden(NtlmMessageTest.class, "ntlm/" + name + ".hex");
    }

    @ParameterizedTest
    @CsvSource({"negotiate-windows, e2088297", "negotiate-smbclient, 62088215"})
    void negotiateIsRead(String name, String flags) throws Exception {
        NegotiateMessage message = NegotiateMessage.decode(golden(name));
        assertThat(Integer.toHexString(message.flags())).isEqualTo(flags);
        assertThat(NegotiateMessage.decode(message.encode())).isEqualTo(message);
    }

    @Test
    void negotiateIsWrittenAsWindowsDoesButForItsVersion() throws Exception {
        byte[] golden = golden("negotiate-windows");
        byte[] ours = NegotiateMessage.decode(golden).encode();
        assertThat(ours).hasSameSizeAs(golden);
        assertThat(Arrays.copyOf(ours, 32)).isEqualTo(Arrays.copyOf(golden, 32));
        assertThat(NegotiateMessage.decode(Arrays.copyOf(golden, 16)).flags())
                .as("old clients send no more")
                .isEqualTo(0xe2088297);
    }

    @ParameterizedTest
    @ValueSource(strings = {"challenge-example", "challenge-windows", "challenge-smbd"})
    void challengesAreReadAndWrittenTheSame(String name) throws Exception {
        byte[] golden = golden(name);
        assertThat(ChallengeMessage.decode(golden).encode()).isEqualTo(golden);
    }

    @Test
    void challengeOfTheExampleIsRead() throws Exception {
        ChallengeMessage message = ChallengeMessage.decode(golden("challenge-example"));
        assertThat(message.targetName()).isEqualTo("Server");
        assertThat(message.serverChallenge()).isEqualTo(Wire.hex("0123456789abcdef"));
        assertThat(message.targetInfo().text(AvPairs.NB_DOMAIN_NAME)).contains("Domain");
        assertThat(message.targetInfo().text(AvPairs.NB_COMPUTER_NAME)).contains("Server");
        assertThat(message.targetInfo().find(AvPairs.TIMESTAMP)).isEmpty();
        assertThat(message).hasToString("ChallengeMessage");
    }

    @ParameterizedTest
    @ValueSource(strings = {"authenticate-example", "authenticate-windows"})
    void authenticationsAreReadAndWrittenTheSame(String name) throws Exception {
        byte[] golden = golden(name);
        assertThat(AuthenticateMessage.decode(golden).encode()).isEqualTo(golden);
    }

    @Test
    void authenticationOfTheExampleIsRead() throws Exception {
        AuthenticateMessage message = AuthenticateMessage.decode(golden("authenticate-example"));
        assertThat(message.names()).isEqualTo(new AuthenticateMessage.Names("Domain", "User", "COMPUTER"));
        assertThat(message.mic()).as("the payload begins where it would be").isEmpty();
        assertThat(message.version2()).isTrue();
        assertThat(message.anonymous()).isFalse();
        assertThat(message.clientPairs().flags()).isZero();
        assertThat(message.encryptedSessionKey()).isEqualTo(Wire.hex("c5dad2544fc9799094ce1ce90bc9d03e"));
        assertThat(message).hasToString("AuthenticateMessage");
    }

    @Test
    void authenticationOfSmbclientHasItsMic() throws Exception {
        AuthenticateMessage message = AuthenticateMessage.decode(golden("authenticate-smbclient"));
        assertThat(message.names()).isEqualTo(new AuthenticateMessage.Names("WORKGROUP", "torture1", "VM"));
        assertThat(message.mic()).isEqualTo(Wire.hex("727313113de1fdd0f45813f53e0a937a"));
        assertThat(message.clientPairs().flags()).isEqualTo(AvPairs.FLAG_MIC);
        assertThat(message.clientPairs().text(AvPairs.TARGET_NAME)).contains("cifs/127.0.0.1");
    }

    @Test
    void anonymousIsSeen() throws Exception {
        AuthenticateMessage message = AuthenticateMessage.decode(golden("anonymous-smbclient"));
        assertThat(message.anonymous()).isTrue();
        assertThat(message.version2()).isFalse();
    }

    @Test
    void aPayloadWithinTheFixedPartIsRefused() {
        byte[] message = golden("authenticate-windows");
        ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).putInt(28 + 4, 60);
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> AuthenticateMessage.decode(message));
    }

    @Test
    void aPairThatComesTwiceIsRefused() {
        assertMalformed("0600 0400 00000000 0600 0400 02000000 0000 0000");
        assertMalformed("0600 0400 00000000");
        assertMalformed("0600 ffff 00000000 0000 0000");
    }

    private static void assertMalformed(String pairs) {
        byte[] bytes = Wire.hex(pairs);
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> AvPairs.decode(
                        new io.fairlead.net.WireReader(ByteBuffer.wrap(bytes), ByteOrder.LITTLE_ENDIAN)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "negotiate-windows",
                "challenge-windows",
                "challenge-example",
                "authenticate-windows",
                "authenticate-smbclient",
                "anonymous-smbclient"
            })
    void messagesCutAnywhereAreRefusedOrRead(String name) {
        byte[] golden = golden(name);
        for (int length = 0; length < golden.length; length++) {
            decodeAll(Arrays.copyOf(golden, length));
        }
    }

    @Test
    void damagedMessagesAreRefusedOrRead() {
        List<byte[]> goldens = List.of(
                golden("negotiate-windows"),
                golden("negotiate-smbclient"),
                golden("challenge-example"),
                golden("challenge-windows"),
                golden("challenge-smbd"),
                golden("authenticate-example"),
                golden("authenticate-windows"),
                golden("authenticate-smbclient"),
                golden("anonymous-smbclient"));
        Wire.mutations(20, 20_000, goldens).forEach(NtlmMessageTest::decodeAll);
    }

    private static void decodeAll(byte[] message) {
        accept(() -> NegotiateMessage.decode(message));
        accept(() -> ChallengeMessage.decode(message).encode());
        accept(() -> {
            AuthenticateMessage read = AuthenticateMessage.decode(message);
            if (read.version2()) {
                read.clientPairs().flags();
            }
        });
    }

    private interface Decoding {
        void run() throws MalformedMessageException;
    }

    private static void accept(Decoding decoding) {
        try {
            decoding.run();
        } catch (MalformedMessageException e) {
            assertThat(e).hasMessageNotContaining("Passw");
        }
    }
}
