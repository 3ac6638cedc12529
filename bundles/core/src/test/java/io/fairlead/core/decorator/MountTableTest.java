// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.decorator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a mount table adds to the contract: {@code /} and {@code /data/deep}, with {@code /other/one} bare. */
class MountTableTest {
    private static final Identity USER = Identity.of("tester");

    private final MemoryStorage root = new MemoryStorage();
    private final MemoryStorage deep = new MemoryStorage();
    private final MemoryStorage one = new MemoryStorage();
    private Volume volume;

    @BeforeEach
    void mount() throws Exception {
        try (Volume below = root.mount(USER)) {
            Contents.makeDirectory(below, "/data");
            Contents.write(below, "/data/file", "of the root");
            Contents.makeDirectory(below, "/data/deep");
            Contents.write(below, "/data/deep/hidden", "by the mount");
            Contents.write(below, "/other", "a file, hidden by a folder");
        }
        volume = table(root, deep, one).mount(USER);
        Contents.write(volume, "/data/deep/file", "of deep");
        Contents.write(volume, "/other/one/file", "of one");
    }

    @AfterEach
    void close() throws Exception {
        volume.close();
    }

    @Test
    void findsEachPathInTheStorageMountedClosest() throws Exception {
        assertThat(Contents.text(volume, "/data/file")).isEqualTo("of the root");
        assertThat(Contents.text(volume, "/data/deep/file")).isEqualTo("of deep");
        assertThat(Contents.text(volume, "/other/one/file")).isEqualTo("of one");
        assertThat(Contents.exists(volume, "/data/deep/hidden")).isFalse();
        assertThat(Contents.names(deep.mount(USER), "/")).containsExactly("file");
    }

    @Test
    void listsMountPointsAmongTheRest() throws Exception {
        assertThat(Contents.names(volume, "/")).containsExactlyInAnyOrder("data", "other");
        assertThat(Contents.names(volume, "/data")).containsExactlyInAnyOrder("file", "deep");
        assertThat(Contents.names(volume, "/other")).containsExactly("one");
        for (String folder : List.of("/", "/data", "/other")) {
            for (Entry entry : Contents.entries(volume, folder)) {
                VPath path = VPath.of(folder).child(entry.name());
                assertThat(entry.attributes()).isEqualTo(volume.attributes(path));
            }
        }
    }

    @Test
    void listsPageByPageAndAgain() throws Exception {
        try (Node node = volume.open(VPath.of("/data"), Open.list())) {
            for (int round = 0; round < 2; round++) {
                List<String> names = new ArrayList<>();
                for (List<Entry> page = node.next(1); !page.isEmpty(); page = node.next(1)) {
                    assertThat(page).hasSize(1);
                    names.add(page.get(0).name());
                }
                assertThat(names).containsExactlyInAnyOrder("file", "deep");
                node.rewind();
            }
        }
    }

    @Test
    void holdsMountPointsAndWhatIsAboveInPlace() throws Exception {
        for (String path : List.of("/", "/data", "/data/deep", "/other", "/other/one")) {
            refused(Reason.ACCESS_DENIED, () -> Contents.delete(volume, path));
            refused(Reason.ACCESS_DENIED, () -> Contents.rename(volume, path, "/new", false));
            refused(Reason.EXISTS, () -> Contents.makeDirectory(volume, path));
            refused(Reason.IS_DIRECTORY, () -> Contents.write(volume, path, "x"));
            refused(Reason.EXISTS, () -> Contents.rename(volume, "/data/file", path, false));
            refused(Reason.ACCESS_DENIED, () -> Contents.rename(volume, "/data/file", path, true));
        }
        listsMountPointsAmongTheRest();
    }

    @Test
    void movesNothingBetweenStorages() throws Exception {
        refused(Reason.NOT_SUPPORTED, () -> Contents.rename(volume, "/data/file", "/data/deep/moved", false));
        refused(Reason.NOT_SUPPORTED, () -> Contents.rename(volume, "/data/deep/file", "/data/moved", true));
        Contents.rename(volume, "/data/deep/file", "/data/deep/moved", false);
        Contents.rename(volume, "/data/file", "/moved", false);
        assertThat(Contents.text(volume, "/data/deep/moved")).isEqualTo("of deep");
        assertThat(Contents.names(volume, "/")).contains("moved");
    }

    @Test
    void takesNoChangesInAFolderOfMountPoints() throws Exception {
        refused(Reason.READ_ONLY, () -> Contents.write(volume, "/other/new", "x"));
        refused(Reason.READ_ONLY, () -> Contents.makeDirectory(volume, "/other/new"));
        refused(Reason.READ_ONLY, () -> Contents.rename(volume, "/data/file", "/other/new", false));
        refused(Reason.NOT_FOUND, () -> Contents.read(volume, "/other/new"));
        refused(Reason.PARENT_NOT_FOUND, () -> Contents.read(volume, "/other/new/below"));
        try (Node folder = volume.open(VPath.of("/other"), open(Access.READ, Access.DELETE))) {
            refused(Reason.ACCESS_DENIED, folder::delete);
            assertThat(folder.attributes()).isEqualTo(volume.attributes(VPath.of("/other")));
        }
    }

    @Test
    void needsNoStorageAtTheRoot() throws Exception {
        MountTable table = new MountTable(Map.of(VPath.of("/a/b"), deep, VPath.of("/c"), one));
        assertThat(table.features()).contains(Feature.WRITE).doesNotContain(Feature.SPACE);
        try (Volume bare = table.mount(USER)) {
            assertThat(Contents.names(bare, "/")).containsExactly("a", "c");
            assertThat(Contents.names(bare, "/a")).containsExactly("b");
            assertThat(Contents.text(bare, "/a/b/file")).isEqualTo("of deep");
            refused(Reason.READ_ONLY, () -> Contents.write(bare, "/new", "x"));
            refused(Reason.NOT_FOUND, () -> Contents.read(bare, "/new"));
            refused(Reason.PARENT_NOT_FOUND, () -> Contents.read(bare, "/new/below"));
            Node folder = bare.open(VPath.ROOT, Open.list());
            bare.close();
            refused(Reason.STALE, () -> folder.next(1));
        }
    }

    @Test
    void givesIdsThatDifferBetweenStorages() throws Exception {
        Storage byPath = new SubtreeStorage(root, VPath.ROOT);
        MountTable table = new MountTable(Map.of(VPath.ROOT, root, VPath.of("/b"), byPath, VPath.of("/c"), root));
        try (Volume both = table.mount(USER)) {
            assertThat(Contents.attributes(both, "/b/data/file").id())
                    .isNotEqualTo(Contents.attributes(both, "/data/file").id());
            assertThat(Contents.attributes(both, "/c/data/file").id())
                    .isEqualTo(Contents.attributes(both, "/data/file").id());
        }
    }

    @Test
    void showsAMountPointWhoseStorageIsAway() throws Exception {
        MemoryStorage away = new MemoryStorage();
        away.close();
        try (Volume partly = table(root, away, one).mount(USER)) {
            assertThat(Contents.names(partly, "/data")).containsExactlyInAnyOrder("file", "deep");
            refused(Reason.UNAVAILABLE, () -> Contents.names(partly, "/data/deep"));
            assertThat(Contents.text(partly, "/data/file")).isEqualTo("of the root");
        }
    }

    @Test
    void comparesMountPointsAsItsStoragesDo() throws Exception {
        Map<VPath, Storage> storages = Map.of(
                VPath.ROOT, new MemoryStorage(1 << 20, true), VPath.of("/Data"), new MemoryStorage(1 << 20, true));
        try (Volume folded = new MountTable(storages).mount(USER)) {
            Contents.write(folded, "/dATA/file", "x");
            assertThat(Contents.text(folded, "/Data/FILE")).isEqualTo("x");
            assertThat(Contents.names(folded, "/")).containsExactly("Data");
        }
        assertThatThrownBy(() -> new MountTable(
                        Map.of(VPath.of("/a"), new MemoryStorage(1, true), VPath.of("/A"), new MemoryStorage(1, true))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("case");
    }

    @Test
    void declaresWhatAllShare() {
        Storage reader = new ReadOnlyStorage(one);
        assertThat(table(root, deep, reader).features()).isEqualTo(root.features());
        assertThat(new MountTable(Map.of(VPath.ROOT, reader)).features()).isEqualTo(reader.features());
        assertThat(table(root, new MemoryStorage(1, true), one).features()).doesNotContain(Feature.CASE_INSENSITIVE);
    }

    private static MountTable table(Storage root, Storage deep, Storage one) {
        try {
            return new MountTable(Map.of(VPath.ROOT, root, VPath.of("/data/deep"), deep, VPath.of("/other/one"), one));
        } catch (StorageException e) {
            throw new AssertionError(e);
        }
    }

    private static Open open(Access... access) {
        return new Open(EnumSet.copyOf(List.of(access)), Open.Disposition.OPEN, Open.Kind.ANY);
    }

    private static void refused(Reason reason, Executable call) {
        assertThatThrownBy(call::execute).isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.reason())
                .isEqualTo(reason));
    }
}
