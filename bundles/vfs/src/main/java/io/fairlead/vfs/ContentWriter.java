// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.client.ResumableUploads;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.SmallUploads;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.vfs.ConnectorFileObject.Opened;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;

/** Writes the content of one file. Commons VFS lets one stream at a time be open for that. */
final class ContentWriter {
    private static final int SMALL_BYTES = 64 * 1024; // a larger one is worth a question first

    private final ConnectorFileObject file;
    private volatile long announced = -1; // bytes of the next content; negative if not known
    private volatile NodeOutputStream current; // the last one; null before the first

    ContentWriter(ConnectorFileObject file) {
        this.file = file;
    }

    /** Tells how long the content will be that is written next, for protocols that want to know before. */
    void announce(long bytes) {
        announced = bytes;
    }

    /** Has the stream that writes publish nothing when it is closed. */
    void abandon() {
        NodeOutputStream stream = current;
        if (stream != null) {
            stream.abandon();
        }
    }

    /** Whether the stream that was closed last has published nothing; tells it once. */
    boolean hasFailed() {
        NodeOutputStream stream = current;
        current = null;
        return stream != null && !stream.isPublished();
    }

    /** Opens without asking whether the file is there; its folder is asked for once, and made if need be. */
    OutputStream open(boolean append) throws FileSystemException, StorageException {
        Open how = append ? Open.openOrCreate(Access.APPEND) : Open.replace();
        FileObject parent = file.getParent();
        if (parent != null && isMissing(parent)) {
            parent.createFolder();
        }
        try {
            return write(how, append ? null : parent);
        } catch (StorageException e) {
            if (e.reason() != Reason.PARENT_NOT_FOUND || parent == null) {
                throw e;
            }
        }
        makeAgain(parent);
        return write(how, null);
    }

    /**
     * Goes on with an upload of the same source.
     *
     * @return empty if the server has no such uploads
     */
    Optional<ResumedUpload> resume(String source, long size) throws FileSystemException, StorageException {
        FileObject parent = file.getParent();
        if (parent != null && isMissing(parent)) {
            parent.createFolder();
        }
        VPath path = file.path();
        Opened opened = file.fileSystem.call(volume -> {
            Optional<ResumableUploads> uploads = volume.extension(ResumableUploads.class);
            return uploads.isEmpty() ? null : new Opened(volume, uploads.get().resume(path, source, size));
        });
        if (opened == null) {
            return Optional.empty();
        }
        long position = opened.node().attributes().size();
        NodeOutputStream rest = new NodeOutputStream(file, opened, position);
        current = rest;
        return Optional.of(new ResumedUpload(position, new FilterOutputStream(rest) {
            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                rest.write(bytes, from, length);
            }

            @Override
            public void close() throws IOException {
                rest.close();
                if (rest.isPublished()) {
                    file.written();
                }
            }
        }));
    }

    /** Where the server need not be asked before there is content, it is not. */
    private Opened openUnasked(FileObject parent) throws FileSystemException, StorageException {
        VPath path = file.path();
        return file.fileSystem.call(volume -> {
            Optional<SmallUploads> small = volume.extension(SmallUploads.class);
            Node node = small.isPresent()
                    ? small.get().open(path, () -> makeAgain(parent))
                    : volume.open(path, Open.replace());
            return new Opened(volume, node);
        });
    }

    /** It was there, but somebody removed it. */
    private static void makeAgain(FileObject parent) throws FileSystemException {
        parent.refresh();
        parent.createFolder();
    }

    /** A folder for uploads only does not tell whether it is there: to write shows it. */
    private static boolean isMissing(FileObject parent) throws FileSystemException {
        try {
            return !parent.exists();
        } catch (FileSystemException e) {
            if (Fairlead.isDenied(e)) {
                return false;
            }
            throw e;
        }
    }

    /** @param parent to be made if it proves missing later; null if that is not to be */
    private OutputStream write(Open how, FileObject parent) throws FileSystemException, StorageException {
        long bytes = announced;
        boolean asksLater = parent != null && bytes <= SMALL_BYTES && !file.isKnownFolder();
        Opened opened = asksLater ? openUnasked(parent) : file.open(how);
        Node node = opened.node();
        announced = -1;
        if (bytes >= 0) {
            try {
                node.announce(bytes);
            } catch (StorageException e) {
                node.abort();
                node.close();
                throw e;
            }
        }
        current = new NodeOutputStream(file, opened);
        return current;
    }
}
