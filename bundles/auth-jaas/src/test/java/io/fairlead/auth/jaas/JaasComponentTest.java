// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.jaas;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.Credential.Password;
import io.fairlead.api.auth.Peer;
import io.fairlead.api.config.RefusedConfiguration;
import io.fairlead.testing.PublishedServices;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.login.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The component on its own, over the process's JAAS configuration; in a framework it is tried by the integration tests. */
class JaasComponentTest {
    private static final Map<String, Object> PID = Map.of("service.pid", JaasConfig.PID + "~default");
    private static final Peer PEER =
            new Peer("ftp", new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000), false);

    private final PublishedServices published = new PublishedServices();
    private final JaasComponent component = new JaasComponent(published.context());

    @BeforeEach
    void accounts() {
        TestRealm.reset();
        TestRealm.ACCOUNTS.put("alice", List.of("secret", "admin"));
        Configuration.setConfiguration(new TestRealm());
    }

    @AfterEach
    void stop() {
        component.stop();
        Configuration.setConfiguration(null);
        assertThat(published.all(Object.class)).isEmpty();
    }

    @Test
    void publishesUnderItsNameAndFollowsTheConfiguration() throws Exception {
        component.configure(config("name", "realm", "realm", "test", "readRoles", new String[] {"*"}), PID);
        Authenticator authenticator = published.only(Authenticator.class);
        assertThat(published.property(authenticator, Authenticator.NAME)).isEqualTo("realm");
        long revision = authenticator.revision();
        assertThat(login().rights()).hasSize(2);
        component.configure(
                config("name", "other", "realm", "test", "roleClasses", new String[] {
                    TestRealm.RolePrincipal.class.getName()
                }),
                PID);
        assertThat(published.property(authenticator, Authenticator.NAME)).isEqualTo("other");
        assertThat(login().rights()).hasSize(4);
        assertThat(authenticator.revision()).isNotEqualTo(revision);
        component.configure(config("realm", " "), PID);
        assertThat(login().rights()).as("a bad value changes nothing").hasSize(4);
    }

    private io.fairlead.api.auth.Identity login() throws Exception {
        return published
                .only(Authenticator.class)
                .authenticate(new Password("alice", "secret".toCharArray()), PEER)
                .identity();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    name           | ''           | name is empty
                    realm          | ''           | realm is empty
                    home           | homes        | home = homes; expected an absolute path
                    home           | /a/../b      | home = /a/../b; expected an absolute path
                    threads        | 0            | threads = 0; expected 1 to 256
                    timeoutSeconds | 301          | timeoutSeconds = 301; expected 1 to 300
                    sessionSeconds | -1           | sessionSeconds = -1; expected 0 to 604800
                    writeRoles     | ''           | readRoles and writeRoles are empty
                    """)
    void namesABadValue(String key, String value, String reason) {
        Object typed =
                key.endsWith("Roles") ? new String[0] : key.endsWith("s") ? (Object) Integer.valueOf(value) : value;
        component.configure(config(key, typed), PID);
        assertThat(published.only(RefusedConfiguration.class).reason()).startsWith(reason);
        assertThat(published.all(Authenticator.class)).isEmpty();
    }

    private static JaasConfig config(Object... keysAndValues) {
        Map<String, Object> values = new HashMap<>(Map.of(
                "name",
                "jaas",
                "realm",
                "test",
                "roleClasses",
                new String[0],
                "readRoles",
                new String[0],
                "writeRoles",
                new String[] {"admin"},
                "home",
                "/",
                "threads",
                4,
                "timeoutSeconds",
                15,
                "sessionSeconds",
                0));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return (JaasConfig) Proxy.newProxyInstance(
                JaasConfig.class.getClassLoader(),
                new Class<?>[] {JaasConfig.class},
                (proxy, method, arguments) -> values.get(method.getName()));
    }
}
