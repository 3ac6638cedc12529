// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.VPath;
import io.fairlead.storage.local.folder.Located;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Symbolic links as such. On the disk an absolute target starts with the root's own path, so local programs follow it. */
final class LocalSymlinks implements Symlinks {
    private final LocalVolume volume;
    private final LocalStorage storage;

    LocalSymlinks(LocalVolume volume) {
        this.volume = volume;
        storage = volume.storage();
    }

    @Override
    public void create(VPath link, String target) throws StorageException {
        volume.checkOpen();
        volume.checkWritable(link);
        checked(link, target);
        storage.failures().guard(link, () -> {
            storage.namespace().makeLink(volume, link, onDisk(target));
            return null;
        });
    }

    @Override
    public void replace(VPath link, String target) throws StorageException {
        volume.checkOpen();
        volume.checkWritable(link);
        storage.failures().guard(link, () -> {
            new LinkNames(storage).replace(volume, link, onDisk(checked(link, target)));
            return null;
        });
    }

    private static String checked(VPath link, String target) throws StorageException {
        if (target.isEmpty() || leadsOut(link, target)) {
            throw new StorageException(Reason.ACCESS_DENIED, link + ": would lead out");
        }
        return target;
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
        volume.checkOpen();
        return storage.failures().guard(link, () -> {
            try (Located place = volume.resolve(link, Links.ITSELF)) {
                Attributes found = storage.attributes(place);
                if (found == null) {
                    throw new StorageException(Reason.NOT_FOUND, link);
                }
                if (!found.isLink()) {
                    throw new StorageException(Reason.NOT_SUPPORTED, link + ": not a symbolic link");
                }
                return found.target()
                        .orElseThrow(() -> new StorageException(Reason.IO, link + ": its text can't be read"));
            }
        });
    }
}
