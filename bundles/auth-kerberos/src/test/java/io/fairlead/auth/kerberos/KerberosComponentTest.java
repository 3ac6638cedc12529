// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.kerberos;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.Authentication;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.Credential;
import io.fairlead.api.auth.Credential.GssToken;
import io.fairlead.api.auth.Credential.Password;
import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Peer;
import io.fairlead.api.config.RefusedConfiguration;
import io.fairlead.testing.PublishedServices;
import java.lang.reflect.Proxy;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.ComponentConstants;

/** The component on its own. */
class KerberosComponentTest {
    private static final Map<String, Object> PID = Map.of("service.pid", KerberosConfig.PID + "~default");

    private final PublishedServices published = new PublishedServices();
    private final KerberosComponent component = new KerberosComponent(published.context());

    @AfterEach
    void stop() {
        component.stop(ComponentConstants.DEACTIVATION_REASON_CONFIGURATION_DELETED);
        assertThat(published.all(Object.class)).isEmpty();
    }

    @Test
    void publishesWithAccountsOfItsOwn() {
        component.configure(config("writeUsers", new String[] {"alice"}, "name", "tickets"), PID);
        Authenticator authenticator = published.only(Authenticator.class);
        assertThat(published.property(authenticator, Authenticator.NAME)).isEqualTo("tickets");
        assertThat(authenticator.accepts(GssToken.class)).isTrue();
        assertThat(authenticator.accepts(Password.class)).isFalse();
        long revision = authenticator.revision();
        component.configure(config("writeUsers", new String[] {"bob"}), PID);
        assertThat(published.property(authenticator, Authenticator.NAME)).isEqualTo("kerberos");
        assertThat(authenticator.revision()).isNotEqualTo(revision);
    }

    @Test
    void isThereWhileTheAccountsAre() throws Exception {
        component.configure(config(), PID);
        assertThat(published.all(Authenticator.class)).isEmpty();
        ServiceReference<Authenticator> users = reference("users");
        component.bindAccounts(users, new Passwords());
        component.bindAccounts(reference("others"), new Passwords());
        Authenticator authenticator = published.only(Authenticator.class);
        assertThat(authenticator.accepts(Password.class)).isTrue();
        assertThat(authenticator.account("alice")).isEmpty();
        component.unbindAccounts(users);
        assertThat(published.all(Authenticator.class)).isEmpty();
        component.bindAccounts(users, new Passwords());
        assertThat(published.only(Authenticator.class)).isSameAs(authenticator);
        component.bindAccounts(users, component);
        assertThat(authenticator.accepts(Password.class))
                .as("it is not asked for itself")
                .isTrue();
    }

    private static final class Passwords implements Authenticator {
        @Override
        public boolean accepts(Class<? extends Credential> kind) {
            return kind == Password.class;
        }

        @Override
        public Authentication authenticate(Credential credential, Peer peer) {
            return Authentication.of(Identity.of(credential.user()));
        }
    }

    @SuppressWarnings("unchecked")
    private static ServiceReference<Authenticator> reference(String name) {
        Dictionary<String, Object> properties = FrameworkUtil.asDictionary(Map.of(Authenticator.NAME, name));
        return (ServiceReference<Authenticator>) Proxy.newProxyInstance(
                KerberosComponentTest.class.getClassLoader(),
                new Class<?>[] {ServiceReference.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getProperty" -> properties.get((String) arguments[0]);
                    case "getProperties" -> properties;
                    case "getPropertyKeys" -> new String[] {Authenticator.NAME};
                    case "hashCode" -> name.hashCode();
                    case "equals" -> proxy == arguments[0];
                    case "compareTo" -> name.compareTo(String.valueOf(arguments[0]));
                    case "toString" -> name;
                    default -> null;
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    name            | ''                  | name is empty
                    keytab          | ''                  | keytab is empty
                    principal       | cifs/files          | principal = cifs/files; expected a principal with its realm
                    realms          | A.TEST=fixed        | realms = A.TEST=fixed; expected realms
                    realms          | A.TEST,A.TEST={user}| realms = A.TEST={user}; expected realms
                    accounts.target | users               | accounts.target = users; expected a filter
                    home            | homes               | home = homes; expected an absolute path
                    """)
    void namesABadValue(String key, String value, String reason) {
        component.configure(config(key.replace('.', '_'), key.equals("realms") ? new String[] {value} : value), PID);
        assertThat(published.only(RefusedConfiguration.class).reason()).startsWith(reason);
        assertThat(published.all(Authenticator.class)).isEmpty();
    }

    private static KerberosConfig config(Object... keysAndValues) {
        Map<String, Object> values = new HashMap<>(Map.of(
                "name",
                "kerberos",
                "keytab",
                "service.keytab",
                "principal",
                "",
                "realms",
                new String[0],
                "accounts_target",
                "(authenticator.name=users)",
                "readUsers",
                new String[0],
                "writeUsers",
                new String[0],
                "home",
                "/"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return (KerberosConfig) Proxy.newProxyInstance(
                KerberosConfig.class.getClassLoader(),
                new Class<?>[] {KerberosConfig.class},
                (proxy, method, arguments) -> values.get(method.getName()));
    }
}
