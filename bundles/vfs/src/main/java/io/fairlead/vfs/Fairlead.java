// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileSystemManager;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;

/** Puts Fairlead's clients into a Commons VFS manager, in plain Java. */
public final class Fairlead {
    private static final String[] FTP_SCHEMES = {"ftp", "ftps"};

    private Fairlead() {}

    /**
     * Makes {@code ftp} and {@code ftps} ours, in the place of the providers of Commons VFS if commons-net brought them.
     *
     * @param manager for instance {@code VFS.getManager()}; not the service of an OSGi framework, which has ours already
     * @throws FileSystemException if the manager takes no providers, or refuses one
     */
    public static void install(FileSystemManager manager) throws FileSystemException {
        if (!(manager instanceof DefaultFileSystemManager target)) {
            throw new ConnectorFileException(
                    "a DefaultFileSystemManager is needed, not a "
                            + manager.getClass().getName(),
                    null);
        }
        FtpFileProvider provider = new FtpFileProvider();
        for (String scheme : FTP_SCHEMES) {
            target.removeProvider(scheme);
        }
        target.addProvider(FTP_SCHEMES, provider);
    }
}
