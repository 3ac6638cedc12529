// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server.names;

import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.util.List;
import java.util.Optional;

/**
 * Finds files in an Export: along a chain of paths, and if wanted whatever the case of their letters.
 *
 * @param volume one client's view
 * @param ignoreCase whether names may differ in case
 */
public record Lookup(ExportVolume volume, boolean ignoreCase) {
    private static final int PAGE = 256;
    private static final int MOST_ENTRIES = 20_000; // of a folder that is searched

    /**
     * Opens the first file there is.
     *
     * @throws StorageException {@code NOT_FOUND} if there is none; what the first one says that is not missing
     */
    public OpenFile open(List<VPath> paths) throws StorageException {
        for (VPath path : paths) {
            try {
                return volume.open(path, Open.read());
            } catch (StorageException e) {
                if (!missing(e)) {
                    throw e;
                }
            }
            Optional<VPath> similar = ignoreCase ? similar(path) : Optional.empty();
            if (similar.isPresent()) {
                return volume.open(similar.get(), Open.read());
            }
        }
        throw new StorageException(Reason.NOT_FOUND, paths.get(0));
    }

    /** The first of these that exists, as it is written there. */
    public Optional<VPath> existing(List<VPath> paths) throws StorageException {
        for (VPath path : paths) {
            try {
                volume.attributes(path);
                return Optional.of(path);
            } catch (StorageException e) {
                if (!missing(e)) {
                    throw e;
                }
            }
            Optional<VPath> similar = ignoreCase ? similar(path) : Optional.empty();
            if (similar.isPresent()) {
                return similar;
            }
        }
        return Optional.empty();
    }

    private static boolean missing(StorageException e) {
        return e.reason() == Reason.NOT_FOUND
                || e.reason() == Reason.PARENT_NOT_FOUND
                || e.reason() == Reason.NOT_DIRECTORY;
    }

    private Optional<VPath> similar(VPath path) throws StorageException {
        VPath found = VPath.ROOT;
        for (String name : path.names()) {
            Optional<String> entry = similar(found, name);
            if (entry.isEmpty()) {
                return Optional.empty();
            }
            found = found.child(entry.get());
        }
        return Optional.of(found);
    }

    private Optional<String> similar(VPath folder, String name) throws StorageException {
        try (OpenFile listing = volume.open(folder, Open.list())) {
            int seen = 0;
            for (List<Entry> page; !(page = listing.next(PAGE)).isEmpty() && seen < MOST_ENTRIES; seen += page.size()) {
                for (Entry entry : page) {
                    if (entry.name().equalsIgnoreCase(name)) {
                        return Optional.of(entry.name());
                    }
                }
            }
            return Optional.empty();
        } catch (StorageException e) {
            if (missing(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
