// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.storage.memory.MemoryStorage;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileSystemOptions;
import org.apache.commons.vfs2.VFS;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Plain Java, by the static entry point of Commons VFS. The build runs it twice: with and without commons-net. */
class ClassPathTest {
    private static final boolean COMMONS_NET = Arrays.stream(
                    System.getProperty("java.class.path").split(File.pathSeparator))
            .anyMatch(jar -> jar.contains("commons-net"));

    private final MemoryStorage storage = new MemoryStorage();
    private OurServer server;
    private DefaultFileSystemManager manager;

    @BeforeEach
    void start() throws Exception {
        server = new OurServer(storage);
        VFS.reset();
        manager = (DefaultFileSystemManager) VFS.getManager();
    }

    @AfterEach
    void stop() {
        VFS.close();
        server.close();
        storage.close();
    }

    @Test
    void knowsOurClientByNamesThatClashWithNobody() throws Exception {
        assertThat(manager.getSchemes()).contains("fairlead-ftp", "fairlead-ftps");
        assertThat(manager.hasProvider("ftp")).isEqualTo(COMMONS_NET);
        writeAndRead(manager.resolveFile(server.url("fairlead-ftp") + "a"));
        FileSystemOptions options = new FileSystemOptions();
        FtpConfigBuilder.getInstance().setCertificateSha256(options, OurServer.certificateSha256());
        writeAndRead(manager.resolveFile(server.url("fairlead-ftps") + "b", options));
    }

    @Test
    void makesFtpOursByOneCall() throws Exception {
        Fairlead.install(manager);
        FileObject file = manager.resolveFile(server.url("ftp") + "a");
        assertThat(file.getFileSystem()).isInstanceOf(ConnectorFileSystem.class);
        writeAndRead(file);
        Fairlead.install(manager); // again: no harm
        writeAndRead(manager.resolveFile(server.url("ftp") + "b"));
    }

    @Test
    void knowsTftpWithoutAWord() throws Exception {
        try (OurTftpServer tftp = new OurTftpServer(storage)) {
            FileObject file = manager.resolveFile(tftp.url() + "a");
            assertThat(file.getFileSystem()).isInstanceOf(ConnectorFileSystem.class);
            writeAndRead(file);
            Fairlead.install(manager);
            writeAndRead(manager.resolveFile(tftp.url() + "b"));
        }
    }

    @Test
    void trustsNoUnknownCertificate() throws Exception {
        Fairlead.install(manager);
        FileObject file = manager.resolveFile(server.url("ftps") + "a");
        assertThatThrownBy(file::exists).isInstanceOf(FileSystemException.class).hasMessageNotContaining("secret");
    }

    private static void writeAndRead(FileObject file) throws Exception {
        file.getContent().getOutputStream().close();
        try (var out = file.getContent().getOutputStream()) {
            out.write("content".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(file.getContent().getString(StandardCharsets.UTF_8)).isEqualTo("content");
    }
}
