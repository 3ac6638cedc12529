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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

    @Test
    void theFirstUserIsMadeOnceAndToldInAPrivateFile() throws Exception {
        Path file = folder.resolve("etc/new");
        Path told = folder.resolve("etc/new.password");
        UsersComponent component = start(config("users", file.toString(), 300, "admin"));
        String password = Files.readString(told).strip();
        assertThat(password).hasSize(20);
        assertThat(login("admin", password)).isEqualTo("admin");
        for (Path secret : new Path[] {file, told}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                    .isEqualTo("rw-------");
        }
        component.configure(config("users", file.toString(), 200, "admin"), PID);
        assertThat(login("admin", password)).as("not made again").isEqualTo("admin");

        UsersFile users = UsersFile.load(file, UsersFileTest.CHEAP);
        users.setPassword("admin", "secret".toCharArray());
        users.save();
        component.configure(config("users", file.toString(), 100, "admin"), PID);
        assertThat(told).as("what is of no use any more").doesNotExist();
        assertThat(login("admin")).isEqualTo("admin");

        component.configure(config("users", file.toString(), 100, "a:b"), PID);
        assertThat(refusal()).isEqualTo("firstUser = a:b; expected 1 to 64 letters, digits, or any of . _ - @ +");
        component.stop();
    }

    @Test
    void aFileOfUsersThatIsThereGetsNoFirstUser() throws Exception {
        UsersComponent component = start(config("users", folder.resolve("one").toString(), 300, "admin"));
        assertThat(folder.resolve("one.password")).doesNotExist();
        assertThatThrownBy(() -> login("admin")).isInstanceOf(AuthenticationException.class);
        component.stop();
    }

    private String login(String user) throws AuthenticationException {
        return login(user, "secret");
    }

    private String login(String user, String password) throws AuthenticationException {
        return published
                .only(Authenticator.class)
                .authenticate(new Password(user, password.toCharArray()), PEER)
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
        return config(name, file, cacheSeconds, "");
    }

    private static UsersConfig config(String name, String file, int cacheSeconds, String firstUser) {
        Map<String, Object> values =
                Map.of("name", name, "file", file, "cacheSeconds", cacheSeconds, "firstUser", firstUser);
        return (UsersConfig) Proxy.newProxyInstance(
                UsersConfig.class.getClassLoader(),
                new Class<?>[] {UsersConfig.class},
                (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}
