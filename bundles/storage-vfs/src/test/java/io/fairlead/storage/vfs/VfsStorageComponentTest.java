// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.config.RefusedConfiguration;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.PublishedServices;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.apache.commons.vfs2.provider.ram.RamFileProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The component on its own; in a framework it is tried by the integration tests. */
class VfsStorageComponentTest {
    private static final Map<String, Object> PID = Map.of("service.pid", VfsStorageConfig.PID + "~test");

    private final PublishedServices published = new PublishedServices();
    private DefaultFileSystemManager manager;
    private VfsStorageComponent component;

    @BeforeEach
    void start() throws Exception {
        manager = Managers.withOurs();
        component = new VfsStorageComponent(published.context(), manager);
    }

    @AfterEach
    void stop() {
        component.withdraw();
        manager.close();
    }

    @Test
    void publishesUnderItsNameAndFollowsTheConfiguration() throws Exception {
        component.configure(config("name", "one", "url", "ram:///"), PID);
        Storage first = published.only(Storage.class);
        assertThat(published.property(first, Storage.NAME)).isEqualTo("one");
        component.configure(config("name", "two", "url", "ram:///"), PID);
        assertThat(published.only(Storage.class)).isSameAs(first);
        assertThat(published.property(first, Storage.NAME)).isEqualTo("two");
        component.configure(config("name", "two", "url", "ftp://192.0.2.1/"), PID);
        assertThat(published.only(Storage.class)).isNotSameAs(first);
        assertThat(published.property(published.only(Storage.class), Storage.ID))
                .isEqualTo("vfs:ftp://@192.0.2.1:21/");
        assertThatThrownBy(() -> first.mount(Identity.of("me")))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    url  |                            | url is empty; expected the URL of a folder
                    url  | /srv/files                 | url = /srv/files; expected a URL that begins with a scheme
                    url  | FILE:///srv/files          | url = FILE:///srv/files; expected another scheme
                    url  | ftp://me:secret@ho st:x/   | url = ftp://***@ho st:x/
                    options | colour                  | options = colour; expected name=value
                    options | colour=red              | options = [colour]; the scheme ram has none
                    password | secret                 | password is given, and user is empty
                    """)
    void namesABadValue(String key, String value, String reason) {
        component.configure(config("url", "ram:///", key, value == null ? "" : value), PID);
        assertThat(published.only(RefusedConfiguration.class).reason())
                .startsWith(reason)
                .doesNotContain("secret");
        assertThat(published.all(Storage.class)).isEmpty();
    }

    @Test
    void refusesToLeadToAServerOfThisProcess() throws Exception {
        try (OurServers servers = new OurServers(new MemoryStorage())) {
            component.bindServer(servers.ftp());
            component.configure(config("url", servers.ftpUrl()), PID);
            assertThat(published.only(RefusedConfiguration.class).reason())
                    .contains("leads to the ftp server")
                    .contains("of this very process; expected a URL that leads elsewhere")
                    .doesNotContain("secret");
            assertThat(published.all(Storage.class)).isEmpty();
        }
    }

    /** The server may start later than the storage. */
    @Test
    void isNotMountedWhileItLeadsToAServerOfThisProcess() throws Exception {
        try (OurServers servers = new OurServers(new MemoryStorage())) {
            component.configure(config("url", servers.ftpUrl()), PID);
            Storage storage = published.only(Storage.class);
            storage.mount(Identity.of("me")).close();
            component.bindServer(servers.ftp());
            assertThatThrownBy(() -> storage.mount(Identity.of("me")))
                    .hasMessageContaining("leads to the ftp server")
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));
            component.unbindServer(servers.ftp());
            storage.mount(Identity.of("me")).close();
        }
    }

    @Test
    void waitsForItsScheme() throws Exception {
        manager.removeProvider("ram");
        component.configure(config("url", "ram:///"), PID);
        assertThat(published.all(Storage.class)).isEmpty();
        assertThat(published.all(RefusedConfiguration.class)).isEmpty();
        manager.addProvider("ram", new RamFileProvider());
        await().until(() -> !published.all(Storage.class).isEmpty());
        published.only(Storage.class).mount(Identity.of("me")).close();
    }

    private static VfsStorageConfig config(String... keysAndValues) {
        Map<String, Object> values = new HashMap<>(
                Map.of("name", "remote", "url", "", "user", "", "password", "", "options", new String[0]));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            boolean list = keysAndValues[i].equals("options");
            values.put(keysAndValues[i], list ? new String[] {keysAndValues[i + 1]} : keysAndValues[i + 1]);
        }
        return (VfsStorageConfig) Proxy.newProxyInstance(
                VfsStorageConfig.class.getClassLoader(),
                new Class<?>[] {VfsStorageConfig.class},
                (proxy, method, arguments) -> values.get(method.getName()));
    }
}
