// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.transport;

import io.fairlead.net.BufferPool;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.smb.protocol.Command;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;

/**
 * Cuts a stream into messages, [MS-SMB2] 2.1: a byte of 0, a length of 24 bits, the message. Belongs to whoever reads the
 * connection at the moment; one thread at a time.
 */
public final class FrameReader {
    private static final int PREFIX_BYTES = 4;
    private static final int KEEP_ALIVE = 0x85; // RFC 1002 4.3.7
    private static final int BUFFER_BYTES = 4 * 1024; // an idle connection keeps it

    /** Larger messages get memory that is used again, if they are of a kind that is soon done with. */
    private static final int LARGE_BYTES = 64 * 1024;

    private static final int TRANSFORM_ID = 0x424d53fd; // 0xFD 'S' 'M' 'B', [MS-SMB2] 2.2.41
    private static final int COMMAND_OFFSET = 12;
    private static final int KIND_BYTES = COMMAND_OFFSET + Short.BYTES; // that tell what a message is

    private final ReadableByteChannel channel;
    private final MessageMemory memory;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);
    private final Pace pace = new Pace();
    private volatile int most;

    /**
     * One message.
     *
     * @param bytes little-endian, its own, or those of {@code memory}
     * @param memory that may be given back once nobody uses the bytes; null if there is none
     */
    public record Frame(ByteBuffer bytes, BufferPool.Lease memory) {}

    /**
     * A reader at the beginning of a stream.
     *
     * @param memory for large messages
     * @param most bytes of a message, until {@link #allow} says otherwise
     */
    public FrameReader(ReadableByteChannel channel, MessageMemory memory, int most) {
        this.channel = channel;
        this.memory = memory;
        this.most = most;
    }

    /** From now on messages may have so many bytes. */
    public void allow(int bytes) {
        most = bytes;
    }

    /** Whether something of a further message is here already. */
    public boolean hasMore() {
        return buffer.hasRemaining();
    }

    /**
     * Waits for the first bytes of the next message, which come from the same place as those of the channel.
     *
     * @param timed ends its wait by an exception, for instance {@link java.net.SocketTimeoutException}
     */
    public void await(InputStream timed) throws IOException {
        if (!buffer.hasRemaining()) {
            byte[] some = new byte[BUFFER_BYTES];
            int count = timed.read(some); // at the end of the stream next() finds it, too
            buffer.clear().put(some, 0, Math.max(0, count)).flip();
        }
    }

    /**
     * The next message; blocks.
     *
     * @return null at the end of the stream between two messages
     * @throws MalformedMessageException for a length that is not allowed; nothing of it is read or allocated
     * @throws EOFException if the stream ends within a message
     */
    public Frame next() throws IOException {
        while (true) {
            if (!fill(PREFIX_BYTES)) {
                return null;
            }
            int type = Byte.toUnsignedInt(buffer.get());
            int length = Byte.toUnsignedInt(buffer.get()) << 16 | Short.toUnsignedInt(buffer.getShort());
            if (type == KEEP_ALIVE && length == 0) {
                continue;
            }
            if (type != 0 || length == 0 || length > most) {
                throw new MalformedMessageException(
                        "message of type " + type + " with " + length + " bytes, at most " + most + " are taken");
            }
            pace.begin(length);
            try {
                return body(length);
            } finally {
                pace.end();
            }
        }
    }

    /** Whether a message that has begun is not there yet after so long, see {@link Pace}. */
    public boolean isLate(Duration patience) {
        return pace.isLate(patience);
    }

    private Frame body(int length) throws IOException {
        BufferPool.Lease lease = length > LARGE_BYTES ? large(length) : null;
        if (lease == null) {
            return new Frame(body(length, ByteBuffer.allocate(length)), null);
        }
        try {
            return new Frame(body(length, lease.buffer().limit(length)), lease);
        } catch (IOException e) {
            lease.close();
            throw e;
        }
    }

    /** Content goes to a storage, or to who reads it, and most of what is large and encrypted, too; nothing else is large often. */
    private BufferPool.Lease large(int length) throws IOException {
        if (!fill(KIND_BYTES)) {
            throw new EOFException("the stream ended within a message");
        }
        ByteBuffer start = buffer.slice().order(ByteOrder.LITTLE_ENDIAN);
        int command = start.getShort(COMMAND_OFFSET);
        boolean reused =
                start.getInt(0) == TRANSFORM_ID || command == Command.WRITE.code() || command == Command.READ.code();
        return reused ? memory.direct(length) : null;
    }

    private ByteBuffer body(int length, ByteBuffer message) throws IOException {
        message.order(ByteOrder.LITTLE_ENDIAN);
        int here = Math.min(length, buffer.remaining());
        message.put(buffer.slice(buffer.position(), here));
        buffer.position(buffer.position() + here);
        if (length - here < BUFFER_BYTES) {
            while (message.hasRemaining()) { // with what follows, for one call less
                if (!buffer.hasRemaining()) {
                    refill();
                }
                int some = Math.min(message.remaining(), buffer.remaining());
                message.put(buffer.slice(buffer.position(), some));
                buffer.position(buffer.position() + some);
            }
        }
        while (message.hasRemaining()) {
            if (channel.read(message) < 0) {
                throw new EOFException("the stream ended within a message");
            }
        }
        return message.flip();
    }

    private void refill() throws IOException {
        buffer.clear();
        int count = channel.read(buffer);
        buffer.flip();
        if (count < 0) {
            throw new EOFException("the stream ended within a message");
        }
    }

    /** False at the end of the stream, if there is nothing left. */
    private boolean fill(int needed) throws IOException {
        while (buffer.remaining() < needed) {
            buffer.compact();
            int count = channel.read(buffer);
            buffer.flip();
            if (count < 0 && buffer.hasRemaining()) {
                throw new EOFException("the stream ended within a message");
            }
            if (count < 0) {
                return false;
            }
        }
        return true;
    }
}
