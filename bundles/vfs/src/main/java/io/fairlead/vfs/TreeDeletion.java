// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.storage.Deletions;
import io.fairlead.api.storage.Deletions.Deletion;
import io.fairlead.api.storage.StorageException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.vfs2.FileName;
import org.apache.commons.vfs2.FileSystemException;

/**
 * Deletes files and folders of one file system, the deepest first: all of one depth at once where the storage can, else one
 * after the other until one can't be deleted.
 */
final class TreeDeletion {
    private final ConnectorFileSystem fileSystem;
    private final Set<FileName> kept = new HashSet<>(); // folders in which something is left
    private FileSystemException failure; // the first; the others are suppressed by it
    private int deleted;

    TreeDeletion(ConnectorFileSystem fileSystem) {
        this.fileSystem = fileSystem;
    }

    /**
     * Deletes them.
     *
     * @param files those in a folder before the folder
     * @return how many were deleted; a folder is not while there is something in it
     * @throws FileSystemException for the first that could not be deleted; where all of a depth go at once the others are
     *     deleted, or suppressed exceptions tell of them
     */
    int delete(List<ConnectorFileObject> files) throws FileSystemException {
        if (files.isEmpty() || !canAtOnce()) {
            for (ConnectorFileObject file : files) {
                deleted += file.deleteItself();
            }
            return deleted;
        }
        Map<Integer, List<ConnectorFileObject>> byDepth = new TreeMap<>(Comparator.reverseOrder());
        for (ConnectorFileObject file : files) {
            byDepth.computeIfAbsent(file.getName().getDepth(), depth -> new ArrayList<>())
                    .add(file);
        }
        for (List<ConnectorFileObject> level : byDepth.values()) {
            deleteAtOnce(level);
        }
        if (failure != null) {
            throw failure;
        }
        return deleted;
    }

    private boolean canAtOnce() throws FileSystemException {
        return fileSystem.volume().extension(Deletions.class).isPresent();
    }

    private void deleteAtOnce(List<ConnectorFileObject> level) throws FileSystemException {
        List<ConnectorFileObject> ready = new ArrayList<>();
        List<Deletion> entries = new ArrayList<>();
        for (ConnectorFileObject file : level) {
            if (!kept.contains(file.getName()) && file.isDeletable()) {
                ready.add(file);
                entries.add(new Deletion(file.path(), file.kindToDelete()));
            }
        }
        if (ready.isEmpty()) {
            return;
        }
        List<Optional<StorageException>> outcomes;
        try {
            outcomes = fileSystem.once(
                    volume -> volume.extension(Deletions.class).orElseThrow().delete(entries));
        } catch (StorageException e) {
            throw new FileSystemException(
                    "vfs.provider/delete.error", e, ready.get(0).getName());
        }
        for (int i = 0; i < ready.size(); i++) {
            ConnectorFileObject file = ready.get(i);
            if (outcomes.get(i).isPresent()) {
                failed(file, outcomes.get(i).get());
            } else {
                file.deleted();
                deleted++;
            }
        }
    }

    private void failed(ConnectorFileObject file, StorageException cause) {
        FileSystemException told = new FileSystemException("vfs.provider/delete.error", cause, file.getName());
        if (failure == null) {
            failure = told;
        } else {
            failure.addSuppressed(told);
        }
        for (FileName above = file.getName().getParent(); above != null; above = above.getParent()) {
            kept.add(above);
        }
    }
}
