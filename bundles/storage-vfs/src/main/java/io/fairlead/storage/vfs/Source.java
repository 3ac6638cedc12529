// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.vfs;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.commons.vfs2.Capability;
import org.apache.commons.vfs2.RandomAccessContent;
import org.apache.commons.vfs2.provider.AbstractFileObject;
import org.apache.commons.vfs2.util.RandomAccessMode;

/**
 * Content that is read on from a position. A stream from the start of the file, or, for a jump, one from there, if the
 * provider can. For one thread at a time.
 */
final class Source implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final VPath path;
    private final InputStream in;
    private final RandomAccessContent content; // null for a plain stream
    private byte[] buffer = new byte[0];
    private long position;

    private Source(VPath path, InputStream in, RandomAccessContent content, long position) {
        this.path = path;
        this.in = in;
        this.content = content;
        this.position = position;
    }

    /** Goes round Commons VFS's {@code FileContent}, which wants each stream closed by the thread that opened it. */
    static Source open(VfsVolume volume, VPath path, long position) throws StorageException {
        AbstractFileObject<?> file = volume.tree().file(path);
        try {
            if (position == 0 || !volume.ability().has(Capability.RANDOM_ACCESS_READ)) {
                return new Source(path, file.getInputStream(), null, 0);
            }
            RandomAccessContent content = file.getRandomAccessContent(RandomAccessMode.READ);
            try {
                content.seek(position);
                return new Source(path, content.getInputStream(), content, position);
            } catch (IOException | RuntimeException e) {
                content.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            StorageException failure = Failures.translated(e, path);
            throw failure.reason() == Reason.NOT_FOUND ? volume.tree().missing(path) : failure;
        }
    }

    /** Whether {@link #read} at that position goes on here. */
    boolean reaches(long wanted) {
        return wanted == position || (wanted > position && content == null);
    }

    /** @return bytes read, -1 at or past the end */
    int read(ByteBuffer into, long wanted) throws StorageException {
        try {
            if (!skipTo(wanted)) {
                return -1;
            }
            int most = Math.min(into.remaining(), BUFFER_BYTES);
            int count = into.hasArray()
                    ? in.read(into.array(), into.arrayOffset() + into.position(), most)
                    : in.read(buffer(most), 0, most);
            if (count > 0) {
                if (into.hasArray()) {
                    into.position(into.position() + count);
                } else {
                    into.put(buffer, 0, count);
                }
                position += count;
            }
            return count;
        } catch (IOException | RuntimeException e) {
            throw Failures.translated(e, path);
        }
    }

    private byte[] buffer(int atLeast) {
        if (buffer.length < atLeast) {
            buffer = new byte[atLeast];
        }
        return buffer;
    }

    private boolean skipTo(long wanted) throws IOException {
        while (position < wanted) {
            long skipped = in.skip(wanted - position);
            if (skipped <= 0) {
                if (in.read() < 0) {
                    return false;
                }
                skipped = 1;
            }
            position += skipped;
        }
        return position == wanted;
    }

    @Override
    public void close() {
        try (RandomAccessContent alsoThis = content) {
            in.close();
        } catch (IOException | RuntimeException e) {
            // nothing more is wanted of it
        }
    }
}
