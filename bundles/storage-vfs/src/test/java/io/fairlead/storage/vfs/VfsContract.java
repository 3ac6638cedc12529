// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.vfs;

import io.fairlead.api.storage.Storage;
import io.fairlead.testing.StorageContract;
import java.io.OutputStream;
import java.util.List;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.apache.commons.vfs2.provider.UriParser;
import org.junit.jupiter.api.AfterEach;

/** The contract over a URL of some provider; each test has a manager of its own. */
abstract class VfsContract extends StorageContract {
    private DefaultFileSystemManager manager;

    /** A manager with the providers of the test. */
    abstract DefaultFileSystemManager manager() throws Exception;

    /** Of an empty folder. */
    abstract String url() throws Exception;

    @Override
    protected Storage storage() throws Exception {
        manager = manager();
        return new VfsStorage(manager, VfsSettings.of(url()));
    }

    /** Not through the volume, which asks a lot before it writes. */
    @Override
    public void populate(List<Sample> samples) throws Exception {
        FileObject root = manager.resolveFile(url());
        for (Sample sample : samples) {
            FileObject file =
                    root.resolveFile(UriParser.encode(sample.path().toString().substring(1)));
            if (sample.content() == null) {
                file.createFolder();
            } else {
                try (OutputStream out = file.getContent().getOutputStream()) {
                    out.write(sample.content());
                }
            }
        }
    }

    @Override
    protected void dispose(Storage used) throws Exception {
        ((VfsStorage) used).close();
    }

    @AfterEach
    final void closeManager() {
        if (manager != null) {
            manager.close();
        }
    }
}
