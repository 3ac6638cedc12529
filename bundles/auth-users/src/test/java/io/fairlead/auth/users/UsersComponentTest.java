// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.Authenticator;
import io.fairlead.api.auth.Credential.Password;
import io.fairlead.api.auth.Peer;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** The component with a registry of one service; the real one is tried in the integration tests. */
class UsersComponentTest {
    private static final Map<String, Object> PID = Map.of("service.pid", UsersConfig.PID + "~default");
    private static final Peer PEER =
            new Peer("ftp", new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000), false);

    @TempDir
    Path folder;

    private Authenticator service;
    private Dictionary<?, ?> published;

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
        var component = new UsersComponent(
                context(), config("users", folder.resolve("one").toString(), 300), PID);
        assertThat(published.get(Authenticator.NAME)).isEqualTo("users");
        assertThat(login("one")).isEqualTo("one");

        component.modified(config("people", folder.resolve("two").toString(), 300), PID);
        assertThat(published.get(Authenticator.NAME)).isEqualTo("people");
        assertThat(login("two")).isEqualTo("two");
        assertThatThrownBy(() -> login("one")).isInstanceOf(AuthenticationException.class);

        component.modified(config("people", "", 300), PID);
        component.modified(config("", folder.resolve("one").toString(), 300), PID);
        component.modified(config("people", folder.resolve("one").toString(), -1), PID);
        assertThat(login("two")).as("bad values change nothing").isEqualTo("two");

        component.stop();
        assertThat(published).isNull();
    }

    @Test
    void aBadValueAtTheStartIsNamed() {
        assertThatThrownBy(() -> new UsersComponent(context(), config("users", " ", 300), PID))
                .hasMessage("file is empty; expected the path of the file of users");
        assertThatThrownBy(() -> new UsersComponent(context(), config("", "users", 300), PID))
                .hasMessage("name is empty; expected the name that servers refer to");
        assertThatThrownBy(() -> new UsersComponent(context(), config("users", "users", 86_401), PID))
                .hasMessage("cacheSeconds = 86401; expected 0 to 86400");
        assertThat(published).isNull();
    }

    private String login(String user) throws AuthenticationException {
        return service.authenticate(new Password(user, "secret".toCharArray()), PEER)
                .identity()
                .name();
    }

    private BundleContext context() {
        var registration = (ServiceRegistration<?>) proxy(ServiceRegistration.class, (name, arguments) -> {
            published = name.equals("setProperties") ? (Dictionary<?, ?>) arguments[0] : null;
        });
        return (BundleContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, arguments) -> {
                    service = (Authenticator) arguments[1];
                    published = (Dictionary<?, ?>) arguments[2];
                    return registration;
                });
    }

    private interface Called {
        void with(String name, Object[] arguments);
    }

    private static Object proxy(Class<?> type, Called called) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            called.with(method.getName(), arguments);
            return null;
        });
    }

    private static UsersConfig config(String name, String file, int cacheSeconds) {
        Map<String, Object> values = Map.of("name", name, "file", file, "cacheSeconds", cacheSeconds);
        return (UsersConfig) Proxy.newProxyInstance(
                UsersConfig.class.getClassLoader(),
                new Class<?>[] {UsersConfig.class},
                (proxy, method, arguments) -> values.get(method.getName()));
    }
}
