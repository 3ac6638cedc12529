// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.client;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A remote file open for reading. It is read from front to back; a position behind what was read skips on to it, one
 * before it starts the transfer anew. Thread-safe: readers take turns.
 */
final class ReadNode implements Node {
    private static final long STALE_NANOS = 3_000_000_000L;
    private static final int SKIP_BYTES = 64 * 1024;

    private final TftpVolume volume;
    private final VPath path;
    private final TftpTarget.RemoteFile file;
    private final ReentrantLock turn = new ReentrantLock();
    private RemoteReader reader; // guarded by turn; null after a failure
    private long usedAt; // guarded by turn
    private OptionalLong size; // guarded by turn
    private volatile boolean closed;

    /** Asks for the file, so that one that is missing is found out now. */
    ReadNode(TftpVolume volume, VPath path, TftpTarget.RemoteFile file) throws StorageException {
        this.volume = volume;
        this.path = path;
        this.file = file;
        start();
    }

    private void start() throws StorageException {
        reader = RemoteReader.open(volume.storage(), file);
        size = reader.size();
        usedAt = System.nanoTime();
    }

    private void checkOpen() throws StorageException {
        volume.checkOpen();
        if (closed) {
            throw new StorageException(Reason.STALE, path);
        }
    }

    @Override
    public NodeId id() {
        return NodeId.ofPath(path);
    }

    @Override
    public Attributes attributes() throws StorageException {
        turn.lock();
        try {
            checkOpen();
            if (size.isEmpty()) {
                size = OptionalLong.of(volume.size(path));
            }
            return TftpVolume.file(path, size.getAsLong());
        } finally {
            turn.unlock();
        }
    }

    @Override
    public int read(ByteBuffer into, long position) throws StorageException {
        turn.lock();
        try {
            checkOpen();
            if (!into.hasRemaining()) {
                return 0;
            }
            if (size.isPresent() && position >= size.getAsLong() && reader != null && reader.position() < position) {
                return -1; // nothing to skip to
            }
            if (!moveTo(position)) {
                return -1;
            }
            int bytes = reader.read(into);
            usedAt = System.nanoTime();
            return bytes;
        } catch (StorageException e) {
            drop();
            throw e;
        } finally {
            turn.unlock();
        }
    }

    /** Has the reader stand at {@code position}; false if the file ends before it. */
    private boolean moveTo(long position) throws StorageException {
        boolean untouched = reader != null && reader.position() == 0 && System.nanoTime() - usedAt > STALE_NANOS;
        if (reader == null || reader.position() > position || untouched) {
            drop(); // the server may have given up by now, or has sent what we want already
            start();
        }
        ByteBuffer skipped = null;
        while (reader.position() < position) {
            skipped = skipped == null ? ByteBuffer.allocate(SKIP_BYTES) : skipped.clear();
            skipped.limit((int) Math.min(SKIP_BYTES, position - reader.position()));
            if (reader.read(skipped) < 0) {
                return false;
            }
        }
        return true;
    }

    private void drop() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }

    @Override
    public void close() {
        closed = true;
        turn.lock();
        try {
            drop();
        } finally {
            turn.unlock();
        }
        volume.closed(this);
    }
}
