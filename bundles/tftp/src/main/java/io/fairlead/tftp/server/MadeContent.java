// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.tftp.TftpContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a provider made. */
final class MadeContent implements Content {
    private static final Logger LOG = LoggerFactory.getLogger(MadeContent.class);
    private static final int CHUNK_BYTES = 16 * 1024;

    private final TftpContent made;
    private final byte[] chunk = new byte[CHUNK_BYTES];
    private long position;

    MadeContent(TftpContent made) {
        this.made = made;
    }

    @Override
    public OptionalLong size() {
        return made.size();
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int bytes = made.stream().read(chunk, 0, Math.min(chunk.length, into.remaining()));
        if (bytes > 0) {
            into.put(chunk, 0, bytes);
            position += bytes;
        }
        checkSize(bytes < 0);
        return bytes;
    }

    /** The client may have been told the size, and trusts it. */
    private void checkSize(boolean end) throws StorageException {
        long size = made.size().orElse(position);
        if (position > size || end && position < size) {
            throw new StorageException(
                    Reason.IO, "a content provider announced " + size + " bytes, but made " + position);
        }
    }

    @Override
    public void close() {
        try {
            made.stream().close();
        } catch (IOException e) {
            LOG.debug("closing content that was made", e);
        }
    }
}
