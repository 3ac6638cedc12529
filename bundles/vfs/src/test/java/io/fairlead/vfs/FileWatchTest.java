// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.storage.memory.MemoryStorage;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.commons.vfs2.FileChangeEvent;
import org.apache.commons.vfs2.FileListener;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.Selectors;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A listener hears of what another manager does on the same server. */
class FileWatchTest {
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final FileListener listener = new FileListener() {
        @Override
        public void fileCreated(FileChangeEvent event) throws FileSystemException {
            tell("created", event);
            throw new IllegalStateException("a listener that fails hears of the next nevertheless");
        }

        @Override
        public void fileDeleted(FileChangeEvent event) throws FileSystemException {
            tell("deleted", event);
        }

        @Override
        public void fileChanged(FileChangeEvent event) throws FileSystemException {
            tell("changed", event);
        }

        private void tell(String what, FileChangeEvent event) throws FileSystemException {
            FileObject file = event.getFileObject();
            heard.add(what + " " + file.getName().getPathDecoded() + (file.exists() ? "" : ", gone"));
        }
    };
    private OurSmbServer server;
    private DefaultFileSystemManager watching;
    private DefaultFileSystemManager writing;

    @BeforeEach
    void serve() throws Exception {
        server = new OurSmbServer(new MemoryStorage());
        watching = manager();
        writing = manager();
    }

    private static DefaultFileSystemManager manager() throws FileSystemException {
        DefaultFileSystemManager made = new DefaultFileSystemManager();
        made.addProvider("smb", new SmbFileProvider());
        made.init();
        return made;
    }

    @AfterEach
    void stop() {
        watching.close();
        writing.close();
        server.close();
    }

    private void hears(String what) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(heard).contains(what));
    }

    @Test
    void hearsOfWhatOthersDo() throws Exception {
        FileObject root = writing.resolveFile(server.url() + "files");
        FileObject file =
                root.resolveFile("with space & %23#.txt".replace("%", "%25").replace("#", "%23"));
        try (FileWatch watch = Fairlead.watch(watching.resolveFile(server.url() + "files"), true, listener)) {
            assertThat(watch).isNotNull();
            try (OutputStream out = file.getContent().getOutputStream()) {
                out.write(1);
            }
            hears("created /files/with space & %23#.txt");
            FileObject folder = root.resolveFile("d");
            folder.createFolder();
            hears("created /files/d");
            file.moveTo(folder.resolveFile("moved"));
            hears("created /files/d/moved");
            folder.delete(Selectors.SELECT_ALL);
            hears("deleted /files/d, gone");
        }
    }

    @Test
    void refusesWhatItCantWatch() throws Exception {
        FileObject root = watching.resolveFile(server.url() + "files");
        FileObject file = root.resolveFile("f");
        file.createFile();
        assertThatThrownBy(() -> Fairlead.watch(file, false, listener)).isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() -> Fairlead.watch(root.resolveFile("none"), false, listener))
                .isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() -> Fairlead.watch(watching.resolveFile(server.url()), false, listener))
                .isInstanceOf(FileSystemException.class);
    }
}
