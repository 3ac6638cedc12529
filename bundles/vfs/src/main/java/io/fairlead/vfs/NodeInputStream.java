// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.storage.StorageException;
import io.fairlead.vfs.ConnectorFileObject.Opened;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Reads a node from its start. It is a {@link BufferedInputStream} in name only: Commons VFS puts no buffer of its own
 * around one of these. A client that is replaced meanwhile is read on from, if the file is as it was. Large reads go past the buffer. For one thread; {@link #close} for any.
 */
final class NodeInputStream extends BufferedInputStream {
    private static final int FIRST_BYTES = 16 * 1024;
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final int DIRECT_BYTES = 64 * 1024; // from here on the caller's array is as good as ours

    private final ConnectorFileObject file; // it also keeps the file system from being collected
    private volatile Opened opened;
    private ByteBuffer buffer = ByteBuffer.allocate(FIRST_BYTES).limit(0);
    private long position; // of the next byte to be asked for from the node
    private volatile boolean closed;

    NodeInputStream(ConnectorFileObject file, Opened opened) {
        super(InputStream.nullInputStream(), 1);
        this.file = file;
        this.opened = opened;
    }

    @Override
    public int read() throws IOException {
        return buffer.hasRemaining() || fill() ? buffer.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        if (!buffer.hasRemaining()) {
            if (length >= DIRECT_BYTES) {
                return ask(ByteBuffer.wrap(bytes, from, length));
            }
            if (!fill()) {
                return -1;
            }
        }
        int n = Math.min(length, buffer.remaining());
        buffer.get(bytes, from, n);
        return n;
    }

    /** Skips within the buffer, as the contract allows; callers loop. */
    @Override
    public long skip(long count) throws IOException {
        requireOpen();
        if (count <= 0) {
            return 0;
        }
        if (!buffer.hasRemaining() && !fill()) {
            return 0;
        }
        int n = (int) Math.min(count, buffer.remaining());
        buffer.position(buffer.position() + n);
        return n;
    }

    /** What can be read without waiting for the server. */
    @Override
    public int available() throws IOException {
        requireOpen();
        return buffer.remaining();
    }

    @Override
    public long transferTo(OutputStream out) throws IOException {
        long sent = 0;
        while (buffer.hasRemaining() || fill()) {
            out.write(buffer.array(), buffer.position(), buffer.remaining());
            sent += buffer.remaining();
            buffer.position(buffer.limit());
        }
        return sent;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public void mark(int readLimit) {
        // not supported
    }

    @Override
    public void reset() throws IOException {
        throw new IOException("mark and reset are not supported");
    }

    @Override
    public void close() throws IOException {
        closed = true;
        opened.node().close();
    }

    private boolean fill() throws IOException {
        boolean filledBefore = buffer.limit() == buffer.capacity();
        if (filledBefore && buffer.capacity() < BUFFER_BYTES) { // more than a small file: it pays
            buffer = ByteBuffer.allocate(BUFFER_BYTES);
        }
        buffer.clear();
        int n = 0;
        try {
            n = ask(buffer);
        } finally {
            buffer.flip();
        }
        return n > 0;
    }

    private int ask(ByteBuffer into) throws IOException {
        requireOpen();
        int from = into.position();
        int n;
        try {
            n = opened.node().read(into, position);
        } catch (StorageException e) {
            requireOpen();
            goOn(e);
            n = opened.node().read(into.position(from), position);
        }
        position += Math.max(n, 0);
        return n;
    }

    /** Where the client was replaced: from the same place on, in the same file. */
    private void goOn(StorageException failure) throws IOException {
        Opened before = opened;
        opened = file.reopen(before, failure);
        try {
            before.node().close();
        } catch (StorageException e) {
            failure.addSuppressed(e);
        }
        if (closed) { // meanwhile
            opened.node().close();
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("stream was closed");
        }
    }
}
