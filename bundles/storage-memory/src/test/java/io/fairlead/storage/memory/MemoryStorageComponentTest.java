// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.config.RefusedConfiguration;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Volume;
import io.fairlead.testing.Contents;
import io.fairlead.testing.PublishedServices;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryStorageComponentTest {
    private static final Map<String, Object> PROPERTIES = Map.of("service.pid", MemoryStorageConfig.PID + "~test");

    private final PublishedServices published = new PublishedServices();

    @Test
    void publishesUnderItsName() throws Exception {
        MemoryStorageComponent component = start(config("scratch", 1000, true));
        assertThat(published.property(storage(), Storage.NAME)).isEqualTo("scratch");
        assertThat(storage().features()).contains(Storage.Feature.CASE_INSENSITIVE);
        try (Volume volume = storage().mount(Identity.of("joe"))) {
            assertThat(volume.space().totalBytes()).isEqualTo(1000);
        }
        Storage storage = storage();
        component.withdraw();
        assertThat(published.all(Storage.class)).isEmpty();
        assertThatThrownBy(() -> storage.mount(Identity.of("joe")))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));
    }

    @Test
    void keepsItsTreeThroughAChangeOfNameAndBound() throws Exception {
        MemoryStorageComponent component = start(config("one", 1000, false));
        try (Volume volume = storage().mount(Identity.of("joe"))) {
            Contents.write(volume, "/a", "kept");
            component.configure(config("two", 2000, false), PROPERTIES);
            assertThat(published.property(storage(), Storage.NAME)).isEqualTo("two");
            assertThat(volume.space().totalBytes()).isEqualTo(2000);
        }
        try (Volume volume = storage().mount(Identity.of("joe"))) {
            assertThat(Contents.text(volume, "/a")).isEqualTo("kept");
        }
    }

    @Test
    void startsAnewWhereItsFeaturesChange() throws Exception {
        MemoryStorageComponent component = start(config("one", 1000, false));
        Storage before = storage();
        component.configure(config("one", 1000, true), PROPERTIES);
        assertThat(storage()).isNotSameAs(before);
        assertThat(storage().features()).contains(Storage.Feature.CASE_INSENSITIVE);
    }

    @Test
    void refusesABadStart() {
        MemoryStorageComponent component = start(config("one", 0, false));
        assertThat(published.only(RefusedConfiguration.class).toString())
                .startsWith(MemoryStorageConfig.PID + "~test: maxBytes = 0; expected")
                .contains("1 or more")
                .endsWith("the storage is not started");
        component.configure(config(" ", 1, false), PROPERTIES);
        assertThat(published.only(RefusedConfiguration.class).reason()).contains("name");
        assertThat(published.all(Storage.class)).isEmpty();
        component.configure(config("one", 1, false), PROPERTIES);
        assertThat(storage().features()).isNotEmpty();
        assertThat(published.all(RefusedConfiguration.class)).isEmpty();
    }

    @Test
    void goesOnWhenAChangeIsBad() throws Exception {
        MemoryStorageComponent component = start(config("one", 1000, false));
        Storage before = storage();
        component.configure(config("two", -5, true), PROPERTIES);
        assertThat(storage()).isSameAs(before);
        assertThat(published.property(storage(), Storage.NAME)).isEqualTo("one");
        before.mount(Identity.of("joe")).close();
    }

    private MemoryStorageComponent start(MemoryStorageConfig config) {
        MemoryStorageComponent component = new MemoryStorageComponent(published.context());
        component.configure(config, PROPERTIES);
        return component;
    }

    private Storage storage() {
        return published.only(Storage.class);
    }

    private static MemoryStorageConfig config(String name, long maxBytes, boolean caseInsensitive) {
        Map<String, Object> values = Map.of("name", name, "maxBytes", maxBytes, "caseInsensitive", caseInsensitive);
        return (MemoryStorageConfig) Proxy.newProxyInstance(
                MemoryStorageConfig.class.getClassLoader(),
                new Class<?>[] {MemoryStorageConfig.class},
                (proxy, method, arguments) -> values.get(method.getName()));
    }
}
