// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.vfs;

import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.apache.commons.vfs2.FileObject;

/**
 * Writes a file from its start on, or at its end. Any thread may close it. {@code FileContent} notes which thread has an
 * output open; it is dropped with the sink, so that the next may be opened by whom it likes. For one thread at a time.
 */
final class Sink {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final VPath path;
    private final FileObject file;
    private final OutputStream out;

    private Sink(VPath path, FileObject file, OutputStream out) {
        this.path = path;
        this.file = file;
        this.out = out;
    }

    static Sink open(VfsVolume volume, VPath path, boolean append) throws StorageException {
        FileObject file = volume.tree().file(path);
        try {
            return new Sink(path, file, file.getContent().getOutputStream(append));
        } catch (IOException | RuntimeException e) {
            throw Failures.translated(e, path);
        }
    }

    /** Makes an empty file, or one empty. */
    static void empty(VfsVolume volume, VPath path) throws StorageException {
        open(volume, path, false).close();
    }

    /** For whoever has a stream to copy. */
    OutputStream stream() {
        return out;
    }

    /** Writes all of it; tells how much that was. */
    long write(ByteBuffer from) throws StorageException {
        long count = from.remaining();
        try {
            if (from.hasArray()) {
                out.write(from.array(), from.arrayOffset() + from.position(), from.remaining());
                from.position(from.limit());
                return count;
            }
            byte[] piece = new byte[Math.min(BUFFER_BYTES, from.remaining())];
            while (from.hasRemaining()) {
                int length = Math.min(piece.length, from.remaining());
                from.get(piece, 0, length);
                out.write(piece, 0, length);
            }
            return count;
        } catch (IOException | RuntimeException e) {
            throw Failures.translated(e, path);
        }
    }

    void close() throws StorageException {
        try {
            out.close();
        } catch (IOException | RuntimeException e) {
            throw Failures.translated(e, path);
        } finally {
            forget();
        }
    }

    private void forget() {
        try {
            file.close();
        } catch (IOException | RuntimeException e) {
            // it says the same again
        }
    }
}
