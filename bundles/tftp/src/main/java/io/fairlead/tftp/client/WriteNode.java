// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.client;

import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A remote file to be written from front to back, and stored by the server when this closes. The first bytes wait here,
 * so that the size of a small file can be announced (RFC 2349); the server may therefore refuse as late as at the end.
 * Of a larger one it is announced as {@link #announce} has it, which need not come true. Thread-safe: writers take turns.
 */
final class WriteNode implements Node {
    private static final int KEPT_BYTES = 64 * 1024;
    private static final long UNKNOWN = -1;

    private final TftpVolume volume;
    private final VPath path;
    private final TftpTarget.RemoteFile file;
    private final boolean created;
    private final ReentrantLock turn = new ReentrantLock();
    private ByteBuffer kept = ByteBuffer.allocate(1024); // guarded by turn
    private RemoteWriter writer; // guarded by turn; null while everything is kept
    private long position; // guarded by turn
    private long announced = UNKNOWN; // guarded by turn
    private boolean failed; // guarded by turn
    private volatile boolean aborted;
    private volatile boolean closed;

    WriteNode(TftpVolume volume, VPath path, TftpTarget.RemoteFile file, boolean created) {
        this.volume = volume;
        this.path = path;
        this.file = file;
        this.created = created;
    }

    private void checkOpen() throws StorageException {
        if (closed) {
            throw new StorageException(Reason.STALE, path);
        }
        volume.checkOpen();
    }

    @Override
    public NodeId id() {
        return NodeId.ofPath(path);
    }

    @Override
    public boolean created() {
        return created;
    }

    @Override
    public Attributes attributes() throws StorageException {
        turn.lock();
        try {
            checkOpen();
            return TftpVolume.file(path, position);
        } finally {
            turn.unlock();
        }
    }

    @Override
    public int read(ByteBuffer into, long at) throws StorageException {
        checkOpen();
        throw new StorageException(Reason.ACCESS_DENIED, path + " is open for writing only");
    }

    @Override
    public void announce(long bytes) throws StorageException {
        turn.lock();
        try {
            checkOpen();
            announced = bytes;
        } finally {
            turn.unlock();
        }
    }

    @Override
    public void write(ByteBuffer from, long at) throws StorageException {
        turn.lock();
        try {
            checkOpen();
            if (at != position) {
                throw TftpVolume.unable("write anywhere but at the end", path);
            }
            int bytes = from.remaining();
            put(from);
            position += bytes;
        } finally {
            turn.unlock();
        }
    }

    private void put(ByteBuffer from) throws StorageException {
        if (failed) {
            throw new StorageException(Reason.IO, path + ": writing has failed before");
        }
        try {
            keepOrSend(from);
        } catch (StorageException e) {
            failed = true; // the server must not be given a part as if it were all
            throw e;
        }
    }

    private void keepOrSend(ByteBuffer from) throws StorageException {
        if (writer == null && position + from.remaining() <= KEPT_BYTES) {
            if (kept.remaining() < from.remaining()) {
                int wanted = Math.max(kept.position() + from.remaining(), 2 * kept.capacity());
                kept = ByteBuffer.allocate(Math.min(KEPT_BYTES, wanted)).put(kept.flip());
            }
            kept.put(from);
            return;
        }
        if (writer == null) {
            start(announced > KEPT_BYTES ? announced : UNKNOWN, Long.MAX_VALUE);
        }
        writer.write(from);
    }

    private void start(long announcing, long most) throws StorageException {
        writer = RemoteWriter.open(volume.storage(), file, announcing, most);
        writer.write(kept.flip());
        kept = null;
    }

    @Override
    public void resize(long size) throws StorageException {
        turn.lock();
        try {
            checkOpen();
            if (size != position) {
                throw TftpVolume.unable("change the size of a file", path);
            }
        } finally {
            turn.unlock();
        }
    }

    @Override
    public void abort() {
        aborted = true;
    }

    @Override
    public void close() throws StorageException {
        turn.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            if (!aborted && !failed) {
                if (writer == null) {
                    start(position, position);
                }
                writer.finish();
            }
        } finally {
            if (writer != null) {
                writer.close();
            }
            turn.unlock();
            volume.closed(this);
        }
        if (failed && !aborted) {
            throw new StorageException(Reason.IO, path + ": nothing was stored, for not all of it was written");
        }
    }
}
