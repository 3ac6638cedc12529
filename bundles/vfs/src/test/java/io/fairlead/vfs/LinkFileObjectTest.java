// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileType;
import org.apache.commons.vfs2.Selectors;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.apache.commons.vfs2.provider.ram.RamFileProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Symbolic links as Commons VFS sees them: followed where one is read, never where a tree is walked or deleted. */
class LinkFileObjectTest {
    private final MemoryStorage storage = new MemoryStorage();
    private final StorageConnector connector = new StorageConnector(storage);
    private final DefaultFileSystemManager manager = new DefaultFileSystemManager();
    private Volume volume;

    @BeforeEach
    void start() throws Exception {
        manager.addProvider("mem", new ConnectorFileProvider(connector, "mem"));
        manager.addProvider("ram", new RamFileProvider());
        manager.init();
        volume = storage.mount(Identity.of("test"));
        Contents.makeDirectory(volume, "/precious");
        Contents.write(volume, "/precious/keep", "kept");
        Contents.makeDirectory(volume, "/tree");
        Contents.makeDirectory(volume, "/tree/sub");
        Contents.write(volume, "/tree/sub/file", "file");
        link("/tree/link", "../precious");
        link("/tree/toFile", "../precious/keep");
        link("/tree/dangling", "nothing");
        link("/tree/loop", ".");
        link("/tree/round", "round");
    }

    @AfterEach
    void stop() throws Exception {
        manager.close();
        volume.close();
        storage.close();
    }

    private void link(String path, String target) throws Exception {
        volume.extension(Symlinks.class).orElseThrow().create(VPath.of(path), target);
    }

    private FileObject file(String path) throws FileSystemException {
        return manager.resolveFile("mem://host" + path);
    }

    private void nothingIsLost() throws Exception {
        assertThat(Contents.text(volume, "/precious/keep")).isEqualTo("kept");
    }

    @Test
    void isALinkAndHasTheTypeOfWhatItLeadsTo() throws Exception {
        for (boolean listed : new boolean[] {false, true}) {
            if (listed) {
                file("/tree").getChildren();
            }
            assertThat(file("/tree/link").isSymbolicLink()).isTrue();
            assertThat(file("/tree/link").getType()).isEqualTo(FileType.FOLDER);
            assertThat(file("/tree/link").getChildren()).hasSize(1);
            assertThat(file("/tree/toFile").isSymbolicLink()).isTrue();
            assertThat(file("/tree/toFile").getContent().getSize()).isEqualTo(4);
            assertThat(file("/tree/toFile").getContent().getString(StandardCharsets.UTF_8))
                    .isEqualTo("kept");
            for (String nowhere : List.of("/tree/dangling", "/tree/round")) {
                assertThat(file(nowhere).isSymbolicLink()).isTrue();
                assertThat(file(nowhere).exists()).as(nowhere).isFalse(); // as it is with local files
            }
            assertThat(file("/tree/sub").isSymbolicLink()).isFalse();
            assertThat(file("/tree/none").isSymbolicLink()).isFalse();
        }
        assertThat(Fairlead.linkTarget(file("/tree/link"))).contains("../precious");
        assertThat(Fairlead.linkTarget(file("/tree/dangling"))).contains("nothing");
        assertThat(Fairlead.linkTarget(file("/tree/sub"))).isEmpty();
        assertThat(file("/tree/toFile").getContent().getAttributes()).containsEntry("link.target", "../precious/keep");
    }

    @Test
    void childrenAreKnownToBeLinksFromTheListing() throws Exception {
        FileObject[] children = file("/tree").getChildren();
        connector.takeCalls();
        long links = 0;
        for (FileObject child : children) {
            links += child.isSymbolicLink() ? 1 : 0;
        }
        assertThat(links).isEqualTo(5);
        assertThat(connector.takeCalls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"link", "toFile", "dangling", "loop", "round"})
    void deletesALinkItself(String name) throws Exception {
        FileObject link = file("/tree/" + name);
        assertThat(link.delete(Selectors.EXCLUDE_SELF)).isZero();
        assertThat(link.deleteAll()).isEqualTo(1);
        assertThat(link.isSymbolicLink()).isFalse();
        assertThat(Contents.names(volume, "/tree")).hasSize(5).doesNotContain(name);
        link("/tree/" + name, "../precious");
        assertThat(file("/tree/" + name).delete()).isTrue();
        nothingIsLost();
    }

    @Test
    void deletesATreeWithoutWhatIsBehindItsLinks() throws Exception {
        assertThat(file("/tree").deleteAll()).isEqualTo(8);
        assertThat(Contents.exists(volume, "/tree")).isFalse();
        nothingIsLost();
    }

    @Test
    void walksEnd() throws Exception {
        assertThat(names(file("/tree").findFiles(Selectors.SELECT_ALL)))
                .containsExactlyInAnyOrder(
                        "/tree",
                        "/tree/link",
                        "/tree/toFile",
                        "/tree/dangling",
                        "/tree/loop",
                        "/tree/round",
                        "/tree/sub",
                        "/tree/sub/file");
        assertThat(names(file("/tree/link").findFiles(Selectors.SELECT_FILES))).containsExactly("/tree/link/keep");
        assertThat((Iterable<?>) file("/tree")).hasSize(8);
    }

    @Test
    void renamesALinkItself() throws Exception {
        for (String name : List.of("link", "dangling", "toFile")) {
            file("/tree/" + name).moveTo(file("/moved"));
            assertThat(file("/moved").isSymbolicLink()).isTrue();
            assertThat(names(file("/").getChildren())).contains("/moved");
            assertThat(file("/tree/" + name).isSymbolicLink()).isFalse();
            file("/moved").delete();
        }
        link("/inTheWay", "precious");
        file("/tree/sub/file").moveTo(file("/inTheWay"));
        assertThat(Contents.text(volume, "/inTheWay")).isEqualTo("file");
        nothingIsLost();
    }

    @Test
    void noLinkIsMovedWhereNoneCanBeMade() throws Exception {
        assertThatThrownBy(() -> file("/tree/link").moveTo(manager.resolveFile("ram:///moved")))
                .hasMessageContaining("no symbolic link can be made");
        assertThat(file("/tree/link").isSymbolicLink()).isTrue();
    }

    @Test
    void copiesEndAtLinks() throws Exception {
        FileObject target = manager.resolveFile("ram:///copy");
        target.copyFrom(file("/tree"), Selectors.SELECT_ALL);
        assertThat(target.resolveFile("sub/file").exists()).isTrue();
        assertThat(target.resolveFile("toFile").getContent().getSize()).isEqualTo(4);
        assertThat(target.resolveFile("link").getChildren()).isEmpty();
        assertThat(target.resolveFile("loop").getChildren()).isEmpty();
    }

    private static List<String> names(FileObject[] files) {
        return Arrays.stream(files).map(file -> file.getName().getPath()).toList();
    }
}
