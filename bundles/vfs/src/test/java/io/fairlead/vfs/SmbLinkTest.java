// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.storage.memory.MemoryStorage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.apache.commons.vfs2.provider.ram.RamFileProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Symbolic links that are made and read on a server that has them. */
class SmbLinkTest {
    private final MemoryStorage storage = new MemoryStorage();
    private final DefaultFileSystemManager manager = new DefaultFileSystemManager();
    private OurSmbServer server;

    @BeforeEach
    void start() throws Exception {
        server = new OurSmbServer(storage);
        Fairlead.install(manager);
        manager.addProvider("ram", new RamFileProvider());
        manager.init();
        try (var out = file("a").getContent().getOutputStream()) {
            out.write("content".getBytes(StandardCharsets.UTF_8));
        }
    }

    @AfterEach
    void stop() throws Exception {
        manager.close();
        server.close();
        storage.close();
    }

    private FileObject file(String path) throws FileSystemException {
        return manager.resolveFile(server.url() + "files/" + path);
    }

    @Test
    void makesAndReadsLinks() throws Exception {
        FileObject link = file("d/l");
        file("d").createFolder();
        assertThat(link.exists()).isFalse();
        assertThat(Fairlead.makeLink(link, "../a")).isTrue();
        assertThat(link.exists()).isTrue();
        assertThat(link.isSymbolicLink()).isTrue();
        assertThat(link.getContent().getString(StandardCharsets.UTF_8)).isEqualTo("content");
        assertThat(Fairlead.linkTarget(link)).contains("../a");
        FileObject listed = Arrays.stream(file("d").getChildren()).findFirst().orElseThrow();
        listed.getParent().refresh();
        assertThat(Fairlead.linkTarget(listed.getParent().getChildren()[0]))
                .contains("../a"); // which listings do not tell
        assertThat(Fairlead.makeLink(link, "nowhere")).isTrue();
        assertThat(Fairlead.linkTarget(link)).contains("nowhere");
        assertThat(link.exists()).isFalse(); // as what it leads to
        assertThat(link.isSymbolicLink()).isTrue();
        assertThat(Fairlead.linkTarget(file("a"))).isEmpty();
    }

    @Test
    void makesNoneOfWhatIsThere() throws Exception {
        assertThatThrownBy(() -> Fairlead.makeLink(file("a"), "b")).isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() -> Fairlead.makeLink(file("l"), "../../x")).isInstanceOf(FileSystemException.class);
        assertThat(file("a").getContent().getSize()).isEqualTo(7);
        assertThat(file("l").exists()).isFalse();
        assertThat(Fairlead.makeLink(manager.resolveFile("ram:///l"), "a")).isFalse();
    }
}
