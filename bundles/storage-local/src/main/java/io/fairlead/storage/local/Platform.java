// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.storage.local.folder.AttributeReader;
import io.fairlead.storage.local.folder.Exclusions;
import io.fairlead.storage.local.folder.Folder;
import io.fairlead.storage.local.folder.NameRules;
import io.fairlead.storage.local.folder.PathFolder;
import io.fairlead.storage.local.folder.SecureFolder;
import io.fairlead.storage.local.xattr.UserAttributes;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the file system under a storage is, and can do.
 *
 * @param root real path of the folder served
 * @param secure whether to go by open descriptors if the file system can
 * @param readOnly whether nothing is to be changed, by configuration or because the file system can't
 * @param posix whether files have permission bits
 * @param store for free space; null if the file system does not say
 * @param names what names it takes
 */
record Platform(Path root, boolean secure, boolean readOnly, boolean posix, FileStore store, NameRules names) {
    private static final Logger LOG = LoggerFactory.getLogger(Platform.class);

    /** The same for another folder of it. */
    Platform at(Path other) {
        return new Platform(other, secure, readOnly, posix, store, names);
    }

    /** Finds the folder and looks at its file system. */
    static Platform of(LocalSettings settings, boolean secure) throws IOException {
        Path root = root(settings);
        FileSystem fileSystem = root.getFileSystem();
        Set<String> views = fileSystem.supportedFileAttributeViews();
        // The JDK's zip file system writes whole entries only and rewrites the archive when closed: good for reading.
        boolean readOnly = settings.readOnly() || fileSystem.isReadOnly() || views.contains("zip");
        NameRules names = new NameRules(fileSystem);
        if (!names.beyondAscii()) {
            LOG.warn(
                    "{}: this JVM can't express file names beyond ASCII (sun.jnu.encoding={}): such names are refused "
                            + "and not listed; start it with LC_ALL=C.UTF-8 or -Dsun.jnu.encoding=UTF-8",
                    settings.name(),
                    System.getProperty("sun.jnu.encoding"));
        }
        return new Platform(root, secure, readOnly, views.contains("posix"), store(root), names);
    }

    private static Path root(LocalSettings settings) throws IOException {
        Path path = settings.root().toAbsolutePath().normalize();
        if (settings.createRoot() && !Files.isDirectory(path)) {
            Files.createDirectories(path);
        }
        if (!Files.isDirectory(path)) {
            throw new IOException("path = " + path + "; expected an existing folder"
                    + (Files.exists(path) ? ", this is a file" : " (createPath = true makes it)"));
        }
        if (!Files.isReadable(path)) {
            throw new IOException("path = " + path + "; expected a folder that this process may read");
        }
        return path.toRealPath();
    }

    private static FileStore store(Path root) {
        try {
            return Files.getFileStore(root);
        } catch (IOException | UnsupportedOperationException none) {
            return null;
        }
    }

    @SuppressWarnings("StreamResourceLeak") // the folder owns the stream
    Folder openRoot(Exclusions exclusions) throws IOException {
        if (!secure) {
            return PathFolder.root(root, exclusions);
        }
        DirectoryStream<Path> stream = Files.newDirectoryStream(root);
        if (stream instanceof SecureDirectoryStream<Path> byDescriptor && posix) {
            return new SecureFolder(byDescriptor, root, exclusions);
        }
        stream.close();
        return PathFolder.root(root, exclusions);
    }

    /** Whether files can have extended attributes. */
    boolean userAttributes() {
        return isDefault() && countsLinks() && UserAttributes.work(root, !readOnly);
    }

    /** What was found out by trying. */
    record Found(
            boolean caseInsensitive,
            boolean followsLinks,
            boolean userAttributes,
            boolean streams,
            boolean snapshots) {}

    Set<Feature> features(Folder opened, Found found) {
        boolean userAttributes = found.userAttributes();
        Set<Feature> features = EnumSet.of(Feature.DIRECTORIES, Feature.EXTERNAL_CHANGES);
        add(features, Feature.XATTRS, userAttributes);
        if (!readOnly) {
            features.addAll(EnumSet.of(
                    Feature.WRITE,
                    Feature.RANDOM_WRITE,
                    Feature.ATOMIC_REPLACE,
                    Feature.SET_MODIFIED,
                    Feature.SET_ACCESSED,
                    Feature.APPEND));
            add(features, Feature.SET_MODE, posix);
            add(features, Feature.SERVER_COPY, isDefault());
            add(features, Feature.HARD_LINKS, isDefault() && countsLinks());
            add(features, Feature.SET_CREATED, userAttributes || birthTimes());
            add(features, Feature.DOS_FLAGS, userAttributes);
        }
        add(features, Feature.CASE_INSENSITIVE, found.caseInsensitive());
        add(features, Feature.STREAMS, found.streams());
        add(features, Feature.STABLE_IDS, stableIds(opened));
        add(
                features,
                Feature.OPEN_SURVIVES_UNLINK,
                root.getFileSystem().getSeparator().equals("/"));
        add(features, Feature.SPACE, store != null);
        add(features, Feature.SYMLINKS, found.followsLinks());
        add(features, Feature.SNAPSHOTS, found.snapshots());
        return Set.copyOf(features);
    }

    private static void add(Set<Feature> features, Feature feature, boolean has) {
        if (has) {
            features.add(feature);
        }
    }

    private static boolean stableIds(Folder opened) {
        try {
            return AttributeReader.id(opened.stat()) != null;
        } catch (IOException x) {
            return false;
        }
    }

    /** Whether the platform tells how many names a file has. */
    boolean countsLinks() {
        return root.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    boolean isDefault() {
        return root.getFileSystem().provider() == FileSystems.getDefault().provider();
    }

    boolean watches() {
        return isDefault();
    }

    /** Whether the time of creation can be set: on Linux the JDK ignores it silently. */
    boolean birthTimes() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return !isDefault() || system.contains("windows") || system.contains("mac");
    }
}
