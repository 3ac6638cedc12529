// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Watch;
import org.apache.commons.vfs2.FileChangeEvent;
import org.apache.commons.vfs2.FileListener;
import org.apache.commons.vfs2.FileName;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.provider.UriParser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a listener of what the server says that happens in a folder, whoever does it; nothing is polled. Made by
 * {@link Fairlead#watch}. Thread-safe.
 */
public final class FileWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);

    private final FileObject folder;
    private final FileListener listener;
    private volatile Watch.Subscription subscription;

    private FileWatch(FileObject folder, FileListener listener) {
        this.folder = folder;
        this.listener = listener;
    }

    static FileWatch start(
            ConnectorFileObject folder, ConnectorFileSystem fileSystem, boolean recursive, FileListener listener)
            throws FileSystemException {
        FileWatch watch = new FileWatch(folder, listener);
        VPath path = folder.path();
        try {
            watch.subscription = fileSystem.call(volume -> volume.extension(Watch.class)
                    .orElseThrow(() -> new ConnectorFileException(
                            folder.getName().getFriendlyURI() + ": the server does not tell of changes", null))
                    .watch(path, recursive, watch::changed));
            return watch;
        } catch (StorageException e) {
            throw new ConnectorFileException(
                    folder.getName().getFriendlyURI() + " can't be watched: " + e.getMessage(), e);
        }
    }

    private void changed(Change change) {
        try {
            switch (change.type()) {
                case CREATED -> listener.fileCreated(event(change.path()));
                case DELETED -> listener.fileDeleted(event(change.path()));
                case RENAMED -> {
                    listener.fileDeleted(event(change.from()));
                    listener.fileCreated(event(change.path()));
                }
                case DELETE_PENDING -> {} // it is told of again when it is gone
                case MODIFIED, ATTRIBUTES, STREAM_CREATED, STREAM_DELETED, STREAM_MODIFIED, OVERFLOW ->
                    listener.fileChanged(event(change.path()));
            }
        } catch (Exception e) { // whatever a listener throws: the next change is told nevertheless
            LOG.warn("a listener of {} fails", folder.getName().getFriendlyURI(), e);
        }
    }

    private FileChangeEvent event(VPath path) throws FileSystemException {
        FileName name = folder.getFileSystem()
                .getFileSystemManager()
                .resolveName(folder.getFileSystem().getRootName(), UriParser.encode(path.toString()));
        FileObject file = folder.getFileSystem().resolveFile(name);
        file.refresh();
        return new FileChangeEvent(file);
    }

    /** Ends it; an event that is being told may still end after that. Idempotent. */
    @Override
    public void close() {
        Watch.Subscription running = subscription;
        if (running != null) {
            running.close();
        }
    }
}
