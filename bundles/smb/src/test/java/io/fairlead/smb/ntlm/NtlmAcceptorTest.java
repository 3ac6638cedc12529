// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.ntlm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.AuthenticationException.Refusal;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.smb.ntlm.NtlmInitiator.Account;
import io.fairlead.testing.Wire;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NtlmAcceptorTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-29T05:00:00Z"), ZoneOffset.UTC);
    private static final ServerNames NAMES = ServerNames.standalone("files.example.org");
    private static final int FLAGS = 60;

    private final TestAccounts accounts =
            new TestAccounts(Map.of("alice", "secret", "\u00fcn\u00efc\u00f8de", "\u00a7"), false);
    private final NtlmAcceptor acceptor = new NtlmAcceptor(NAMES, CLOCK);

    private static NtlmInitiator initiator(String user, String domain, String password) {
        return new NtlmInitiator(Account.of(user, domain, password.toCharArray()), "cifs/files", CLOCK);
    }

    @Test
    void bothSidesComeToTheSameKey() throws Exception {
        NtlmInitiator alice = initiator("alice", "HOME", "secret");
        byte[] challenge = acceptor.challenge(alice.negotiate());
        NtlmAcceptor.Accepted accepted = acceptor.authenticate(alice.authenticate(challenge), accounts);
        assertThat(accepted.authentication().identity().name()).isEqualTo("alice");
        assertThat(accepted.user()).isEqualTo("alice");
        assertThat(accepted.domain()).isEqualTo("HOME");
        assertThat(accepted.anonymous()).isFalse();
        assertThat(accepted.sessionKey()).hasSize(16).isEqualTo(alice.sessionKey());
        assertThat(accounts.asked).isEqualTo(1);
        byte[] list = {1, 2, 3};
        assertThat(accepted.verify(alice.sign(list), list)).isTrue();
        assertThat(alice.verify(accepted.sign(list), list)).isTrue();
        assertThat(alice.verify(alice.sign(list), list))
                .as("each direction has its own")
                .isFalse();
        assertThat(accepted).hasToString("Accepted[alice]");
    }

    /** The client takes the server's time where it is told one, so that nobody's clock matters. */
    @Test
    void clocksMayBeWrong() throws Exception {
        for (String time : new String[] {"1601-01-01T00:00:00Z", "1955-11-05T06:15:00Z", "2155-10-21T16:29:00Z"}) {
            Clock wrong = Clock.fixed(Instant.parse(time), ZoneOffset.UTC);
            NtlmAcceptor server = new NtlmAcceptor(NAMES, wrong);
            NtlmInitiator alice = initiator("alice", "", "secret");
            assertThat(server.authenticate(alice.authenticate(server.challenge(alice.negotiate())), accounts)
                            .user())
                    .as("a server of %s", time)
                    .isEqualTo("alice");
            alice = new NtlmInitiator(Account.of("alice", "", "secret".toCharArray()), "cifs/files", wrong);
            assertThat(letIn(alice, alice.negotiate()))
                    .as("a client of %s", time)
                    .isTrue();
        }
    }

    @Test
    void namesOfAnyAlphabetLogIn() throws Exception {
        NtlmInitiator user = initiator("\u00fcn\u00efc\u00f8de", "", "\u00a7");
        byte[] token = user.authenticate(acceptor.challenge(user.negotiate()));
        assertThat(acceptor.authenticate(token, accounts).user()).isEqualTo("\u00fcn\u00efc\u00f8de");
    }

    @Test
    void theChallengeTellsOfTheServer() throws Exception {
        byte[] token = acceptor.challenge(NtlmMessageTest.golden("negotiate-windows"));
        ChallengeMessage challenge = ChallengeMessage.decode(token);
        assertThat(challenge.targetName()).isEqualTo("FILES");
        assertThat(challenge.targetInfo().text(AvPairs.NB_COMPUTER_NAME)).contains("FILES");
        assertThat(challenge.targetInfo().text(AvPairs.DNS_COMPUTER_NAME)).contains("files.example.org");
        assertThat(challenge.targetInfo().text(AvPairs.DNS_DOMAIN_NAME)).contains("example.org");
        assertThat(challenge.targetInfo().find(AvPairs.TIMESTAMP)).hasValueSatisfying(time -> assertThat(
                        ByteBuffer.wrap(time).order(ByteOrder.LITTLE_ENDIAN).getLong())
                .as("2026-11-29 05:00 in FILETIME")
                .isEqualTo(134_404_020_000_000_000L));
        assertThat(Integer.toHexString(challenge.flags())).isEqualTo("e28a8215");
        byte[] other = new NtlmAcceptor(NAMES, CLOCK).challenge(NtlmMessageTest.golden("negotiate-windows"));
        assertThat(ChallengeMessage.decode(other).serverChallenge()).isNotEqualTo(challenge.serverChallenge());
    }

    @Test
    void aWrongPasswordIsAskedForOnce() throws Exception {
        NtlmInitiator alice = initiator("alice", "HOME", "wrong");
        byte[] token = alice.authenticate(acceptor.challenge(alice.negotiate()));
        assertRefused(token, Refusal.WRONG_CREDENTIAL);
        assertThat(accounts.asked).isEqualTo(1);
        assertThatExceptionOfType(MalformedMessageException.class)
                .as("a challenge is answered once")
                .isThrownBy(() -> acceptor.authenticate(token, accounts));
    }

    private void assertRefused(byte[] token, Refusal refusal) {
        assertThatExceptionOfType(AuthenticationException.class)
                .isThrownBy(() -> acceptor.authenticate(token, accounts))
                .satisfies(e -> assertThat(e.refusal()).isEqualTo(refusal));
    }

    @Test
    void aNegotiationChangedOnTheWayIsSeen() throws Exception {
        for (int bit = 12 * 8; bit < 40 * 8; bit++) {
            NtlmInitiator alice = initiator("alice", "HOME", "secret");
            byte[] changed = alice.negotiate();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(letIn(alice, changed))
                    .as("bit %s of NEGOTIATE_MESSAGE", bit)
                    .isFalse();
        }
    }

    private boolean letIn(NtlmInitiator client, byte[] negotiate) throws MalformedMessageException {
        var server = new NtlmAcceptor(NAMES, CLOCK);
        byte[] challenge;
        try {
            challenge = server.challenge(negotiate);
        } catch (MalformedMessageException e) {
            return false; // too weak
        }
        try {
            server.authenticate(client.authenticate(challenge), accounts);
            return true;
        } catch (AuthenticationException e) {
            return false;
        }
    }

    @Test
    void aChangedAuthenticationIsSeen() throws Exception {
        NtlmInitiator alice = initiator("alice", "HOME", "secret");
        byte[] negotiate = alice.negotiate();
        byte[] challenge = acceptor.challenge(negotiate);
        byte[] token = alice.authenticate(challenge);
        byte[] lessFlags = token.clone();
        lessFlags[FLAGS] ^= NtlmFlags.SEAL;
        assertRefused(lessFlags, Refusal.WRONG_CREDENTIAL);
    }

    @Test
    void aPromisedMicMustBeThere() throws Exception {
        NtlmInitiator alice = initiator("alice", "HOME", "secret");
        AuthenticateMessage message =
                AuthenticateMessage.decode(alice.authenticate(acceptor.challenge(alice.negotiate())));
        byte[] without = new AuthenticateMessage(
                        message.names(),
                        message.lmResponse(),
                        message.ntResponse(),
                        message.encryptedSessionKey(),
                        message.flags(),
                        message.version(),
                        new byte[0])
                .encode();
        assertRefused(without, Refusal.WRONG_CREDENTIAL);
    }

    @Test
    void olderVersionsAreRefusedUnseen() throws Exception {
        for (int bytes : new int[] {0, 24, 43}) {
            var server = new NtlmAcceptor(NAMES, CLOCK);
            server.challenge(NtlmMessageTest.golden("negotiate-windows"));
            byte[] token = new AuthenticateMessage(
                            new AuthenticateMessage.Names("", "alice", ""),
                            new byte[24],
                            new byte[bytes],
                            new byte[0],
                            NtlmFlags.UNICODE,
                            new byte[8],
                            new byte[0])
                    .encode();
            assertThatExceptionOfType(AuthenticationException.class)
                    .isThrownBy(() -> server.authenticate(token, accounts))
                    .satisfies(e -> assertThat(e.refusal()).isEqualTo(Refusal.NOT_ACCEPTED));
        }
        assertThat(accounts.asked).isZero();
    }

    @Test
    void nobodyIsRefusedUnlessHeIsWelcome() throws Exception {
        byte[] ofSmbclient = NtlmMessageTest.golden("anonymous-smbclient");
        acceptor.challenge(NtlmMessageTest.golden("negotiate-smbclient"));
        assertRefused(ofSmbclient, Refusal.NOT_ACCEPTED);

        var open = new TestAccounts(Map.of(), true);
        var server = new NtlmAcceptor(NAMES, CLOCK);
        server.challenge(NtlmMessageTest.golden("negotiate-smbclient"));
        NtlmAcceptor.Accepted accepted = server.authenticate(ofSmbclient, open);
        assertThat(accepted.anonymous()).isTrue();
        assertThat(accepted.authentication().identity().name()).isEqualTo("anonymous");

        var again = new NtlmAcceptor(NAMES, CLOCK);
        var nobody = new NtlmInitiator(Account.ANONYMOUS, "cifs/files", CLOCK);
        byte[] token = nobody.authenticate(again.challenge(nobody.negotiate()));
        assertThat(again.authenticate(token, open).sessionKey()).isEqualTo(nobody.sessionKey());
    }

    @Test
    void messagesComeInTheirOrder() throws Exception {
        byte[] negotiate = NtlmMessageTest.golden("negotiate-windows");
        byte[] authenticate = NtlmMessageTest.golden("authenticate-windows");
        assertMalformed(() -> acceptor.authenticate(authenticate, accounts));
        assertMalformed(() -> acceptor.challenge(authenticate));
        acceptor.challenge(negotiate);
        assertMalformed(() -> acceptor.challenge(negotiate));
        assertMalformed(
                () -> initiator("alice", "", "secret").authenticate(NtlmMessageTest.golden("challenge-windows")));
    }

    private static void assertMalformed(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(call);
    }

    @Test
    void weakWishesAreRefused() {
        for (int lacking : new int[] {NtlmFlags.UNICODE, NtlmFlags.KEYS_128, NtlmFlags.EXTENDED_SESSIONSECURITY}) {
            byte[] negotiate = new NegotiateMessage(NtlmFlags.OURS & ~lacking).encode();
            assertMalformed(() -> new NtlmAcceptor(NAMES, CLOCK).challenge(negotiate));
        }
        NtlmInitiator alice = initiator("alice", "", "secret");
        alice.negotiate();
        byte[] weak = new ChallengeMessage(NtlmFlags.UNICODE, "X", new byte[8], AvPairs.NONE, new byte[8]).encode();
        assertMalformed(() -> alice.authenticate(weak));
    }

    @Test
    void damagedAnswersAreRefusedAndNothingElse() throws Exception {
        NtlmInitiator alice = initiator("alice", "HOME", "secret");
        byte[] negotiate = alice.negotiate();
        List<byte[]> goldens = new ArrayList<>();
        goldens.add(alice.authenticate(acceptor.challenge(negotiate)));
        goldens.add(NtlmMessageTest.golden("authenticate-smbclient"));
        goldens.add(NtlmMessageTest.golden("anonymous-smbclient"));
        Wire.mutations(5, 2000, goldens).forEach(token -> {
            var server = new NtlmAcceptor(NAMES, CLOCK);
            try {
                server.challenge(negotiate);
                server.authenticate(token, accounts);
                throw new AssertionError("let in: " + Wire.toHex(token));
            } catch (MalformedMessageException | AuthenticationException e) {
                assertThat(e).hasMessageNotContaining("secret");
            }
        });
        assertThat(Account.of("alice", "HOME", "secret".toCharArray())).hasToString("Account[HOME\\alice]");
    }
}
