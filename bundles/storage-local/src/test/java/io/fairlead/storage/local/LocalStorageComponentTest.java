// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.config.RefusedConfiguration;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.testing.PublishedServices;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalStorageComponentTest {
    private static final Map<String, Object> PID = Map.of("service.pid", "io.fairlead.storage.local~test");

    @TempDir
    Path folder;

    private final PublishedServices published = new PublishedServices();

    @Test
    void publishesUnderItsName() throws IOException {
        LocalStorageComponent component = start(Map.of("name", "docs", "path", folder.toString()));
        Storage storage = storage();
        assertThat(published.property(storage, Storage.NAME)).isEqualTo("docs");
        component.withdraw();
        assertThat(published.all(Storage.class)).isEmpty();
        Fixture.refused(Reason.UNAVAILABLE, () -> storage.mount(Identity.of("somebody")));
    }

    @Test
    void whatIsOpenGoesOnWhenItIsWithdrawn() throws IOException {
        LocalStorageComponent component = start(Map.of("path", folder.toString(), "name", "docs"));
        LocalStorage storage = (LocalStorage) storage();
        Volume volume = storage.mount(Identity.of("somebody"));
        Node upload = volume.open(VPath.of("/a"), Open.replace());
        component.withdraw();
        Fixture.refused(Reason.UNAVAILABLE, () -> storage.mount(Identity.of("somebody")));
        upload.write(ByteBuffer.wrap(new byte[] {1, 2}), 0);
        upload.close();
        assertThat(folder.resolve("a")).hasBinaryContent(new byte[] {1, 2});
        assertThat(storage.isClosed()).isFalse();
        volume.close();
        await().until(storage::isClosed);
    }

    @Test
    void isCalledAsConfiguredOnEveryMachine() throws IOException {
        LocalStorageComponent component = start(Map.of("path", folder.toString()));
        assertThat(published.property(storage(), Storage.ID)).isEqualTo("local:" + folder.toRealPath());
        NodeId byDefault = idOfRoot();
        component.configure(config(Map.of("path", folder.toString(), "id", " cluster-7 ")), PID);
        assertThat(published.property(storage(), Storage.ID)).isEqualTo("cluster-7");
        assertThat(storage().storageId()).contains("cluster-7");
        assertThat(idOfRoot()).isNotEqualTo(byDefault);
        assertThat(idOfRoot().low()).isEqualTo(byDefault.low());
        component.withdraw();
    }

    private NodeId idOfRoot() throws IOException {
        try (Volume volume = storage().mount(Identity.of("somebody"));
                Node root = volume.open(VPath.ROOT, Open.list())) {
            assertThat(root.attributes().id()).isEqualTo(root.id());
            return root.id();
        }
    }

    @Test
    void replacesTheStorageWhenChanged() throws IOException {
        LocalStorageComponent component = start(Map.of("path", folder.toString()));
        assertThat(storage().features()).contains(Feature.WRITE);
        component.configure(config(Map.of("path", folder.toString(), "readOnly", true, "name", "other")), PID);
        assertThat(storage().features()).doesNotContain(Feature.WRITE);
        assertThat(published.property(storage(), Storage.NAME)).isEqualTo("other");
        component.withdraw();
    }

    @ParameterizedTest
    @CsvSource({
        "sync, later",
        "symlinks, all",
        "umask, 9",
        "umask, 1000",
        "keptFolders, 65537",
        "keptFolders, -2",
        "caseInsensitive, maybe",
        "snapshots, backup",
        "snapshots, none/*",
        "snapshotNames, daily",
        "snapshotNames, %Y%m%d%Q",
        "name, ' '",
        "path, ' '"
    })
    void namesABadValueAndGoesOn(String key, String value) throws IOException {
        Map<String, Object> bad = new HashMap<>(Map.of("path", folder.toString()));
        bad.put(key, key.equals("keptFolders") ? Integer.valueOf(value) : value);
        LocalStorageComponent component = start(bad);
        assertThat(refusal().reason()).contains(key).contains("expected");
        assertThat(published.all(Storage.class)).isEmpty();
        component.configure(config(Map.of("path", folder.toString())), PID);
        assertThat(published.all(RefusedConfiguration.class)).isEmpty();
        Storage before = storage();
        component.configure(config(bad), PID);
        assertThat(refusal().earlierInForce()).isTrue();
        assertThat(storage()).isSameAs(before);
        before.mount(Identity.of("somebody")).close();
        component.withdraw();
        assertThat(published.all(Object.class)).isEmpty();
    }

    @Test
    void keepsFoldersFromBeingServed() throws IOException {
        Path secret = Files.createDirectory(folder.resolve("secret"));
        Path home = Files.createDirectory(folder.resolve("home"));
        Path shown = Files.createDirectory(folder.resolve("shown"));
        published.frameworkProperty(LocalStorageComponent.NEVER_SERVED, home.toString());
        String[] exclude = {secret + ", " + folder.resolve(".")};
        LocalStorageComponent component = start(Map.of("path", folder.toString(), "exclude", exclude));
        assertThat(refusal().reason()).contains("not excluded");
        component.configure(config(Map.of("path", folder.toString(), "exclude", new String[] {secret + ","})), PID);
        try (Volume volume = storage().mount(Identity.of("somebody"))) {
            for (Path hidden : new Path[] {secret, home}) {
                VPath path = VPath.ROOT.child(hidden.getFileName().toString());
                Fixture.refused(Reason.NOT_FOUND, () -> volume.attributes(path));
            }
            assertThat(volume.attributes(VPath.ROOT.child(shown.getFileName().toString())))
                    .isNotNull();
        }
        component.withdraw();
    }

    @Test
    void namesAMissingFolder() throws IOException {
        Path missing = folder.resolve("a/b");
        LocalStorageComponent component = start(Map.of("path", missing.toString()));
        assertThat(refusal().reason())
                .isEqualTo("path = " + missing + "; expected an existing folder (createPath = true makes it)");
        component.withdraw();
        start(Map.of("path", missing.toString(), "createPath", true)).withdraw();
        assertThat(missing).isDirectory();
    }

    @Test
    void namesAFileThatIsNoFolder() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        start(Map.of("path", file.toString()));
        assertThat(refusal().reason()).contains("this is a file");
    }

    @Test
    void theReadmeListsEveryKeyWithItsDefault() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        for (Method key : LocalStorageConfig.class.getDeclaredMethods()) {
            Object value = key.getDefaultValue();
            String fallback = value instanceof String[] list ? String.join(", ", list) : String.valueOf(value);
            String shown = fallback.isEmpty() ? "none" : "`" + fallback + "`";
            assertThat(readme).contains("| `" + key.getName() + "` | " + shown + " |");
        }
    }

    private LocalStorageComponent start(Map<String, Object> values) {
        LocalStorageComponent component = new LocalStorageComponent(published.context());
        component.configure(config(values), PID);
        return component;
    }

    private Storage storage() {
        return published.only(Storage.class);
    }

    private RefusedConfiguration refusal() {
        return published.only(RefusedConfiguration.class);
    }

    /** A configuration as DS makes it: keys not given have the defaults of the annotation. */
    private static LocalStorageConfig config(Map<String, Object> values) {
        return (LocalStorageConfig) Proxy.newProxyInstance(
                LocalStorageConfig.class.getClassLoader(),
                new Class<?>[] {LocalStorageConfig.class},
                (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}
