// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.vfs;

import io.fairlead.vfs.Fairlead;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.apache.commons.vfs2.provider.local.DefaultLocalFileProvider;
import org.apache.commons.vfs2.provider.ram.RamFileProvider;
import org.apache.commons.vfs2.provider.zip.ZipFileProvider;

/** Managers of Commons VFS, each with nothing in it but its providers. */
final class Managers {
    private Managers() {}

    /** With {@code file}, {@code ram} and {@code zip}. */
    static DefaultFileSystemManager builtIn() throws FileSystemException {
        DefaultFileSystemManager manager = new DefaultFileSystemManager();
        manager.addProvider("file", new DefaultLocalFileProvider());
        manager.addProvider("ram", new RamFileProvider());
        manager.addProvider("zip", new ZipFileProvider());
        manager.init();
        return manager;
    }

    /** With {@code ftp}, {@code ftps} and {@code tftp} besides, ours. */
    static DefaultFileSystemManager withOurs() throws FileSystemException {
        DefaultFileSystemManager manager = builtIn();
        Fairlead.install(manager);
        return manager;
    }
}
