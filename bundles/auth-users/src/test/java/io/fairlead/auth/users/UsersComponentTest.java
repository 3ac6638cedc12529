// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.Credential.Password;
import io.fairlead.api.auth.Peer;
import io.fairlead.api.config.RefusedConfiguration;
import io.fairlead.testing.PublishedServices;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The component on its own; in a framework it is tried by the integration tests. */
class UsersComponentTest {
    private static final Map<String, Object> PID = Map.of("service.pid", UsersConfig.PID + "~default");
    private static final Peer PEER =
            new Peer("ftp", new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000), false);

    @TempDir
    Path folder;

    private final PublishedServices published = new PublishedServices();

    @BeforeEach
    void makeFiles() throws Exception {
        for (String name : new String[] {"one", "two"}) {
            UsersFile users = UsersFile.load(folder.resolve(name), UsersFileTest.CHEAP);
            users.add(name, "secret".toCharArray(), UserOptions.DEFAULT);
            users.save();
        }
    }

    @Test
    void publishesUnderItsNameAndFollowsTheConfiguration() throws Exception {
        UsersComponent component = start(config("users", folder.resolve("one").toString(), 300));
        assertThat(name()).isEqualTo("users");
        assertThat(login("one")).isEqualTo("one");

        component.configure(config("people", folder.resolve("two").toString(), 300), PID);
        assertThat(name()).isEqualTo("people");
        assertThat(login("two")).isEqualTo("two");
        assertThatThrownBy(() -> login("one")).isInstanceOf(AuthenticationException.class);

        component.configure(config("people", "", 300), PID);
        component.configure(config("", folder.resolve("one").toString(), 300), PID);
        component.configure(config("people", folder.resolve("one").toString(), -1), PID);
        assertThat(login("two")).as("bad values change nothing").isEqualTo("two");

        component.stop();
        assertThat(published.all(Object.class)).isEmpty();
    }

    @Test
    void aBadValueAtTheStartIsNamed() throws Exception {
        UsersComponent component = start(config("users", " ", 300));
        assertThat(refusal()).isEqualTo("file is empty; expected the path of the file of users");
        component.configure(config("", "users", 300), PID);
        assertThat(refusal()).isEqualTo("name is empty; expected the name that servers refer to");
        component.configure(config("users", "users", 86_401), PID);
        assertThat(refusal()).isEqualTo("cacheSeconds = 86401; expected 0 to 86400");
        assertThat(published.all(Authenticator.class)).isEmpty();
        component.configure(config("users", folder.resolve("one").toString(), 300), PID);
        assertThat(login("one")).isEqualTo("one");
        component.stop();
    }

    private String login(String user) throws AuthenticationException {
        return published
                .only(Authenticator.class)
                .authenticate(new Password(user, "secret".toCharArray()), PEER)
                .identity()
                .name();
    }

    private UsersComponent start(UsersConfig config) {
        UsersComponent component = new UsersComponent(published.context());
        component.configure(config, PID);
        return component;
    }

    private Object name() {
        return published.property(published.only(Authenticator.class), Authenticator.NAME);
    }

    private String refusal() {
        return published.only(RefusedConfiguration.class).reason();
    }

    private static UsersConfig config(String name, String file, int cacheSeconds) {
        Map<String, Object> values = Map.of("name", name, "file", file, "cacheSeconds", cacheSeconds);
        return (UsersConfig) Proxy.newProxyInstance(
                UsersConfig.class.getClassLoader(),
                new Class<?>[] {UsersConfig.class},
                (proxy, method, arguments) -> values.get(method.getName()));
    }
}
