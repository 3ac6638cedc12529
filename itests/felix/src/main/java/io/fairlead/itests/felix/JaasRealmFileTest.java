// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.spi.LoginModule;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What files say of a JAAS realm, as FTP shows it; this bundle has set the realm, and has its module. */
class JaasRealmFileTest extends FrameworkTest {
    private static final String JAAS = "io.fairlead.auth.jaas";

    private FiledSite site;

    @BeforeEach
    void prepare() throws Exception {
        Configuration.setConfiguration(new Realm());
        site = new FiledSite(framework, scratch);
        site.storage();
        site.export("homes = true");
        site.file("a", "content");
        site.file("homes/alice/own", "own");
        site.ftp("authenticator.target = (authenticator.name=people)");
    }

    @AfterEach
    void forgetTheRealm() {
        Configuration.setConfiguration(null);
    }

    private void realm(String... lines) throws IOException {
        List<String> all = new ArrayList<>(List.of("name = people", "realm = staff"));
        all.addAll(List.of(lines));
        framework.writeFile(JAAS, "filed", all);
    }

    @Test
    @ShowsKeys(
            pid = JAAS,
            value = {"name", "realm", "roleClasses", "readRoles", "writeRoles"})
    void rolesOfTheRealmBecomeRights() throws Exception {
        realm("roleClasses = " + Role.class.getName(), "readRoles = viewer");
        await().untilAsserted(() -> login("viewer").close());
        try (FtpPeer viewer = login("viewer")) {
            viewer.command("SIZE a", 213);
            viewer.command("DELE a", 550);
            refused("alice", "wrong");
            refused("nobody", "secret");
            realm("roleClasses = " + Role.class.getName(), "readRoles = other", "writeRoles = viewer");
            await().untilAsserted(() -> viewer.command("DELE a", 250));
        }
    }

    @Test
    @ShowsKeys(
            pid = JAAS,
            value = {"home", "sessionSeconds"})
    void whoLoggedInLongAgoHasToDoItAnew() throws Exception {
        realm("roleClasses = " + Role.class.getName(), "writeRoles = *", "home = /homes/{user}", "sessionSeconds = 1");
        await().untilAsserted(() -> login("alice").close());
        try (FtpPeer alice = login("alice")) {
            alice.command("SIZE own", 213);
            await().until(alice::ended);
        }
        login("alice").close();
    }

    private FtpPeer login(String user) throws IOException {
        return FtpPeer.login(site.port(), user, "secret");
    }

    private void refused(String user, String password) throws IOException {
        try (FtpPeer peer = FtpPeer.connect(site.port())) {
            peer.expect(220);
            peer.command("USER " + user, 331);
            assertThat(peer.command("PASS " + password, 530)).isNotEmpty();
        }
    }

    /** Everybody with the password {@code secret}, each with the role of that name. */
    private static final class Realm extends Configuration {
        @Override
        public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
            return name.equals("staff")
                    ? new AppConfigurationEntry[] {
                        new AppConfigurationEntry(Module.class.getName(), LoginModuleControlFlag.REQUIRED, Map.of())
                    }
                    : null;
        }
    }

    private record Role(String name) implements Principal {
        @Override
        public String getName() {
            return name;
        }
    }

    /** Made by JAAS. */
    public static final class Module implements LoginModule {
        private Subject subject;
        private CallbackHandler handler;
        private String user;

        @Override
        public void initialize(Subject of, CallbackHandler asked, Map<String, ?> shared, Map<String, ?> options) {
            subject = of;
            handler = asked;
        }

        @Override
        public boolean login() throws FailedLoginException {
            NameCallback name = new NameCallback("user");
            PasswordCallback password = new PasswordCallback("password", false);
            try {
                handler.handle(new Callback[] {name, password});
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            user = name.getName();
            if (!String.valueOf(password.getPassword()).equals("secret")) {
                throw new FailedLoginException("no match");
            }
            return true;
        }

        @Override
        public boolean commit() {
            return subject.getPrincipals().add(new Role(user));
        }

        @Override
        public boolean abort() {
            return true;
        }

        @Override
        public boolean logout() {
            return true;
        }
    }
}
