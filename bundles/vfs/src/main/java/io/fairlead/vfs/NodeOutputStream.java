// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.StorageException;
import io.fairlead.vfs.ConnectorFileObject.Opened;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * Writes a node from its start on, or from where it is known to end. {@link #close} publishes it, unless a write failed: then nothing is published. For one
 * thread.
 */
final class NodeOutputStream extends OutputStream {
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final int FIRST_BYTES = 16 * 1024;

    private final ConnectorFileObject file; // it also keeps the file system from being collected
    private final Opened opened;
    private final Node node;
    private ByteBuffer buffer = ByteBuffer.allocate(FIRST_BYTES);
    private long position;
    private boolean failed;
    private volatile boolean abandoned;
    private boolean closed;

    NodeOutputStream(ConnectorFileObject file, Opened opened) {
        this(file, opened, 0);
    }

    /** @param position of the first byte */
    NodeOutputStream(ConnectorFileObject file, Opened opened, long position) {
        this.position = position;
        this.file = file;
        this.opened = opened;
        this.node = opened.node();
    }

    @Override
    public void write(int b) throws IOException {
        if (!buffer.hasRemaining()) {
            empty();
        }
        buffer.put((byte) b);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (length > buffer.remaining()) {
            empty();
        }
        if (length >= buffer.capacity()) {
            send(ByteBuffer.wrap(bytes, from, length));
        } else {
            buffer.put(bytes, from, length);
        }
    }

    /** Brings what was written on its way; readers see it after {@link #close}. */
    @Override
    public void flush() throws IOException {
        if (!closed) {
            drain();
        }
    }

    /** Has {@link #close} publish nothing. */
    void abandon() {
        abandoned = true;
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        try {
            if (abandoned) {
                buffer.clear();
                failed = true;
            }
            drain();
        } finally {
            closed = true;
            if (failed) {
                node.abort();
            }
            publish();
        }
    }

    private void publish() throws StorageException {
        try {
            node.close();
        } catch (StorageException e) {
            failed = true;
            throw file.interrupted(opened, e);
        }
    }

    /** Whether it was closed and the file has taken what was written. */
    boolean isPublished() {
        return closed && !failed;
    }

    /** Makes room, more than before if the file is not a small one. */
    private void empty() throws IOException {
        drain();
        if (buffer.capacity() < BUFFER_BYTES) {
            buffer = ByteBuffer.allocate(BUFFER_BYTES);
        }
    }

    private void drain() throws IOException {
        if (buffer.position() > 0) {
            buffer.flip();
            try {
                send(buffer);
            } finally {
                buffer.clear();
            }
        }
    }

    private void send(ByteBuffer from) throws IOException {
        if (closed) {
            throw new IOException("stream was closed");
        }
        if (failed) {
            throw new IOException("a write failed before");
        }
        failed = true;
        int bytes = from.remaining();
        try {
            node.write(from, position);
        } catch (StorageException e) {
            throw file.interrupted(opened, e);
        }
        position += bytes;
        failed = false;
    }
}
