// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class LocalStorageComponentTest {
    private static final Map<String, Object> PID = Map.of("service.pid", "io.fairlead.storage.local~test");

    @TempDir
    Path folder;

    private final List<Storage> published = new ArrayList<>();
    private Object name;

    @Test
    void publishesUnderItsName() throws IOException {
        LocalStorageComponent component = start(Map.of("name", "docs", "path", folder.toString()));
        assertThat(name).isEqualTo("docs");
        Storage storage = published.get(0);
        Volume volume = storage.mount(Identity.of("somebody"));
        component.withdraw();
        assertThat(published).isEmpty();
        Fixture.refused(Reason.UNAVAILABLE, () -> storage.mount(Identity.of("somebody")));
        Fixture.refused(Reason.STALE, () -> volume.open(VPath.ROOT, Open.list()));
    }

    @Test
    void replacesTheStorageWhenChanged() throws IOException {
        LocalStorageComponent component = start(Map.of("path", folder.toString()));
        assertThat(published.get(0).features()).contains(Feature.WRITE);
        component.modified(config(Map.of("path", folder.toString(), "readOnly", true, "name", "other")), PID);
        assertThat(published).hasSize(1);
        assertThat(published.get(0).features()).doesNotContain(Feature.WRITE);
        assertThat(name).isEqualTo("other");
        component.withdraw();
    }

    @ParameterizedTest
    @CsvSource({
        "sync, later",
        "symlinks, all",
        "umask, 9",
        "umask, 1000",
        "caseInsensitive, maybe",
        "name, ' '",
        "path, ' '"
    })
    void namesABadValueAndGoesOn(String key, String value) throws IOException {
        Map<String, Object> bad = new HashMap<>(Map.of("path", folder.toString()));
        bad.put(key, value);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> start(bad))
                .withMessageContaining(key)
                .withMessageContaining("expected");
        LocalStorageComponent component = start(Map.of("path", folder.toString()));
        Storage before = published.get(0);
        component.modified(config(bad), PID);
        assertThat(published).containsExactly(before);
        before.mount(Identity.of("somebody")).close();
        component.withdraw();
    }

    @Test
    void namesAMissingFolder() throws IOException {
        Path missing = folder.resolve("a/b");
        assertThatIOException()
                .isThrownBy(() -> start(Map.of("path", missing.toString())))
                .withMessage("path = " + missing + "; expected an existing folder (createPath = true makes it)");
        start(Map.of("path", missing.toString(), "createPath", true)).withdraw();
        assertThat(missing).isDirectory();
    }

    @Test
    void namesAFileThatIsNoFolder() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatIOException()
                .isThrownBy(() -> start(Map.of("path", file.toString())))
                .withMessageContaining("this is a file");
    }

    @Test
    void theReadmeListsEveryKeyWithItsDefault() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        for (Method key : LocalStorageConfig.class.getDeclaredMethods()) {
            String fallback = String.valueOf(key.getDefaultValue());
            String shown = fallback.isEmpty() ? "none" : "`" + fallback + "`";
            assertThat(readme).contains("| `" + key.getName() + "` | " + shown + " |");
        }
    }

    private LocalStorageComponent start(Map<String, Object> values) throws IOException {
        return new LocalStorageComponent(context(), config(values), PID);
    }

    /** A configuration as DS makes it: keys not given have the defaults of the annotation. */
    private static LocalStorageConfig config(Map<String, Object> values) {
        return (LocalStorageConfig) Proxy.newProxyInstance(
                LocalStorageConfig.class.getClassLoader(),
                new Class<?>[] {LocalStorageConfig.class},
                (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue()));
    }

    private BundleContext context() {
        return (BundleContext) Proxy.newProxyInstance(
                BundleContext.class.getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("registerService");
                    published.add((Storage) arguments[1]);
                    name = ((Dictionary<?, ?>) arguments[2]).get(Storage.NAME);
                    return registration((Storage) arguments[1]);
                });
    }

    private ServiceRegistration<?> registration(Storage storage) {
        return (ServiceRegistration<?>) Proxy.newProxyInstance(
                ServiceRegistration.class.getClassLoader(),
                new Class<?>[] {ServiceRegistration.class},
                (proxy, method, arguments) -> published.remove(storage));
    }
}
