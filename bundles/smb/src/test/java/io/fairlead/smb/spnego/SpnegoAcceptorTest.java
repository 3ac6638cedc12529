// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.spnego;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fairlead.api.auth.Authentication;
import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.AuthenticationException.Refusal;
import io.fairlead.api.auth.Identity;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.smb.ntlm.NtlmInitiator;
import io.fairlead.smb.ntlm.NtlmInitiator.Account;
import io.fairlead.smb.ntlm.ServerNames;
import io.fairlead.smb.ntlm.TestAccounts;
import io.fairlead.smb.spnego.Mechanism.Step;
import io.fairlead.testing.Wire;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SpnegoAcceptorTest {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final ServerNames NAMES = ServerNames.standalone("files");

    private final TestAccounts accounts = new TestAccounts(Map.of("alice", "secret"), false);
    private final NtlmInitiator ntlm =
            new NtlmInitiator(Account.of("alice", "", "secret".toCharArray()), "cifs/files", CLOCK);

    private SpnegoAcceptor acceptor() {
        return new SpnegoAcceptor(List.of(new NtlmMechanism(NAMES, CLOCK, accounts)));
    }

    @Test
    void bothSidesComeToTheSameKey() throws Exception {
        SpnegoAcceptor acceptor = acceptor();
        var client = new SpnegoInitiator(ntlm);
        Step challenge = acceptor.step(client.first(SpnegoAcceptor.hint(List.of(Oid.NTLM))));
        assertThat(challenge.login()).isEmpty();
        assertThat(NegTokenResp.decode(challenge.token()).supportedMechanism()).contains(Oid.NTLM);
        Step done = acceptor.step(client.step(challenge.token()).orElseThrow());
        assertThat(client.step(done.token())).isEmpty();
        assertThat(client.done()).isTrue();
        Login login = done.login().orElseThrow();
        assertThat(login.sessionKey()).isEqualTo(client.sessionKey());
        assertThat(login.authentication().identity().name()).isEqualTo("alice");
        assertThat(login.account()).isEqualTo("alice");
        assertThat(login.anonymous()).isFalse();
        NegTokenResp last = NegTokenResp.decode(done.token());
        assertThat(last.state()).contains(NegTokenResp.State.ACCEPT_COMPLETED);
        assertThat(last.mechListMic()).isPresent();
        assertThat(last.supportedMechanism()).isEmpty();
        assertThat(login).hasToString("Login[alice]");
        assertThat(done).hasToString("Step[" + done.token().length + " bytes, done]");
        assertMalformed(() -> acceptor.step(done.token()));
        assertMalformed(() -> client.step(done.token()));
    }

    private static void assertMalformed(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(call);
    }

    private static void assertRefused(Refusal refusal, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatExceptionOfType(AuthenticationException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.refusal()).isEqualTo(refusal));
    }

    @Test
    void ntlmWithoutSpnegoGetsTheSameBack() throws Exception {
        SpnegoAcceptor acceptor = acceptor();
        Step challenge = acceptor.step(ntlm.negotiate());
        Step done = acceptor.step(ntlm.authenticate(challenge.token()));
        assertThat(done.login().orElseThrow().sessionKey()).isEqualTo(ntlm.sessionKey());
        assertThat(done.token()).isEmpty();
    }

    private static byte[] init(Optional<byte[]> token, Oid... mechanisms) {
        return new NegTokenInit(List.of(mechanisms), token, Optional.empty()).encode();
    }

    private static byte[] response(byte[] token, Optional<byte[]> mic) {
        return new NegTokenResp(Optional.empty(), Optional.empty(), Optional.of(token), mic).encode();
    }

    private static byte[] inner(Step step) throws MalformedMessageException {
        return NegTokenResp.decode(step.token()).responseToken().orElseThrow();
    }

    @Test
    void aSecondChoiceBeginsAnewAndMustBeProved() throws Exception {
        byte[] init = init(Optional.of(new byte[] {1, 2, 3}), Oid.MS_KERBEROS, Oid.KERBEROS, Oid.NTLM);
        SpnegoAcceptor acceptor = acceptor();
        NegTokenResp first = NegTokenResp.decode(acceptor.step(init).token());
        assertThat(first.state()).contains(NegTokenResp.State.REQUEST_MIC);
        assertThat(first.supportedMechanism()).contains(Oid.NTLM);
        assertThat(first.responseToken()).isEmpty();
        byte[] challenge = inner(acceptor.step(response(ntlm.negotiate(), Optional.empty())));
        byte[] answer = ntlm.authenticate(challenge);
        byte[] list = NegTokenInit.mechTypeList(init);
        Step done = acceptor.step(response(answer, Optional.of(ntlm.sign(list))));
        byte[] mic = NegTokenResp.decode(done.token()).mechListMic().orElseThrow();
        assertThat(ntlm.verify(mic, list)).isTrue();
    }

    @Test
    void aSecondChoiceWithoutProofIsRefused() throws Exception {
        SpnegoAcceptor acceptor = acceptor();
        acceptor.step(init(Optional.empty(), Oid.KERBEROS, Oid.NTLM));
        byte[] challenge = inner(acceptor.step(response(ntlm.negotiate(), Optional.empty())));
        byte[] answer = ntlm.authenticate(challenge);
        assertRefused(Refusal.NOT_ACCEPTED, () -> acceptor.step(response(answer, Optional.empty())));
        assertMalformed(() -> acceptor.step(response(answer, Optional.empty())));
    }

    @Test
    void aChangedListIsSeen() throws Exception {
        SpnegoAcceptor acceptor = acceptor();
        Step step = acceptor.step(init(Optional.of(ntlm.negotiate()), Oid.NTLM)); // the client offered Kerberos as well
        byte[] answer = ntlm.authenticate(inner(step));
        byte[] mic = ntlm.sign(NegTokenInit.mechTypeList(init(Optional.empty(), Oid.KERBEROS, Oid.NTLM)));
        assertRefused(Refusal.WRONG_CREDENTIAL, () -> acceptor.step(response(answer, Optional.of(mic))));
    }

    @Test
    void aFirstChoiceNeedsNoProofAndNoTokenAtOnce() throws Exception {
        SpnegoAcceptor acceptor = acceptor();
        NegTokenResp first = NegTokenResp.decode(
                acceptor.step(init(Optional.empty(), Oid.NTLM)).token());
        assertThat(first.state()).contains(NegTokenResp.State.ACCEPT_INCOMPLETE);
        byte[] challenge = inner(acceptor.step(response(ntlm.negotiate(), Optional.empty())));
        Step done = acceptor.step(response(ntlm.authenticate(challenge), Optional.empty()));
        assertThat(NegTokenResp.decode(done.token()).mechListMic()).isEmpty();
        assertThat(done.login()).isPresent();
    }

    @Test
    void smbclientWithoutPasswordIsRefusedAndAsNobodyIsAsked() throws Exception {
        SpnegoAcceptor acceptor = acceptor();
        acceptor.step(NegTokenTest.golden("init-smbclient"));
        assertRefused(Refusal.NOT_ACCEPTED, () -> acceptor.step(NegTokenTest.golden("no-password-smbclient")));
        SpnegoAcceptor closed = acceptor();
        closed.step(NegTokenTest.golden("init-smbclient"));
        assertRefused(Refusal.NOT_ACCEPTED, () -> closed.step(NegTokenTest.golden("anonymous-smbclient")));
        var open = new SpnegoAcceptor(List.of(new NtlmMechanism(NAMES, CLOCK, new TestAccounts(Map.of(), true))));
        open.step(NegTokenTest.golden("init-smbclient"));
        Step done = open.step(NegTokenTest.golden("anonymous-smbclient"));
        assertThat(done.login().orElseThrow().anonymous()).isTrue();
        assertThat(done.token()).isEqualTo(NegTokenTest.golden("completed-anonymous-smbd"));
        assertThat(accounts.asked).isZero();
    }

    @Test
    void noMechanismInCommonIsRefused() {
        assertRefused(Refusal.NOT_ACCEPTED, () -> acceptor().step(init(Optional.empty(), Oid.KERBEROS)));
        assertRefused(Refusal.NOT_ACCEPTED, () -> acceptor().step(init(Optional.empty())));
        assertMalformed(() -> acceptor().step(new byte[0]));
        assertMalformed(() -> acceptor().step(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9}));
    }

    @Test
    void aClientMayGiveUp() throws Exception {
        SpnegoAcceptor acceptor = acceptor();
        acceptor.step(init(Optional.empty(), Oid.NTLM));
        byte[] reject = new NegTokenResp(
                        Optional.of(NegTokenResp.State.REJECT), Optional.empty(), Optional.empty(), Optional.empty())
                .encode();
        assertRefused(Refusal.NOT_ACCEPTED, () -> acceptor.step(reject));
    }

    private static final Authentication.Signatures REVERSED = new Authentication.Signatures() {
        @Override
        public byte[] sign(byte[] message) {
            byte[] signature = new byte[message.length];
            for (int i = 0; i < message.length; i++) {
                signature[i] = message[message.length - 1 - i];
            }
            return signature;
        }

        @Override
        public boolean verify(byte[] signature, byte[] message) {
            return Arrays.equals(signature, sign(message));
        }
    };

    private static KerberosMechanism kerberos() {
        return new KerberosMechanism(token -> new Authentication(
                Identity.of("alice"),
                Optional.of(new byte[32]),
                Optional.of(new byte[] {4, 5}),
                Optional.empty(),
                Optional.of(REVERSED)));
    }

    @Test
    void kerberosTakesOneTokenAndIsNamedAsTheClientNamesIt() throws Exception {
        for (Oid name : List.of(Oid.KERBEROS, Oid.MS_KERBEROS)) {
            var acceptor = new SpnegoAcceptor(List.of(kerberos(), new NtlmMechanism(NAMES, CLOCK, accounts)));
            Step done = acceptor.step(init(Optional.of(new byte[3]), name, Oid.NTLM));
            assertThat(done.login().orElseThrow().sessionKey()).hasSize(32);
            NegTokenResp response = NegTokenResp.decode(done.token());
            assertThat(response.state()).contains(NegTokenResp.State.ACCEPT_COMPLETED);
            assertThat(response.supportedMechanism()).contains(name);
            assertThat(response.responseToken()).contains(new byte[] {4, 5});
            assertThat(response.mechListMic()).isEmpty();
        }
    }

    @Test
    void kerberosAsASecondChoiceIsProvedAfterItsLastToken() throws Exception {
        byte[] init = init(Optional.of(new byte[3]), new Oid("2a03"), Oid.KERBEROS);
        byte[] list = NegTokenInit.mechTypeList(init);
        for (boolean right : new boolean[] {true, false}) {
            var acceptor = new SpnegoAcceptor(List.of(kerberos()));
            assertThat(NegTokenResp.decode(acceptor.step(init).token()).state())
                    .contains(NegTokenResp.State.REQUEST_MIC);
            Step step = acceptor.step(response(new byte[3], Optional.empty()));
            assertThat(step.login()).isEmpty();
            NegTokenResp response = NegTokenResp.decode(step.token());
            assertThat(response.state()).contains(NegTokenResp.State.ACCEPT_INCOMPLETE);
            assertThat(response.responseToken()).isPresent();
            assertThat(REVERSED.verify(response.mechListMic().orElseThrow(), list))
                    .isTrue();
            byte[] proof = new NegTokenResp(
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(right ? REVERSED.sign(list) : new byte[3]))
                    .encode();
            if (right) {
                Step done = acceptor.step(proof);
                assertThat(done.login()).isPresent();
                assertThat(NegTokenResp.decode(done.token()).state()).contains(NegTokenResp.State.ACCEPT_COMPLETED);
            } else {
                assertRefused(Refusal.WRONG_CREDENTIAL, () -> acceptor.step(proof));
            }
        }
        var silent = new SpnegoAcceptor(List.of(kerberos()));
        silent.step(init);
        silent.step(response(new byte[3], Optional.empty()));
        assertRefused(Refusal.NOT_ACCEPTED, () -> silent.step(response(new byte[3], Optional.empty())));
    }

    @Test
    void kerberosWithoutSpnegoGetsTheSameBack() throws Exception {
        byte[] token =
                Der.value(Der.INITIAL_TOKEN, Der.value(Der.OBJECT_IDENTIFIER, Oid.KERBEROS.content()), new byte[9]);
        Step done = new SpnegoAcceptor(List.of(kerberos())).step(token);
        assertThat(done.login()).isPresent();
        assertThat(done.token()).isEqualTo(new byte[] {4, 5});
    }

    @Test
    void aLoginThatNeverEndsIsEnded() throws Exception {
        Mechanism endless = new Mechanism() {
            @Override
            public List<Oid> names() {
                return List.of(Oid.KERBEROS);
            }

            @Override
            public boolean ownsRaw(byte[] token) {
                return false;
            }

            @Override
            public Step step(byte[] token) {
                return Step.more(token);
            }
        };
        var acceptor = new SpnegoAcceptor(List.of(endless));
        acceptor.step(init(Optional.of(new byte[1]), Oid.KERBEROS));
        for (int i = 1; i < 8; i++) {
            acceptor.step(response(new byte[1], Optional.empty()));
        }
        assertMalformed(() -> acceptor.step(response(new byte[1], Optional.empty())));
    }

    @Test
    void theClientRefusesWhatItDidNotAskFor() throws Exception {
        var client = new SpnegoInitiator(ntlm);
        byte[] hint = SpnegoAcceptor.hint(List.of(Oid.KERBEROS));
        assertMalformed(() -> client.first(hint));
        client.first(new byte[0]);
        byte[] other = new NegTokenResp(
                        Optional.of(NegTokenResp.State.ACCEPT_INCOMPLETE),
                        Optional.of(Oid.KERBEROS),
                        Optional.of(new byte[8]),
                        Optional.empty())
                .encode();
        assertMalformed(() -> client.step(other));
        assertMalformed(() -> client.step(NegTokenTest.golden("completed-anonymous-smbd")));
    }

    @Test
    void damagedTokensNeverLetAnybodyIn() {
        List<byte[]> goldens = new ArrayList<>();
        for (String name : List.of("init-smbclient", "init-windows", "hint-windows", "authenticate-smbclient")) {
            goldens.add(NegTokenTest.golden(name));
        }
        Wire.mutations(31, 2000, goldens).forEach(token -> {
            SpnegoAcceptor acceptor = acceptor();
            try {
                acceptor.step(token);
                acceptor.step(NegTokenTest.golden("authenticate-smbclient"));
                acceptor.step(token);
                throw new AssertionError("let in: " + Wire.toHex(token));
            } catch (MalformedMessageException | AuthenticationException e) {
                assertThat(e).hasMessageNotContaining("secret");
            }
        });
    }
}
