// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.storage.local.LocalSettings;
import io.fairlead.storage.local.LocalStorage;
import java.nio.file.Path;
import junit.framework.Test;
import org.apache.commons.vfs2.AbstractProviderTestConfig;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemManager;
import org.apache.commons.vfs2.FileSystemOptions;
import org.apache.commons.vfs2.ProviderTestSuite;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;

/** Commons VFS's own provider suite, JUnit 3 style, over {@code smb}, signed, against our server and a folder on disk. */
public class SmbProviderTestCase extends AbstractProviderTestConfig {
    private LocalStorage storage;
    private OurSmbServer server;

    /** For the vintage engine. */
    public static Test suite() throws Exception {
        return new ProviderTestSuite(new SmbProviderTestCase());
    }

    FileSystemOptions options() {
        return new FileSystemOptions();
    }

    @Override
    public void prepare(DefaultFileSystemManager manager) throws Exception {
        storage = LocalStorage.open(LocalSettings.of(Path.of(System.getProperty("test.basedir"))));
        server = new OurSmbServer(storage);
        manager.addProvider("smb", new SmbFileProvider());
    }

    @Override
    public FileObject getBaseTestFolder(FileSystemManager manager) throws Exception {
        return manager.resolveFile(server.url() + "files", options());
    }

    @Override
    public void tearDown() throws Exception {
        server.close();
        storage.close();
        super.tearDown();
    }
}
