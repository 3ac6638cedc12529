// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.storage.Node;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.apache.commons.vfs2.FileObject;

/**
 * Writes a node from its start on. {@link #close} publishes it, unless a write failed: then nothing is published. For one
 * thread.
 */
final class NodeOutputStream extends OutputStream {
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final int FIRST_BYTES = 16 * 1024;

    @SuppressWarnings("UnusedVariable") // keeps the file object, and by it the file system, from being collected
    private final FileObject file;

    private final Node node;
    private ByteBuffer buffer = ByteBuffer.allocate(FIRST_BYTES);
    private long position;
    private boolean failed;
    private boolean closed;

    NodeOutputStream(FileObject file, Node node) {
        this.file = file;
        this.node = node;
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

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        try {
            drain();
        } finally {
            closed = true;
            if (failed) {
                node.abort();
            }
            node.close();
        }
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
        node.write(from, position);
        position += bytes;
        failed = false;
    }
}
