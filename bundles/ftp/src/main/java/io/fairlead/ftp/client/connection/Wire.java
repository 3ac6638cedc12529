// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client.connection;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A connection with a bound on silence: blocking reads and writes of a channel know no timeout, so each call notes when it
 * began, and {@link #checkStall}, called now and then by another thread, closes the channel under a call that takes too
 * long. Reads and writes belong to one thread at a time; {@link #close}, {@link #reset} and {@link #checkStall} to any.
 */
public abstract class Wire implements ByteChannel {
    /** Channels copy heap buffers through a direct one of the same size, which each thread keeps: so bound it. */
    private static final int MAX_SLICE_BYTES = 1 << 20;
    /** A blocking write returns when all of it is on its way; of less, a slow line shows that it moves. */
    private static final int WRITE_BYTES = 1 << 18;

    final SocketChannel channel;
    private volatile long patienceNanos;
    private volatile long busySince; // nanoTime, 0 when no call is in progress
    private volatile boolean stalled;

    Wire(SocketChannel channel, Duration patience) {
        this.channel = channel;
        patience(patience);
    }

    /** Sets how long a single read or write may take. */
    final void patience(Duration patience) {
        patienceNanos = patience.toNanos();
    }

    /** Ends the sending direction, telling the peer that all was sent; may wait for the peer. */
    public abstract void closeOutput() throws IOException;

    /** Called before a connection is closed in the middle of what it receives; may wait as long as patience lasts. */
    void beforeAbandoning() {}

    /** The stream of bytes that a call of this wire handles: plain or encrypted. */
    abstract int receive(ByteBuffer into) throws IOException;

    abstract int send(ByteBuffer from) throws IOException;

    @Override
    public final int read(ByteBuffer into) throws IOException {
        return guarded(() -> receive(into));
    }

    /** Writes all of it. */
    @Override
    public final int write(ByteBuffer from) throws IOException {
        int sent = 0;
        while (from.hasRemaining()) {
            sent += guarded(() -> send(from));
        }
        return sent;
    }

    /** Runs one call that may block. */
    final int guarded(BlockingCall call) throws IOException {
        busySince = System.nanoTime() | 1; // never 0
        try {
            return call.run();
        } catch (ClosedChannelException e) {
            if (stalled) {
                throw stall();
            }
            throw e;
        } catch (IOException e) {
            throw stalled ? stall() : e;
        } finally {
            busySince = 0;
        }
    }

    /** Something that may block and gives a number of bytes. */
    interface BlockingCall {
        int run() throws IOException;
    }

    /** Closes the channel if a call has been waiting for longer than the wire's patience. */
    public final void checkStall(long nanoTime) {
        checkStall(busySince, nanoTime, 1);
    }

    /** As above for something that began at {@code since}, unless 0, and may take so many times the patience. */
    public final void checkStall(long since, long nanoTime, int times) {
        if (since != 0 && (nanoTime - since) / times > patienceNanos) {
            stalled = true;
            close();
        }
    }

    /** Reads and drops until the peer ends its side too, for as long as patience lasts in all. */
    final void readToEnd(ByteBuffer dropped) throws IOException {
        long since = System.nanoTime();
        while (read(dropped.clear()) >= 0) {
            if (System.nanoTime() - since > patienceNanos) {
                throw new EOFException("no end of what the server sends");
            }
        }
    }

    @Override
    public final boolean isOpen() {
        return channel.isOpen();
    }

    /** Closes at once; a call in progress throws. Idempotent. */
    @Override
    public final void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // it is closed all the same
        }
    }

    /** Closes so that the peer sees an error, not the end of what was sent. */
    final void reset() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException | UnsupportedOperationException e) {
            // closed already
        }
        close();
    }

    /** Reads from the channel into at most {@link #MAX_SLICE_BYTES} of a heap buffer. */
    static int readSlice(SocketChannel channel, ByteBuffer into) throws IOException {
        int limit = into.limit();
        if (!into.isDirect() && into.remaining() > MAX_SLICE_BYTES) {
            into.limit(into.position() + MAX_SLICE_BYTES);
        }
        try {
            return channel.read(into);
        } finally {
            into.limit(limit);
        }
    }

    /** Writes at most {@link #WRITE_BYTES} of a buffer to the channel. */
    static int writeSlice(SocketChannel channel, ByteBuffer from) throws IOException {
        int limit = from.limit();
        from.limit(from.position() + Math.min(WRITE_BYTES, from.remaining()));
        try {
            return channel.write(from);
        } finally {
            from.limit(limit);
        }
    }

    private SocketTimeoutException stall() {
        return new SocketTimeoutException(
                "silence for more than " + TimeUnit.NANOSECONDS.toMillis(patienceNanos) + " ms");
    }
}
