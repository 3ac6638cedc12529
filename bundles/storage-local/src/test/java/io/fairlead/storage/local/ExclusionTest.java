// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import static io.fairlead.storage.local.Fixture.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.testing.Contents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Excluded folders are not there, by whatever name; with descriptors and by path. */
@DisabledOnOs(OS.WINDOWS)
class ExclusionTest {
    @TempDir
    Path temporary;

    private Path root;
    private Path home;
    private LocalStorage storage;
    private Volume volume;

    @BeforeEach
    void make() throws IOException {
        root = Files.createDirectory(temporary.resolve("root")).toRealPath();
        home = Files.createDirectories(root.resolve("a/home"));
        Files.createDirectory(home.resolve("etc"));
        Files.writeString(home.resolve("etc/users"), "secret");
        Files.writeString(root.resolve("a/file"), "content");
    }

    private void open(boolean secure) throws IOException {
        storage = LocalStorage.open(LocalSettings.of(root).withExclude(List.of(home)), secure);
        volume = storage.mount(Identity.of("tester"));
    }

    @AfterEach
    void close() throws IOException {
        if (storage != null) {
            storage.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isNeitherListedNorReached(boolean secure) throws IOException {
        open(secure);
        assertThat(names("/a")).containsExactly("file");
        notThere("/a/home");
        assertThat(home.resolve("etc/users")).hasContent("secret");
        assertThat(Contents.text(volume, "/a/file")).isEqualTo("content");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isNotThereAfterARenameOrBehindALink(boolean secure) throws IOException {
        open(secure);
        Files.move(home, root.resolve("harmless"));
        Files.createSymbolicLink(root.resolve("link"), Path.of("harmless"));
        Files.createSymbolicLink(root.resolve("a/deep"), Path.of("../harmless/etc"));
        notThere("/harmless");
        refused(Reason.NOT_FOUND, () -> volume.open(VPath.of("/link"), Open.list()));
        refused(Reason.PARENT_NOT_FOUND, () -> volume.open(VPath.of("/link/etc"), Open.list()));
        refused(Reason.PARENT_NOT_FOUND, () -> volume.open(VPath.of("/a/deep/users"), Open.read()));
        assertThat(names("/")).containsExactlyInAnyOrder("a", "link");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingTakesItsPlace(boolean secure) throws IOException {
        Files.delete(home.resolve("etc/users"));
        Files.delete(home.resolve("etc")); // rename(2) would replace an empty folder
        open(secure);
        refused(Reason.NOT_FOUND, () -> volume.open(VPath.of("/a/home"), Open.createDirectory()));
        refused(Reason.NOT_FOUND, () -> volume.open(VPath.of("/a/home"), Open.replace()));
        refused(Reason.NOT_FOUND, () -> volume.open(VPath.of("/a/home"), Open.openOrCreate(Access.WRITE)));
        refused(Reason.NOT_FOUND, () -> volume.open(VPath.of("/a/home"), Open.delete()));
        Contents.makeDirectory(volume, "/new");
        refused(Reason.NOT_FOUND, () -> Contents.rename(volume, "/new", "/a/home", true));
        assertThat(home).isDirectory();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isNoRootAndMustExist(boolean secure) throws IOException {
        assertThatThrownBy(() -> LocalStorage.open(LocalSettings.of(home).withExclude(List.of(home)), secure))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not excluded");
        Path missing = root.resolve("missing");
        assertThatThrownBy(() -> LocalStorage.open(LocalSettings.of(root).withExclude(List.of(missing)), secure))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("exclude = " + missing);
        // What is inside may be served by itself: the files of a server lie in its home.
        try (Fixture inside = Fixture.open(LocalSettings.of(home.resolve("etc")).withExclude(List.of(home)))) {
            assertThat(Contents.text(inside.volume(), "/users")).isEqualTo("secret");
        }
    }

    private void notThere(String path) throws IOException {
        VPath folder = VPath.of(path);
        refused(Reason.NOT_FOUND, () -> volume.attributes(folder));
        refused(Reason.NOT_FOUND, () -> volume.open(folder, Open.list()));
        refused(
                Reason.PARENT_NOT_FOUND,
                () -> volume.attributes(folder.child("etc").child("users")));
        refused(Reason.PARENT_NOT_FOUND, () -> volume.open(folder.child("etc").child("users"), Open.read()));
        refused(Reason.PARENT_NOT_FOUND, () -> volume.open(folder.child("new"), Open.replace()));
    }

    private List<String> names(String path) throws IOException {
        return Contents.entries(volume, path).stream().map(Entry::name).toList();
    }
}
