// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.config.RefusedConfiguration;
import io.fairlead.api.export.Export;
import io.fairlead.api.storage.NamePattern;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.Configs;
import io.fairlead.core.quota.QuotaSettings;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.PublishedServices;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.ComponentConstants;

class ExportComponentTest {
    private static final Map<String, Object> PID = Map.of("service.pid", "x~1");

    private static ExportSettings settings(Map<String, Object> values) {
        return ExportComponent.settings(Configs.of(ExportConfig.class, values));
    }

    @Test
    void readsItsConfiguration() throws Exception {
        assertThat(settings(Map.of())).isEqualTo(new ExportSettings("files", VPath.ROOT, false, false, List.of()));
        ExportSettings settings = settings(
                Map.of("path", "/a/b", "readOnly", true, "homes", true, "hidden", new String[] {" *.tmp", "", ".*"}));
        assertThat(settings.subtree()).isEqualTo(VPath.of("/a/b"));
        assertThat(settings.readOnly() && settings.homes()).isTrue();
        assertThat(settings.hidden()).extracting(NamePattern::toString).containsExactly("*.tmp", ".*");
    }

    @Test
    void readsQuotasAndCase() {
        ExportSettings settings = settings(Map.of(
                "caseInsensitive",
                "true",
                "quotaBytes",
                10L,
                "userQuotaFiles",
                5L,
                "homes",
                true,
                "quotaRecountMinutes",
                0));
        assertThat(settings.caseInsensitive()).isTrue();
        assertThat(settings.quota()).isEqualTo(new QuotaSettings(10, 0, 0, 5, Duration.ZERO));
        assertThatThrownBy(() -> settings(Map.of("quotaFiles", -1L)))
                .hasMessage("quotaFiles = -1; expected 0 (no bound) or more");
        assertThatThrownBy(() -> settings(Map.of("userQuotaFiles", 1L)))
                .hasMessage("userQuotaFiles = 1; expected 0 unless homes = true: what is a user's is told by the user's"
                        + " home");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    name           | ' '         | name is empty; expected the name that servers refer to
                    path           | a/b         | path = a/b; expected an absolute path like / or /a/b
                    path           | /a/../b     | path = /a/../b; expected an absolute path like / or /a/b
                    caseInsensitive | yes       | caseInsensitive = yes; expected one of auto, true, false
                    storage_target | files       | storage.target = files; expected a filter such as (storage.name=files)
                    """)
    void aBadValueIsNamedWithItsKey(String key, String value, String message) {
        assertThatThrownBy(() -> settings(Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void theFirstGoodConfigurationPublishesWithTheStorageThatIsThere() throws Exception {
        PublishedServices published = new PublishedServices();
        ExportComponent component = new ExportComponent(published.context());
        try (MemoryStorage storage = new MemoryStorage()) {
            ServiceReference<Storage> reference = reference();
            component.bindStorage(reference, storage);
            component.configure(Configs.of(ExportConfig.class, Map.of("path", "a")), PID);
            assertThat(published.all(Export.class)).isEmpty();
            assertThat(published.only(RefusedConfiguration.class).toString())
                    .isEqualTo("x~1: path = a; expected an absolute path like / or /a/b; the export is not started");
            component.configure(Configs.of(ExportConfig.class, Map.of()), PID);
            Export export = published.only(Export.class);
            export.mount(Identity.of("joe")).close();
            component.configure(Configs.of(ExportConfig.class, Map.of("path", "a", "name", "other")), PID);
            assertThat(published.property(export, Export.NAME)).isEqualTo("files");
            assertThat(published.only(RefusedConfiguration.class).earlierInForce())
                    .isTrue();
            component.unbindStorage(reference);
            assertThatThrownBy(() -> export.mount(Identity.of("joe"))).isInstanceOf(StorageException.class);
        }
        component.withdraw(ComponentConstants.DEACTIVATION_REASON_CONFIGURATION_DELETED);
        assertThat(published.all(Object.class)).isEmpty();
    }

    @SuppressWarnings("unchecked")
    private static ServiceReference<Storage> reference() {
        return (ServiceReference<Storage>) Proxy.newProxyInstance(
                ServiceReference.class.getClassLoader(),
                new Class<?>[] {ServiceReference.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "getProperty" -> "storage.name".equalsIgnoreCase((String) arguments[0]) ? "files" : null;
                    case "getPropertyKeys" -> new String[] {"storage.name"};
                    default -> null;
                });
    }

    @Test
    void aBadPatternIsNamedWithItsKey() {
        assertThatThrownBy(() -> settings(Map.of("hidden", new String[] {"a/b"})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("hidden = a/b; expected patterns for one name each, as *.tmp: ");
    }
}
