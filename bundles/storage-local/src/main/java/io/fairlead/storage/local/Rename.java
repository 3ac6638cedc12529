// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.storage.local.folder.AttributeReader;
import io.fairlead.storage.local.folder.Folder;
import io.fairlead.storage.local.folder.Located;
import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;

/** One rename, with the rules of {@link io.fairlead.api.storage.Node#rename} that rename(2) does not have. */
final class Rename {
    private final LocalStorage storage;
    private final Located from;
    private final Located to;
    private final boolean replace;

    Rename(LocalStorage storage, Located from, Located to, boolean replace) {
        this.storage = storage;
        this.from = from;
        this.to = to;
        this.replace = replace;
    }

    /** Renames; false if there was nothing to do. The caller sees to it that no other name moves meanwhile. */
    boolean run() throws IOException {
        if (from.path().equals(to.path())) {
            return false;
        }
        checkNotInside();
        BasicFileAttributes there = to.found();
        if (there != null && isSource(there)) {
            return renameToItself();
        }
        if (there != null) {
            checkReplace(there);
        }
        move();
        return true;
    }

    private void checkNotInside() throws StorageException {
        VPath inner = VPath.of(storage.paths().fold(to.path().toString()));
        if (from.found().isDirectory()
                && inner.startsWith(VPath.of(storage.paths().fold(from.path().toString())))
                && !inner.equals(VPath.of(storage.paths().fold(from.path().toString())))) {
            throw new StorageException(Reason.NAME_INVALID, to.path() + ": inside what is renamed");
        }
    }

    private boolean isSource(BasicFileAttributes there) {
        return AttributeReader.id(there) == null
                ? storage.paths()
                        .fold(from.path().toString())
                        .equals(storage.paths().fold(to.path().toString()))
                : AttributeReader.same(there, AttributeReader.id(from.found()));
    }

    /** Another spelling of the same name, or another link of the same file, for which rename(2) would do nothing. */
    private boolean renameToItself() throws IOException {
        if (storage.paths()
                .fold(from.path().toString())
                .equals(storage.paths().fold(to.path().toString()))) {
            from.folder().move(from.file(), to.folder(), to.file());
            return true;
        }
        if (!replace) {
            throw new StorageException(Reason.EXISTS, to.path());
        }
        from.folder().deleteFile(from.file());
        return true;
    }

    private void checkReplace(BasicFileAttributes there) throws IOException {
        if (!replace) {
            throw new StorageException(Reason.EXISTS, to.path());
        }
        if (from.found().isDirectory() && !there.isDirectory()) {
            throw new StorageException(Reason.NOT_DIRECTORY, to.path());
        }
        if (!from.found().isDirectory() && there.isDirectory()) {
            throw new StorageException(Reason.IS_DIRECTORY, to.path());
        }
        if (there.isDirectory() && !isEmpty()) {
            throw new StorageException(Reason.NOT_EMPTY, to.path());
        }
        if (there.isDirectory() && to.folder().byPath()) {
            to.folder().deleteDirectory(to.file()); // not every platform renames over a directory
        }
    }

    private boolean isEmpty() throws IOException {
        try (Folder inside = to.open()) {
            Iterator<?> names = inside.names();
            return !names.hasNext();
        }
    }

    private void move() throws IOException {
        from.folder().move(from.file(), to.folder(), to.file());
        storage.kept().arrived(to.with(from.found()));
    }
}
