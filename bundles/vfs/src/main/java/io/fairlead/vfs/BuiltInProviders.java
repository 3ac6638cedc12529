// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.apache.commons.vfs2.provider.FileProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The providers of Commons VFS that need nothing but the Java runtime, and those for archives if commons-compress is there.
 * There is no default provider on purpose: it would hand schemes that are gone, such as {@code ftp} without its bundle, to
 * the protocol handlers of the Java runtime.
 */
final class BuiltInProviders {
    private static final Logger LOG = LoggerFactory.getLogger(BuiltInProviders.class);
    private static final String PACKAGE = "org.apache.commons.vfs2.provider.";

    private static final Map<String, List<String>> ALWAYS = new LinkedHashMap<>();
    private static final Map<String, List<String>> WITH_COMPRESS = new LinkedHashMap<>();

    static {
        ALWAYS.put("local.DefaultLocalFileProvider", List.of("file"));
        ALWAYS.put("ram.RamFileProvider", List.of("ram"));
        ALWAYS.put("temp.TemporaryFileProvider", List.of("tmp"));
        ALWAYS.put("zip.ZipFileProvider", List.of("zip"));
        ALWAYS.put("jar.JarFileProvider", List.of("jar", "sar", "ear", "par", "ejb3", "war"));
        ALWAYS.put("res.ResourceFileProvider", List.of("res"));
        ALWAYS.put("gzip.GzipFileProvider", List.of("gz"));
        WITH_COMPRESS.put("tar.TarFileProvider", List.of("tar", "tgz", "tbz2"));
        WITH_COMPRESS.put("bzip2.Bzip2FileProvider", List.of("bz2"));
    }

    private BuiltInProviders() {}

    /** Adds those that can run here. */
    static void addTo(DefaultFileSystemManager manager) throws FileSystemException {
        for (Map.Entry<String, List<String>> provider : ALWAYS.entrySet()) {
            add(manager, provider.getKey(), provider.getValue());
        }
        if (isThere("org.apache.commons.compress.archivers.tar.TarArchiveInputStream")) {
            for (Map.Entry<String, List<String>> provider : WITH_COMPRESS.entrySet()) {
                add(manager, provider.getKey(), provider.getValue());
            }
        }
        for (String extension : List.of("zip", "jar", "gz")) {
            manager.addExtensionMap(extension, extension);
        }
    }

    private static void add(DefaultFileSystemManager manager, String className, List<String> schemes)
            throws FileSystemException {
        try {
            FileProvider provider = (FileProvider) vfs().loadClass(PACKAGE + className)
                    .getDeclaredConstructor()
                    .newInstance();
            manager.addProvider(schemes.toArray(String[]::new), provider);
        } catch (ReflectiveOperationException | LinkageError e) {
            LOG.warn("no VFS schemes {}: {}", schemes, e.toString());
        }
    }

    private static boolean isThere(String className) {
        try {
            vfs().loadClass(className); // its own loader: only what is wired to Commons VFS counts
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static ClassLoader vfs() {
        return DefaultFileSystemManager.class.getClassLoader();
    }
}
