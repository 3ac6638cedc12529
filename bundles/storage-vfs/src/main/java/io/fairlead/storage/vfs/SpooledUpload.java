// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.vfs;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/**
 * An upload for providers that can't rename: it is kept in a temporary file of this machine, and sent when it is whole. So
 * one that is interrupted here sends nothing; if the sending itself is interrupted, what the other end then has is its own
 * business.
 */
final class SpooledUpload implements Upload {
    private final VfsVolume volume;
    private final FileChannel spool;

    SpooledUpload(VfsVolume volume, VPath path) throws StorageException {
        this.volume = volume;
        volume.tree().file(path); // a name that can't be one is refused now
        try {
            Path file = Files.createTempFile("fairlead-upload-", null); // readable for its owner only
            spool = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            throw Failures.translated(e, path);
        }
    }

    @Override
    public void renamed(VPath from, VPath to) {} // it is not there yet

    @Override
    public void write(ByteBuffer from) throws StorageException {
        try {
            while (from.hasRemaining()) {
                spool.write(from);
            }
        } catch (IOException e) {
            throw Failures.translated(e, VPath.ROOT, Reason.NO_SPACE);
        }
    }

    @Override
    public void publish(VPath path, VfsNode node, Instant modified) throws StorageException {
        try (spool) {
            spool.position(0);
            Sink sink = Sink.open(volume, path, false);
            try {
                Channels.newInputStream(spool).transferTo(sink.stream());
            } finally {
                sink.close();
            }
        } catch (IOException | RuntimeException e) {
            throw Failures.translated(e, path);
        }
        if (modified != null) {
            node.setModified(path, modified);
        }
    }

    @Override
    public void discard() {
        try {
            spool.close();
        } catch (IOException e) {
            // a temporary file, which nobody needs
        }
    }
}
