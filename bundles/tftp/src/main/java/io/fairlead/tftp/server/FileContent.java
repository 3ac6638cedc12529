// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file of the Export, as long as it was when it was opened: the client may have been told so. */
final class FileContent implements Content {
    private static final Logger LOG = LoggerFactory.getLogger(FileContent.class);

    private final ExportVolume volume;
    private final OpenFile file;
    private final long size;
    private long position;

    FileContent(ExportVolume volume, OpenFile file) throws StorageException {
        this.volume = volume;
        this.file = file;
        this.size = file.size();
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.of(size);
    }

    @Override
    public int read(ByteBuffer into) throws StorageException {
        if (position >= size) {
            return -1;
        }
        if (into.remaining() > size - position) {
            into.limit(into.position() + (int) (size - position));
        }
        int bytes = file.read(into, position);
        if (bytes < 0) {
            throw new StorageException(Reason.IO, "the file became shorter while it was read");
        }
        position += bytes;
        return bytes;
    }

    @Override
    public void close() {
        try (volume) {
            file.close();
        } catch (StorageException e) {
            LOG.debug("closing a file that was read", e);
        }
    }
}
