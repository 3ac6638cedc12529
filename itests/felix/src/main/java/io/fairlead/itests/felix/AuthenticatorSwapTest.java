// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.auth.Authentication;
import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.Credential;
import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Peer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;

/** The authenticator is replaced under a running server: who is logged in does not notice. */
class AuthenticatorSwapTest extends FrameworkTest {
    private FtpSite site;
    private Knocking knocking;

    @BeforeEach
    void serve() throws Exception {
        site = FtpSite.start(framework, "auth", scratch);
        site.write("f", new byte[5]);
        knocking = Knocking.at(site.port());
    }

    @AfterEach
    void stopKnocking() throws Exception {
        knocking.close();
    }

    @Test
    void whileItIsStoppedNobodyNewIsLetIn() throws Exception {
        Bundle users = framework.bundle("auth.users");
        try (FtpPeer peer = site.login();
                FtpPeer half = FtpPeer.connect(site.port())) {
            half.expect(220);
            half.command("USER alice", 331);
            users.stop();
            assertThat(peer.retrieve("f")).hasSize(5);
            assertThat(half.command("PASS secret", 421)).contains("try again later");
            try (FtpPeer late = FtpPeer.connect(site.port())) {
                assertThat(late.expect(421)).contains("try again later");
            }
            users.start();
            site.login().close();
            framework.updateAndRefresh(users);
            site.login().close();
            assertThat(peer.retrieve("f")).hasSize(5);
        }
        knocking.endsWithOnly("220", "421");
    }

    @Test
    void theHostsOwnTakesItsPlace() throws Exception {
        try (FtpPeer peer = site.login()) {
            ServiceRegistration<Authenticator> own = framework.publish(
                    Authenticator.class,
                    new OneAccount(),
                    Authenticator.NAME,
                    site.name(),
                    Constants.SERVICE_RANKING,
                    100);
            try (FtpPeer bob = FtpPeer.login(site.port(), "bob", "builder")) {
                bob.command("SIZE f", 213);
                refused("alice", "secret");
                framework.withdraw(own);
                bob.command("SIZE f", 213);
            }
            refused("bob", "builder");
            site.login().close();
            peer.command("SIZE f", 213);
        }
        knocking.endsWithOnly("220");
    }

    /** Its own goes and comes back, and the other one's accounts never count. */
    @Test
    void aStrangersAccountsAreNeverTaken() throws Exception {
        try (LogLines log = new LogLines(framework)) {
            site.configureServer("authenticator.target", "(authenticator.name=*)");
            await().untilAsserted(() -> site.login().close());
            ServiceRegistration<Authenticator> stranger = framework.publish(
                    Authenticator.class,
                    new OneAccount(),
                    Authenticator.NAME,
                    "a-stranger",
                    Constants.SERVICE_RANKING,
                    100);
            await().untilAsserted(() -> assertThat(log.problems("several fit"))
                    .singleElement()
                    .asString()
                    .contains("auth is taken, not a-stranger"));
            refused("bob", "builder");
            framework.updateAndRefresh(framework.bundle("auth.users"));
            refused("bob", "builder");
            site.login().close();
            framework.updateAndRefresh(framework.bundle("ftp"));
            refused("bob", "builder");
            framework.bundle("auth.users").stop();
            framework.updateAndRefresh(framework.bundle("ftp"));
            try (FtpPeer nobody = FtpPeer.connect(site.port())) {
                nobody.expect(421);
            }
            framework.bundle("auth.users").start();
            site.login().close();
            framework.withdraw(stranger);
        }
    }

    private void refused(String user, String password) throws Exception {
        try (FtpPeer peer = FtpPeer.connect(site.port())) {
            peer.expect(220);
            peer.command("USER " + user, 331);
            peer.command("PASS " + password, 530);
        }
    }

    /** What a host brings along. */
    private static final class OneAccount implements Authenticator {
        @Override
        public boolean accepts(Class<? extends Credential> kind) {
            return kind == Credential.Password.class;
        }

        @Override
        public Authentication authenticate(Credential credential, Peer peer) throws AuthenticationException {
            if (credential instanceof Credential.Password given
                    && given.user().equals("bob")
                    && String.valueOf(given.password()).equals("builder")) {
                return Authentication.of(Identity.of("bob"));
            }
            throw new AuthenticationException(AuthenticationException.Refusal.WRONG_CREDENTIAL, "not bob");
        }
    }
}
