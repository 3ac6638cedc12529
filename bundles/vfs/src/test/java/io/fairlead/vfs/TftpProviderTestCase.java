// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.storage.local.LocalSettings;
import io.fairlead.storage.local.LocalStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import junit.framework.Test;
import org.apache.commons.io.FileUtils;
import org.apache.commons.vfs2.AbstractProviderTestConfig;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemManager;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;

/** As much of Commons VFS's own provider suite as {@code tftp} can pass, against our server and a folder on disk. */
public class TftpProviderTestCase extends AbstractProviderTestConfig {
    private static final Path SAMPLES = Path.of(System.getProperty("test.basedir"));

    private LocalStorage storage;
    private OurTftpServer server;

    /** For the vintage engine. */
    public static Test suite() throws Exception {
        return new ByNameSuite(new TftpProviderTestCase());
    }

    @Override
    public void prepare(DefaultFileSystemManager manager) throws Exception {
        storage = LocalStorage.open(LocalSettings.of(SAMPLES));
        server = new OurTftpServer(storage);
        manager.addProvider("tftp", new TftpFileProvider());
    }

    @Override
    public FileObject getBaseTestFolder(FileSystemManager manager) throws Exception {
        return manager.resolveFile(server.url());
    }

    /** What tests write goes there; TFTP can neither make nor empty the folder itself. */
    static void emptyWriteFolder() throws IOException {
        FileUtils.cleanDirectory(
                Files.createDirectories(SAMPLES.resolve("write-tests")).toFile());
    }

    @Override
    public void tearDown() throws Exception {
        server.close();
        storage.close();
        super.tearDown();
    }
}
