// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Folders that are never served. They are known by device and inode, so one that is renamed, linked to or mounted
 * elsewhere in the tree is not there either. Where the platform gives no such identity, by real path. Immutable.
 */
public final class Exclusions {
    public static final Exclusions NONE = new Exclusions(Set.of(), Set.of());

    private final Set<Object> keys;
    private final Set<Path> paths;

    /** The name of an excluded folder was looked up. To most callers nothing is there. */
    public static final class ExcludedException extends NoSuchFileException {
        private static final long serialVersionUID = 1;

        ExcludedException(Path file) {
            super(file.toString());
        }
    }

    private Exclusions(Set<Object> keys, Set<Path> paths) {
        this.keys = keys;
        this.paths = paths;
    }

    /**
     * Looks the folders up; links are followed.
     *
     * @throws IOException if one is missing, for then nothing could be kept from being served; the message names it
     */
    public static Exclusions of(List<Path> folders) throws IOException {
        Set<Object> keys = new HashSet<>();
        Set<Path> paths = new HashSet<>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                throw new IOException("exclude = " + folder + "; expected an existing folder");
            }
            Object key = Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
            if (key == null) {
                paths.add(folder.toRealPath());
            } else {
                keys.add(key);
            }
        }
        return folders.isEmpty() ? NONE : new Exclusions(keys, paths);
    }

    boolean none() {
        return this == NONE;
    }

    /**
     * Lets through what may be served.
     *
     * @param found attributes of {@code file}, links not followed
     * @throws ExcludedException for an excluded folder
     */
    public <A extends BasicFileAttributes> A check(A found, Path file) throws IOException {
        if (this != NONE && found.isDirectory()) {
            Object key = found.fileKey();
            if (key == null ? paths.contains(file.toRealPath()) : keys.contains(key)) {
                throw new ExcludedException(file);
            }
        }
        return found;
    }
}
