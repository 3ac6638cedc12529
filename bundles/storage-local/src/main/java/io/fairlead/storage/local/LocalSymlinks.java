// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.VPath;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Symbolic links as such. On the disk an absolute target starts with the root's own path, so local programs follow it. */
final class LocalSymlinks implements Symlinks {
    private final LocalStorage storage;
    private final Failures.Call<Void> checkOpen;

    /** {@code checkOpen} refuses once the volume is closed. */
    LocalSymlinks(LocalStorage storage, Check checkOpen) {
        this.storage = storage;
        this.checkOpen = () -> {
            checkOpen.check();
            return null;
        };
    }

    interface Check {
        void check() throws StorageException;
    }

    @Override
    public void create(VPath link, String target) throws StorageException {
        storage.failures().guard(link, checkOpen);
        if (storage.readOnly()) {
            throw new StorageException(Reason.READ_ONLY, link);
        }
        if (target.isEmpty() || leadsOut(link, target)) {
            throw new StorageException(Reason.ACCESS_DENIED, link + ": would lead out");
        }
        storage.failures().guard(link, () -> {
            storage.namespace().makeLink(link, onDisk(target));
            return null;
        });
    }

    /** By the text alone; what it passes through is checked whenever it is followed. */
    private static boolean leadsOut(VPath link, String target) {
        int depth = target.startsWith("/") ? 0 : link.parent().names().size();
        for (String name : target.split("/", -1)) {
            if (name.equals("..")) {
                depth--;
            } else if (!name.isEmpty() && !name.equals(".")) {
                depth++;
            }
            if (depth < 0) {
                return true;
            }
        }
        return false;
    }

    private Path onDisk(String target) throws StorageException {
        Path root = storage.root().directory();
        try {
            Path relative = root.getFileSystem().getPath(target.replaceFirst("^/+", ""));
            return target.startsWith("/") ? root.resolve(relative) : relative;
        } catch (InvalidPathException x) {
            throw new StorageException(Reason.NAME_INVALID, target, x);
        }
    }

    @Override
    public String target(VPath link) throws StorageException {
        storage.failures().guard(link, checkOpen);
        return storage.failures().guard(link, () -> {
            try (Place place = storage.resolver().resolve(link, false)) {
                if (place.found() == null) {
                    throw new StorageException(Reason.NOT_FOUND, link);
                }
                if (!place.found().isSymbolicLink()) {
                    throw new StorageException(Reason.NOT_SUPPORTED, link + ": not a symbolic link");
                }
                return inStorage(place);
            }
        });
    }

    /** The text of a link, unless it leads out, for then it is nobody's business. */
    private String inStorage(Place place) throws IOException {
        Path text = place.folder().readLink(place.file());
        Path root = storage.root().directory();
        boolean fromRoot = text.isAbsolute() && text.startsWith(root);
        Path shown = fromRoot && !text.equals(root) ? text.subpath(root.getNameCount(), text.getNameCount()) : text;
        String target = text.equals(root)
                ? ""
                : shown.toString().replace(root.getFileSystem().getSeparator(), "/");
        String inside = fromRoot ? "/" + target : target;
        if ((shown.isAbsolute() && !fromRoot) || leadsOut(place.path(), inside)) {
            throw new StorageException(Reason.ACCESS_DENIED, place.path() + ": leads out");
        }
        return inside;
    }
}
