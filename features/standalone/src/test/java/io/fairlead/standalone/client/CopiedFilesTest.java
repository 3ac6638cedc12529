// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.impl.StandardFileSystemManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A move deletes what it has copied, as it was copied, and nothing else. */
class CopiedFilesTest {
    @TempDir
    private Path folder;

    private final StandardFileSystemManager manager = new StandardFileSystemManager();
    private final CopiedFiles copied = new CopiedFiles();
    private Path source;

    @BeforeEach
    void start() throws IOException {
        manager.init();
        source = Files.createDirectories(folder.resolve("from/sub")).getParent();
        Files.writeString(source.resolve("sub/a"), "content");
        copied.other(file(source));
        copied.other(file(source.resolve("sub")));
        copied.file(file(source.resolve("sub/a")), file(Files.writeString(folder.resolve("to"), "content")));
    }

    @AfterEach
    void stop() {
        manager.close();
    }

    private FileObject file(Path path) throws IOException {
        return manager.toFileObject(path.toFile());
    }

    @Test
    void deletesWhatHasArrived() throws IOException {
        copied.verify(Retries.NONE);
        new TreeDelete(Retries.NONE).delete(file(source), copied);
        assertThat(source).doesNotExist();
    }

    @Test
    void leavesWhatCameMeanwhile() throws IOException {
        Files.writeString(source.resolve("sub/late"), "x");
        copied.verify(Retries.NONE);
        FileObject from = file(source);
        assertThatThrownBy(() -> new TreeDelete(Retries.NONE).delete(from, copied))
                .hasMessageContaining("came while it was moved");
        assertThat(source.resolve("sub/late")).exists();
        assertThat(source.resolve("sub/a")).doesNotExist();
    }

    @Test
    void refusesWhatHasChangedOrIsNotThere() throws IOException {
        Files.writeString(folder.resolve("to"), "short");
        assertThatThrownBy(() -> copied.verify(Retries.NONE)).hasMessageContaining("has 5 bytes, not 7");
        Files.writeString(source.resolve("sub/a"), "changed");
        Files.writeString(source.resolve("sub/a"), "changed since");
        assertThatThrownBy(() -> copied.verify(Retries.NONE)).hasMessageContaining("has changed");
    }
}
