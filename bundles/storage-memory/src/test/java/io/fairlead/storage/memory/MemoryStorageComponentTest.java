// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Volume;
import io.fairlead.testing.Contents;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class MemoryStorageComponentTest {
    private static final Map<String, Object> PROPERTIES = Map.of("service.pid", MemoryStorageConfig.PID + "~test");

    private final List<Registered> services = new ArrayList<>();

    @Test
    void publishesUnderItsName() throws Exception {
        MemoryStorageComponent component = start(config("scratch", 1000, true));
        assertThat(only().properties.get(Storage.NAME)).isEqualTo("scratch");
        assertThat(only().storage.features()).contains(Storage.Feature.CASE_INSENSITIVE);
        try (Volume volume = only().storage.mount(Identity.of("joe"))) {
            assertThat(volume.space().totalBytes()).isEqualTo(1000);
        }
        Storage storage = only().storage;
        component.withdraw();
        assertThat(services).isEmpty();
        assertThatThrownBy(() -> storage.mount(Identity.of("joe")))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));
    }

    @Test
    void keepsItsTreeThroughAChangeOfNameAndBound() throws Exception {
        MemoryStorageComponent component = start(config("one", 1000, false));
        try (Volume volume = only().storage.mount(Identity.of("joe"))) {
            Contents.write(volume, "/a", "kept");
            component.modified(config("two", 2000, false), PROPERTIES);
            assertThat(only().properties.get(Storage.NAME)).isEqualTo("two");
            assertThat(volume.space().totalBytes()).isEqualTo(2000);
        }
        try (Volume volume = only().storage.mount(Identity.of("joe"))) {
            assertThat(Contents.text(volume, "/a")).isEqualTo("kept");
        }
    }

    @Test
    void startsAnewWhereItsFeaturesChange() throws Exception {
        MemoryStorageComponent component = start(config("one", 1000, false));
        Storage before = only().storage;
        component.modified(config("one", 1000, true), PROPERTIES);
        assertThat(only().storage).isNotSameAs(before);
        assertThat(only().storage.features()).contains(Storage.Feature.CASE_INSENSITIVE);
    }

    @Test
    void refusesABadStart() {
        assertThatThrownBy(() -> start(config("one", 0, false)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxBytes = 0")
                .hasMessageContaining("at least 1");
        assertThatThrownBy(() -> start(config(" ", 1, false)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name");
        assertThat(services).isEmpty();
    }

    @Test
    void goesOnWhenAChangeIsBad() throws Exception {
        MemoryStorageComponent component = start(config("one", 1000, false));
        Storage before = only().storage;
        component.modified(config("two", -5, true), PROPERTIES);
        assertThat(only().storage).isSameAs(before);
        assertThat(only().properties.get(Storage.NAME)).isEqualTo("one");
        before.mount(Identity.of("joe")).close();
    }

    private MemoryStorageComponent start(MemoryStorageConfig config) {
        return new MemoryStorageComponent(context(), config, PROPERTIES);
    }

    private Registered only() {
        assertThat(services).hasSize(1);
        return services.get(0);
    }

    private static final class Registered {
        private final Storage storage;
        private Dictionary<?, ?> properties;

        Registered(Storage storage, Dictionary<?, ?> properties) {
            this.storage = storage;
            this.properties = properties;
        }
    }

    private BundleContext context() {
        return stub(BundleContext.class, (method, arguments) -> {
            Registered registered = new Registered((Storage) arguments[1], (Dictionary<?, ?>) arguments[2]);
            services.add(registered);
            return stub(ServiceRegistration.class, (call, values) -> {
                if (call.equals("unregister")) {
                    services.remove(registered);
                } else {
                    registered.properties = (Dictionary<?, ?>) values[0];
                }
                return null;
            });
        });
    }

    private interface Answer {
        Object to(String method, Object[] arguments);
    }

    private static <T> T stub(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer.to(method.getName(), arguments)));
    }

    private static MemoryStorageConfig config(String name, long maxBytes, boolean caseInsensitive) {
        Map<String, Object> values = Map.of("name", name, "maxBytes", maxBytes, "caseInsensitive", caseInsensitive);
        return stub(MemoryStorageConfig.class, (method, arguments) -> values.get(method));
    }
}
