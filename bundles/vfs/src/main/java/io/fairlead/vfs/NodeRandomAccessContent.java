// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import io.fairlead.api.storage.Node;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.apache.commons.vfs2.provider.AbstractRandomAccessContent;
import org.apache.commons.vfs2.util.RandomAccessMode;

/** A node with a file pointer, reading ahead by a window. For one thread. */
final class NodeRandomAccessContent extends AbstractRandomAccessContent {
    private static final int WINDOW_BYTES = 32 * 1024;

    private final Node node;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES).limit(0);
    private final DataInputStream in = new DataInputStream(new Reading());
    private final DataOutputStream out = new DataOutputStream(new Writing());
    private long windowStart; // file position of the window's first byte
    private long pointer;
    private boolean closed;

    NodeRandomAccessContent(Node node, RandomAccessMode mode) {
        super(mode);
        this.node = node;
    }

    @Override
    public long getFilePointer() {
        return pointer;
    }

    @Override
    public void seek(long position) throws IOException {
        if (position < 0) {
            throw new IOException("negative position " + position);
        }
        pointer = position;
    }

    @Override
    public long length() throws IOException {
        return node.attributes().size();
    }

    @Override
    public void setLength(long length) throws IOException {
        node.resize(length);
        window.limit(0);
        pointer = Math.min(pointer, length);
    }

    /** Reads from the file pointer on, and moves it. */
    @Override
    public InputStream getInputStream() {
        return in;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        node.close();
    }

    /** Has the pointer's byte in the window, positioned at it; false at the end of the file. */
    private boolean aim() throws IOException {
        if (closed) {
            throw new IOException("content was closed");
        }
        long offset = pointer - windowStart;
        if (offset >= 0 && offset < window.limit()) {
            window.position((int) offset);
            return true;
        }
        window.clear();
        int n = -1;
        try {
            n = node.read(window, pointer);
        } finally {
            window.limit(Math.max(n, 0)).position(0);
            windowStart = pointer;
        }
        return n > 0;
    }

    private int take(byte[] bytes, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!aim()) {
            return -1;
        }
        int n = Math.min(length, window.remaining());
        window.get(bytes, from, n);
        pointer += n;
        return n;
    }

    private void put(byte[] bytes, int from, int length) throws IOException {
        window.limit(0);
        node.write(ByteBuffer.wrap(bytes, from, length), pointer);
        pointer += length;
    }

    private final class Reading extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return take(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            return take(bytes, from, length);
        }

        @Override
        public long skip(long count) throws IOException {
            long n = Math.max(0, Math.min(count, length() - pointer));
            pointer += n;
            return n;
        }

        @Override
        public int available() throws IOException {
            return aim() ? window.remaining() : 0;
        }

        @Override
        public void close() throws IOException {
            NodeRandomAccessContent.this.close();
        }
    }

    private final class Writing extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            put(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            put(bytes, from, length);
        }
    }

    @Override
    public int skipBytes(int count) throws IOException {
        return in.skipBytes(count);
    }

    @Override
    public void readFully(byte[] bytes) throws IOException {
        in.readFully(bytes);
    }

    @Override
    public void readFully(byte[] bytes, int from, int length) throws IOException {
        in.readFully(bytes, from, length);
    }

    @Override
    public boolean readBoolean() throws IOException {
        return in.readBoolean();
    }

    @Override
    public byte readByte() throws IOException {
        return in.readByte();
    }

    @Override
    public int readUnsignedByte() throws IOException {
        return in.readUnsignedByte();
    }

    @Override
    public short readShort() throws IOException {
        return in.readShort();
    }

    @Override
    public int readUnsignedShort() throws IOException {
        return in.readUnsignedShort();
    }

    @Override
    public char readChar() throws IOException {
        return in.readChar();
    }

    @Override
    public int readInt() throws IOException {
        return in.readInt();
    }

    @Override
    public long readLong() throws IOException {
        return in.readLong();
    }

    @Override
    public float readFloat() throws IOException {
        return in.readFloat();
    }

    @Override
    public double readDouble() throws IOException {
        return in.readDouble();
    }

    @Override
    public String readUTF() throws IOException {
        return in.readUTF();
    }

    @Override
    public void write(int b) throws IOException {
        out.write(b);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
    }

    @Override
    public void writeBoolean(boolean value) throws IOException {
        out.writeBoolean(value);
    }

    @Override
    public void writeByte(int value) throws IOException {
        out.writeByte(value);
    }

    @Override
    public void writeShort(int value) throws IOException {
        out.writeShort(value);
    }

    @Override
    public void writeChar(int value) throws IOException {
        out.writeChar(value);
    }

    @Override
    public void writeInt(int value) throws IOException {
        out.writeInt(value);
    }

    @Override
    public void writeLong(long value) throws IOException {
        out.writeLong(value);
    }

    @Override
    public void writeFloat(float value) throws IOException {
        out.writeFloat(value);
    }

    @Override
    public void writeDouble(double value) throws IOException {
        out.writeDouble(value);
    }

    @Override
    public void writeBytes(String text) throws IOException {
        out.writeBytes(text);
    }

    @Override
    public void writeChars(String text) throws IOException {
        out.writeChars(text);
    }

    @Override
    public void writeUTF(String text) throws IOException {
        out.writeUTF(text);
    }
}
