// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.VPath;
import java.util.Optional;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;

/** The links of a file system whose server has them ({@link Symlinks}), as such. */
record SymbolicLinks(ConnectorFileObject file) {
    /** The text; asked for by itself where listings do not tell it. */
    Optional<String> target() throws FileSystemException {
        Optional<Attributes> known = file.link();
        if (known.isEmpty() || known.get().target().isPresent()) {
            return known.flatMap(Attributes::target);
        }
        VPath path = file.path();
        try {
            return file.fileSystem.call(volume -> {
                Optional<Symlinks> links = volume.extension(Symlinks.class);
                return links.isPresent() ? Optional.of(links.get().target(path)) : Optional.empty();
            });
        } catch (StorageException e) {
            if (e.reason() == Reason.NOT_SUPPORTED || e.reason() == Reason.NOT_FOUND) {
                return Optional.empty();
            }
            throw failed(e);
        }
    }

    /**
     * Makes it a link, or points the link that it is elsewhere.
     *
     * @return false if the server makes none
     */
    boolean make(String target) throws FileSystemException {
        boolean there = file.isSymbolicLink();
        VPath path = file.path();
        try {
            file.fileSystem.once(volume -> {
                Symlinks links = volume.extension(Symlinks.class)
                        .orElseThrow(() -> new StorageException(
                                Reason.NOT_SUPPORTED, path + ": no symbolic links can be made there"));
                if (there) {
                    links.replace(path, target);
                } else {
                    links.create(path, target);
                }
                return true;
            });
        } catch (StorageException e) {
            if (e.reason() == Reason.NOT_SUPPORTED) {
                return false;
            }
            throw failed(e);
        }
        file.refresh();
        FileObject parent = file.getParent();
        if (parent != null) {
            parent.refresh();
        }
        return true;
    }

    private ConnectorFileException failed(StorageException e) {
        return new ConnectorFileException(file.getName().getFriendlyURI() + ": " + e.getMessage(), e);
    }
}
