// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import io.fairlead.vfs.Fairlead;
import io.fairlead.vfs.FtpFileProvider;
import io.fairlead.vfs.SmbFileProvider;
import io.fairlead.vfs.TftpFileProvider;
import java.io.File;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.impl.DefaultFileReplicator;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.apache.commons.vfs2.impl.StandardFileSystemManager;
import org.apache.commons.vfs2.provider.FileProvider;
import org.apache.commons.vfs2.provider.gzip.GzipFileProvider;
import org.apache.commons.vfs2.provider.jar.JarFileProvider;
import org.apache.commons.vfs2.provider.local.DefaultLocalFileProvider;
import org.apache.commons.vfs2.provider.ram.RamFileProvider;
import org.apache.commons.vfs2.provider.zip.ZipFileProvider;

/**
 * The managers of Commons VFS of one run. The schemes that are known here get their providers when a URL names them; only
 * for others is the whole configuration of Commons VFS read, which takes longer than the work of a short command. Not
 * thread-safe.
 */
final class Managers implements AutoCloseable {
    private static final Map<String, Supplier<FileProvider>> KNOWN = Map.of(
            "ftp", FtpFileProvider::new,
            "ftps", FtpFileProvider::new,
            "tftp", TftpFileProvider::new,
            "smb", SmbFileProvider::new,
            "zip", ZipFileProvider::new,
            "jar", JarFileProvider::new,
            "gz", GzipFileProvider::new,
            "ram", RamFileProvider::new);

    private final DefaultFileSystemManager known = new DefaultFileSystemManager();
    private StandardFileSystemManager all;

    Managers() throws FileSystemException {
        DefaultFileReplicator copies = new DefaultFileReplicator();
        known.setReplicator(copies);
        known.setTemporaryFileStore(copies);
        known.addProvider("file", new DefaultLocalFileProvider());
        known.init();
        known.setBaseFile(new File("").getAbsoluteFile());
    }

    /** For local files. */
    DefaultFileSystemManager local() {
        return known;
    }

    /** Whether a scheme, in lower case, is one of a URL. */
    boolean speaks(String scheme) throws FileSystemException {
        return KNOWN.containsKey(scheme) || scheme.equals("file") || all().hasProvider(scheme);
    }

    /** The names of all. */
    Set<String> schemes() throws FileSystemException {
        return new TreeSet<>(Arrays.asList(all().getSchemes()));
    }

    /** The one for a URL of these schemes, outermost first. */
    DefaultFileSystemManager of(Collection<String> schemes) throws FileSystemException {
        for (String scheme : new HashSet<>(schemes)) {
            if (known.hasProvider(scheme)) {
                continue;
            }
            if (!KNOWN.containsKey(scheme)) {
                return all();
            }
            known.addProvider(scheme, KNOWN.get(scheme).get());
        }
        return known;
    }

    private StandardFileSystemManager all() throws FileSystemException {
        if (all == null) {
            StandardFileSystemManager manager = new StandardFileSystemManager();
            manager.init();
            Fairlead.install(manager);
            manager.setBaseFile(new File("").getAbsoluteFile());
            all = manager;
        }
        return all;
    }

    @Override
    public void close() {
        known.close();
        if (all != null) {
            all.close();
        }
    }
}
