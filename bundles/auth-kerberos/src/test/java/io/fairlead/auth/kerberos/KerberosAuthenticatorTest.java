// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.kerberos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.security.jgss.ExtendedGSSContext;
import com.sun.security.jgss.InquireType;
import io.fairlead.api.auth.Authentication;
import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.AuthenticationException.Refusal;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.Credential;
import io.fairlead.api.auth.Credential.GssToken;
import io.fairlead.api.auth.Credential.NtlmResponse;
import io.fairlead.api.auth.Credential.Password;
import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.LoginThrottle;
import io.fairlead.api.auth.Peer;
import io.fairlead.api.auth.Right;
import io.fairlead.api.storage.VPath;
import io.fairlead.testing.KerberosRealm;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.kerberos.EncryptionKey;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.MessageProp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tickets of a KDC of MIT's, shown by the JDK's GSS-API. */
@Timeout(120)
class KerberosAuthenticatorTest {
    private static final Peer PEER =
            new Peer("smb", new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000), false);
    private static final String SERVICE = "cifs/localhost@" + KerberosRealm.NAME;

    @TempDir
    static Path folder;

    private static KerberosRealm realm;
    private static Path keytab;
    private static Path alice;

    /** Once, but not before all: so that the report has each test that is skipped for want of a KDC. */
    @BeforeEach
    void realm() throws Exception {
        KerberosRealm.require();
        if (realm != null) {
            return;
        }
        realm = KerberosRealm.start(folder.resolve("realm"));
        realm.add("alice", "secret");
        realm.add("bob", "secret");
        realm.add("alice/admin", "secret");
        keytab = realm.keytab("service.keytab", "", "cifs/localhost");
        realm.use();
        alice = realm.tickets("alice", "secret", Duration.ofHours(1));
    }

    @AfterAll
    static void end() {
        if (realm != null) {
            realm.close();
        }
    }

    private static KerberosAuthenticator everybody() {
        return with(KerberosSettings.of(keytab).withUsers(Set.of("*"), Set.of("alice")));
    }

    private static KerberosAuthenticator with(KerberosSettings settings) {
        return new KerberosAuthenticator(settings, Optional::empty, () -> LoginThrottle.NONE);
    }

    private static byte[] token(Path cache, String service) throws Exception {
        TestClient client = new TestClient(cache);
        return client.step(client.context(service), new byte[0]);
    }

    private static Authentication login(Authenticator authenticator, Path cache) throws Exception {
        return authenticator.authenticate(new GssToken(token(cache, SERVICE)), PEER);
    }

    private static AuthenticationException refused(Authenticator authenticator, byte[] token) {
        AuthenticationException[] refusal = new AuthenticationException[1];
        assertThatExceptionOfType(AuthenticationException.class)
                .isThrownBy(() -> authenticator.authenticate(new GssToken(token), PEER))
                .satisfies(e -> refusal[0] = e);
        return refusal[0];
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aes256-cts-hmac-sha1-96",
                "aes128-cts-hmac-sha1-96",
                "aes256-cts-hmac-sha384-192",
                "aes128-cts-hmac-sha256-128"
            })
    void agreesWithTheClientOnAKeyAndKnowsWhenTheTicketEnds(String encryption) throws Exception {
        String host = "cifs/" + encryption + ".localhost";
        Path keys = realm.keytab(encryption + ".keytab", encryption, host);
        KerberosAuthenticator authenticator = with(KerberosSettings.of(keys).withUsers(Set.of(), Set.of("*")));
        Instant end = Instant.now().plusSeconds(300);
        TestClient client = new TestClient(realm.tickets("alice", "secret", Duration.ofSeconds(300)));
        GSSContext context = client.context(host + "@" + KerberosRealm.NAME);
        Authentication done = authenticator.authenticate(new GssToken(client.step(context, new byte[0])), PEER);

        assertThat(done.identity().name()).isEqualTo("alice");
        assertThat(done.validUntil().orElseThrow()).isBetween(end.minusSeconds(5), end.plusSeconds(30));
        client.step(context, done.responseToken().orElseThrow());
        assertThat(context.isEstablished()).isTrue();
        EncryptionKey key =
                (EncryptionKey) ((ExtendedGSSContext) context).inquireSecContext(InquireType.KRB5_GET_SESSION_KEY_EX);
        assertThat(done.sessionBaseKey()).contains(key.getEncoded());

        byte[] list = "mechanisms".getBytes(StandardCharsets.US_ASCII);
        Authentication.Signatures signatures = done.signatures().orElseThrow();
        byte[] ours = signatures.sign(list);
        context.verifyMIC(ours, 0, ours.length, list, 0, list.length, new MessageProp(false));
        byte[] theirs = context.getMIC(list, 0, list.length, new MessageProp(false));
        assertThat(signatures.verify(theirs, list)).isTrue();
        assertThat(signatures.verify(theirs, new byte[3])).isFalse();
    }

    @Test
    void givesRightsToTheUsersItNames() throws Exception {
        Path bob = realm.tickets("bob", "secret", Duration.ofHours(1));
        assertThat(login(everybody(), alice).identity().rights()).contains(Right.WRITE);
        assertThat(login(everybody(), bob).identity().rights()).containsExactlyInAnyOrder(Right.LIST, Right.READ);
        KerberosAuthenticator alone = with(KerberosSettings.of(keytab).withUsers(Set.of(), Set.of("alice")));
        assertThat(refused(alone, token(bob, SERVICE)).refusal()).isEqualTo(Refusal.UNKNOWN_USER);
        assertThat(alone.current(Identity.of("alice"))).isPresent();
        assertThat(alone.current(Identity.of("bob"))).isEmpty();
        assertThat(alone.revision()).isNotEqualTo(everybody().revision());
    }

    @Test
    void takesTheAccountFromWhoHasIt() throws Exception {
        Identity known =
                new Identity("Alice", Set.of("staff"), VPath.of("/home"), Set.of(Right.LIST), Identity.Limits.NONE);
        Accounts accounts = new Accounts(Map.of("alice", known));
        var authenticator = new KerberosAuthenticator(
                KerberosSettings.of(keytab), () -> Optional.of(accounts), () -> LoginThrottle.NONE);
        assertThat(login(authenticator, alice).identity()).isEqualTo(known);
        assertThat(authenticator.accepts(NtlmResponse.class)).isTrue();
        assertThat(authenticator.accepts(Password.class)).isFalse();
        assertThat(authenticator.revision()).isEqualTo(7);
        NtlmResponse ntlm = new NtlmResponse("bob", "", new byte[8], new byte[24]);
        assertThat(authenticator.authenticate(ntlm, PEER).identity().name()).isEqualTo("bob");
        byte[] bob = token(realm.tickets("bob", "secret", Duration.ofHours(1)), SERVICE);
        AuthenticationException disabled = refused(authenticator, bob);
        assertThat(disabled.refusal()).isEqualTo(Refusal.UNKNOWN_USER);
        assertThat(disabled).hasMessageContaining("bob@" + KerberosRealm.NAME);
    }

    /** @param identities by name */
    private record Accounts(Map<String, Identity> identities) implements Authenticator {
        @Override
        public boolean accepts(Class<? extends Credential> kind) {
            return kind == NtlmResponse.class;
        }

        @Override
        public Authentication authenticate(Credential credential, Peer peer) {
            return Authentication.of(Identity.of(credential.user()));
        }

        @Override
        public long revision() {
            return 7;
        }

        @Override
        public Optional<Identity> account(String user) {
            return Optional.ofNullable(identities.get(user));
        }
    }

    @Test
    void isUnavailableWhileTheAccountsAreAway() throws Exception {
        assertThat(refused(with(KerberosSettings.of(keytab)), token(alice, SERVICE))
                        .refusal())
                .isEqualTo(Refusal.UNAVAILABLE);
    }

    @Test
    void letsInUsersOnlyAndOfItsRealmOnly() throws Exception {
        Path admin = realm.tickets("alice/admin", "secret", Duration.ofHours(1));
        assertThat(refused(everybody(), token(admin, SERVICE)).refusal()).isEqualTo(Refusal.NOT_ACCEPTED);
        KerberosSettings other = KerberosSettings.of(keytab)
                .withRealms(Map.of("OTHER.TEST", "{user}"))
                .withUsers(Set.of(), Set.of("*"));
        assertThat(refused(with(other), token(alice, SERVICE)).refusal()).isEqualTo(Refusal.NOT_ACCEPTED);
        KerberosSettings mapped = other.withRealms(Map.of(KerberosRealm.NAME, "{user}@us"));
        assertThat(login(with(mapped), alice).identity().name()).isEqualTo("alice@us");
    }

    @Test
    void seesAReplay() throws Exception {
        byte[] token = token(alice, SERVICE);
        KerberosAuthenticator authenticator = everybody();
        authenticator.authenticate(new GssToken(token), PEER);
        AuthenticationException replay = refused(authenticator, token);
        assertThat(replay.refusal()).isEqualTo(Refusal.WRONG_CREDENTIAL);
        assertThat(replay).hasMessageContaining("shown before");
    }

    @Test
    void tellsOfAKeytabThatDoesNotFit() throws Exception {
        Path old = realm.keytab("old.keytab", "", "cifs/old.localhost");
        KerberosAuthenticator authenticator = with(KerberosSettings.of(old).withUsers(Set.of(), Set.of("*")));
        realm.changeKey("cifs/old.localhost");
        byte[] token = token(realm.tickets("alice", "secret", Duration.ofHours(1)), "cifs/old.localhost@FAIRLEAD.TEST");
        for (byte[] each : new byte[][] {token, token(alice, SERVICE)}) {
            AuthenticationException refusal = refused(authenticator, each);
            assertThat(refusal.refusal()).isEqualTo(Refusal.WRONG_CREDENTIAL);
            assertThat(refusal).hasMessageContaining("no key in").hasMessageContaining("old.keytab");
        }
        KerberosAuthenticator missing =
                with(KerberosSettings.of(folder.resolve("none")).withUsers(Set.of(), Set.of("*")));
        assertThat(refused(missing, token).refusal()).isEqualTo(Refusal.UNAVAILABLE);
        assertThat(refused(missing, token)).hasMessageContaining("there is no keytab");
    }

    @Test
    void refusesATicketThatHasEnded() throws Exception {
        Clock later = Clock.fixed(Instant.now().plus(Duration.ofHours(2)), ZoneOffset.UTC);
        var authenticator = new KerberosAuthenticator(
                KerberosSettings.of(keytab).withUsers(Set.of(), Set.of("*")),
                Optional::empty,
                () -> LoginThrottle.NONE,
                later);
        AuthenticationException refusal = refused(authenticator, token(alice, SERVICE));
        assertThat(refusal.refusal()).isEqualTo(Refusal.WRONG_CREDENTIAL);
        assertThat(refusal).hasMessageContaining("ended at");
    }

    @Test
    void refusesWhatIsNoTicket() throws Exception {
        byte[] token = token(alice, SERVICE);
        KerberosAuthenticator authenticator = everybody();
        assertThat(refused(authenticator, new byte[0]).refusal()).isEqualTo(Refusal.WRONG_CREDENTIAL);
        for (int cut = 1; cut < token.length; cut += 97) {
            byte[] damaged = token.clone();
            damaged[cut] ^= 0x10;
            assertThat(refused(authenticator, damaged).refusal()).isEqualTo(Refusal.WRONG_CREDENTIAL);
        }
        assertThat(refused(authenticator, java.util.Arrays.copyOf(token, 200)).refusal())
                .isEqualTo(Refusal.WRONG_CREDENTIAL);
    }

    @Test
    void takesOneNameOfTheKeytabOnlyIfTold() throws Exception {
        Path both = realm.keytab("both.keytab", "", "cifs/one.localhost", "cifs/two.localhost");
        KerberosSettings settings = new KerberosSettings(
                both,
                Optional.of("cifs/one.localhost@" + KerberosRealm.NAME),
                Map.of(),
                Set.of(),
                Set.of("*"),
                "/home/{user}");
        Authentication done =
                with(settings).authenticate(new GssToken(token(alice, "cifs/one.localhost@FAIRLEAD.TEST")), PEER);
        assertThat(done.identity().home()).isEqualTo(VPath.of("/home/alice"));
        byte[] two = token(alice, "cifs/two.localhost@FAIRLEAD.TEST");
        assertThat(refused(with(settings), two).refusal()).isEqualTo(Refusal.WRONG_CREDENTIAL);
        KerberosSettings every = KerberosSettings.of(both).withUsers(Set.of(), Set.of("*"));
        with(every).authenticate(new GssToken(token(alice, "cifs/two.localhost@FAIRLEAD.TEST")), PEER);
    }
}
