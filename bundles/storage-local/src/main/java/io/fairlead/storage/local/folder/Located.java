// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.folder;

import io.fairlead.api.storage.VPath;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Where a path led: an open folder, and a name in it that is no link to be followed any more.
 *
 * @param folder holds the name; of the root, the root itself
 * @param kept whether the folder is the storage's own root, which stays open
 * @param file the name; null for the root
 * @param path the name's path without any link on the way
 * @param found what is there; null if nothing
 */
public record Located(Folder folder, boolean kept, Path file, VPath path, BasicFileAttributes found)
        implements Closeable {

    public boolean isRoot() {
        return file == null;
    }

    /** The same place, with what is there by now. */
    public Located with(BasicFileAttributes now) {
        return new Located(folder, kept, file, path, now);
    }

    /** Opens the directory that was found. */
    public Folder open() throws IOException {
        return isRoot() ? folder.again() : folder.open(file);
    }

    /** Looks again; null if nothing is there now. */
    public BasicFileAttributes look() throws IOException {
        return isRoot() ? folder.stat() : Resolver.look(folder, file);
    }

    @Override
    public void close() throws IOException {
        if (!kept) {
            folder.close();
        }
    }
}
