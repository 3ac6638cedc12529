// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.apache.commons.vfs2.provider.local.DefaultLocalFileProvider;
import org.apache.commons.vfs2.provider.ram.RamFileProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class VfsComponentTest {
    private final DefaultFileSystemManager manager = new DefaultFileSystemManager();
    private final VfsComponent vfs = new VfsComponent(manager);

    @TempDir
    Path folder;

    @BeforeEach
    void begin() throws FileSystemException {
        manager.addProvider("file", new DefaultLocalFileProvider());
        manager.addProvider("ram", new RamFileProvider());
        manager.init();
    }

    @AfterEach
    void end() {
        manager.close();
    }

    private String url(String name) {
        return folder.resolve(name).toUri().toString();
    }

    @Test
    void copiesListsTellsAndDeletes() throws IOException {
        Files.writeString(folder.resolve("a.txt"), "hello");
        assertThat(vfs.copy(url("a.txt"), "ram:///b.txt")).isEqualTo("ram:///b.txt: 5 bytes\n");
        Files.createDirectory(folder.resolve("d"));
        assertThat(vfs.copy("ram:///b.txt", url("d"))).endsWith("/d/b.txt: 5 bytes\n");
        assertThat(folder.resolve("d/b.txt")).hasContent("hello");
        assertThat(vfs.list(url("")).lines())
                .satisfiesExactly(line -> assertThat(line).matches("file +5  \\S+Z +a\\.txt"), line -> assertThat(line)
                        .matches("folder +-  \\S+Z +d"));
        assertThat(vfs.list("ram:///b.txt")).matches("file +5  \\S+Z +b\\.txt\n");
        assertThat(vfs.describe("ram:///b.txt"))
                .contains("url       ram:///b.txt\n", "type      file\n", "size      5 bytes\n", "writable  yes\n");
        var content = new ByteArrayOutputStream();
        vfs.read("ram:///b.txt", content);
        assertThat(content).hasToString("hello");
        assertThat(vfs.delete("ram:///b.txt")).isEqualTo("ram:///b.txt is deleted\n");
        assertThatThrownBy(() -> vfs.describe("ram:///b.txt")).hasMessage("there is no ram:///b.txt");
    }

    @Test
    void whatCannotBeDoneIsSaid() throws IOException {
        Files.writeString(Files.createDirectory(folder.resolve("d")).resolve("x"), "x");
        assertThatThrownBy(() -> vfs.delete(url("d"))).hasMessageEndingWith("/d is a folder that is not empty");
        assertThatThrownBy(() -> vfs.copy(url("d"), "ram:///d"))
                .hasMessageEndingWith("/d is a folder; only files are copied");
        assertThatThrownBy(() -> vfs.copy(url("d/x"), url("d/x"))).hasMessageEndingWith("can't be copied to itself");
        assertThatThrownBy(() -> vfs.copy(url("d/x"), url("d"))).hasMessageEndingWith("can't be copied to itself");
        assertThatThrownBy(() -> vfs.read(url("d"), new ByteArrayOutputStream()))
                .hasMessageEndingWith("/d is a folder");
        assertThatThrownBy(() -> vfs.list(url("y"))).hasMessageEndingWith("/y");
        assertThat(folder.resolve("d/x")).hasContent("x");
    }

    @Test
    void aSchemeThatIsNotKnownIsSaidWithoutThePassword() {
        assertThatThrownBy(() -> vfs.list("gopher://bob:secret@host/x"))
                .hasMessage("gopher://***@host/x begins with no scheme that is known here; there is file: ram:");
        assertThatThrownBy(() -> vfs.list("x")).hasMessageStartingWith("x begins with no scheme");
    }

    /** Commons VFS takes a local link for what it leads to. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void ofALinkTheLinkGoes() throws IOException {
        Path target = Files.createDirectory(folder.resolve("target"));
        Files.createSymbolicLink(folder.resolve("link"), target);
        Files.createSymbolicLink(folder.resolve("nowhere"), folder.resolve("missing"));
        assertThat(vfs.list(url(""))).containsPattern("link +- .* link\n").containsPattern("link +- .* nowhere\n");
        vfs.delete(url("link"));
        vfs.delete(url("nowhere"));
        assertThat(folder).isDirectoryContaining(target::equals);
        assertThat(folder.toFile().list()).containsExactly("target");
    }
}
