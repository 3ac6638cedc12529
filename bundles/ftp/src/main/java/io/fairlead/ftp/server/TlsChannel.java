// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS over a blocking channel. Unlike the JDK's sockets it tells an end by {@code close_notify} from a connection that
 * was cut (RFC 8446 6.1), which decides whether an upload is complete; and it moves many records per system call. One
 * thread may read while another writes.
 */
final class TlsChannel implements ByteChannel {
    private static final Logger LOG = LoggerFactory.getLogger(TlsChannel.class);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    /** What one record costs: to be received and to be sent, and as much again in the JDK's own buffers for both. */
    static final int BYTES_PER_RECORD = 4 * (17 << 10);

    private static final Duration CLOSE_WAIT = Duration.ofMillis(500);

    private final SocketChannel channel;
    private final SSLEngine engine;
    private final ReentrantLock reading = new ReentrantLock();
    private final ReentrantLock writing = new ReentrantLock();
    private final ByteBuffer received; // guarded by reading; ready to be drained
    private final ByteBuffer decrypted; // guarded by reading; ready to be drained
    private final ByteBuffer encrypted; // guarded by writing; what is to be sent, ready to be filled
    private boolean established;

    /** {@code records} is how many records are moved by one system call, a memory cost of 32 KiB each. */
    TlsChannel(SocketChannel channel, SSLEngine engine, int records) {
        this.channel = channel;
        this.engine = engine;
        int packet = engine.getSession().getPacketBufferSize();
        received = ByteBuffer.allocate(packet * records).limit(0);
        encrypted = ByteBuffer.allocate(packet * records);
        decrypted = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize())
                .limit(0);
    }

    /**
     * Shakes hands; before any other use. What we say is sent when it's the peer's turn; but the session tickets of TLS
     * 1.3, which come last, wait for the next bytes that we send anyway. Interop: curl closes an upload without reading
     * what came in; a ticket that meets its closed socket is answered by a reset, which throws away what we have not read.
     */
    void handshake() throws IOException {
        reading.lock();
        try {
            engine.beginHandshake();
            for (HandshakeStatus status = engine.getHandshakeStatus();
                    status != HandshakeStatus.NOT_HANDSHAKING && status != HandshakeStatus.FINISHED;
                    status = engine.getHandshakeStatus()) {
                if (status == HandshakeStatus.NEED_TASK) {
                    runTasks();
                } else if (status == HandshakeStatus.NEED_WRAP) {
                    wrapHandshake();
                } else if (unwrap(decrypted.clear(), true).getStatus() == SSLEngineResult.Status.CLOSED) {
                    throw new SSLException("closed while shaking hands");
                } else {
                    decrypted.flip();
                }
            }
            established = true;
            if (!isTls13()) {
                flushHandshake();
            }
        } finally {
            reading.unlock();
        }
    }

    SSLSession session() {
        return engine.getSession();
    }

    /** As any channel; the end is -1 only if the peer sent {@code close_notify}, else {@link UnannouncedEndException}. */
    @Override
    public int read(ByteBuffer into) throws IOException {
        reading.lock();
        try {
            int start = into.position();
            move(decrypted, into);
            while (into.hasRemaining()) {
                boolean direct = into.remaining() >= decrypted.capacity();
                SSLEngineResult result = unwrapInto(direct ? into : null, into.position() == start);
                move(decrypted, into);
                if (result.getStatus() != SSLEngineResult.Status.OK) {
                    break; // closed; or what there is has been taken, and more would mean to wait
                }
            }
            return into.position() > start ? into.position() - start : engine.isInboundDone() ? -1 : 0;
        } finally {
            reading.unlock();
        }
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        writing.lock();
        try {
            int start = from.position();
            int packet = engine.getSession().getPacketBufferSize();
            while (from.hasRemaining()) {
                while (from.hasRemaining() && encrypted.remaining() >= packet) {
                    if (engine.wrap(from, encrypted).getStatus() == SSLEngineResult.Status.CLOSED) {
                        throw new ClosedChannelException();
                    }
                }
                flush();
            }
            return from.position() - start;
        } finally {
            writing.unlock();
        }
    }

    /** Sends {@code close_notify} and the end of the stream. Nothing can be written afterwards. */
    void announceEnd() throws IOException {
        writing.lock();
        try {
            engine.closeOutbound();
            wrapNothing();
            flush();
            channel.shutdownOutput();
        } finally {
            writing.unlock();
        }
    }

    /**
     * After {@link #announceEnd}: waits a little for the peer to end as well, whatever it says meanwhile, then closes. A
     * client whose {@code close_notify} meets a reset reports an error though it has all the data (GnuTLS: lftp, FileZilla).
     */
    void awaitEnd() throws IOException {
        try {
            InputStream rest = channel.socket().getInputStream();
            byte[] dropped = new byte[4096];
            long deadline = System.nanoTime() + CLOSE_WAIT.toNanos();
            int n = 0;
            for (long left = CLOSE_WAIT.toMillis(); n >= 0 && left > 0; left = millisUntil(deadline)) {
                channel.socket().setSoTimeout((int) left);
                n = rest.read(dropped); // nothing that comes now matters
            }
        } catch (SocketTimeoutException e) {
            LOG.trace("no close_notify in time", e);
        } finally {
            channel.close();
        }
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    /** Closes at once, without {@code close_notify}. */
    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Unwraps one record, by way of what is decrypted if {@code into} is null; that stays drainable, come what may. */
    private SSLEngineResult unwrapInto(ByteBuffer into, boolean wait) throws IOException {
        if (into != null) {
            return unwrap(into, wait);
        }
        try {
            return unwrap(decrypted.clear(), wait);
        } finally {
            decrypted.flip();
        }
    }

    /** Unwraps one record. The caller holds the lock for reading. */
    private SSLEngineResult unwrap(ByteBuffer into, boolean wait) throws IOException {
        SSLEngineResult result = engine.unwrap(received, into);
        while (wait && result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
            if (!established) {
                flushHandshake();
            }
            int n = receive();
            if (n < 0) {
                throw new UnannouncedEndException(received.hasRemaining());
            }
            result = engine.unwrap(received, into);
        }
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
            throw new SSLException("record larger than announced");
        }
        if (established) {
            afterHandshake(result.getHandshakeStatus());
        }
        return result;
    }

    /** By the socket's stream, for that knows a timeout. */
    private int receive() throws IOException {
        received.compact();
        try {
            int at = received.position();
            int n = channel.socket().getInputStream().read(received.array(), at, received.remaining());
            received.position(at + Math.max(n, 0));
            return n;
        } finally {
            received.flip();
        }
    }

    private void afterHandshake(HandshakeStatus status) throws IOException {
        if (status == HandshakeStatus.NOT_HANDSHAKING || status == HandshakeStatus.FINISHED || engine.isInboundDone()) {
            return;
        }
        if (!isTls13()) {
            throw new SSLException("renegotiation refused");
        }
        runTasks(); // RFC 8446 4.6: key update
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            wrapHandshake();
            flushHandshake();
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    private boolean isTls13() {
        return engine.getSession().getProtocol().equals("TLSv1.3");
    }

    private void wrapHandshake() throws IOException {
        writing.lock();
        try {
            wrapNothing();
        } finally {
            writing.unlock();
        }
    }

    private void flushHandshake() throws IOException {
        writing.lock();
        try {
            flush();
        } finally {
            writing.unlock();
        }
    }

    private void wrapNothing() throws IOException {
        if (encrypted.remaining() < engine.getSession().getPacketBufferSize()) {
            flush();
        }
        engine.wrap(NOTHING, encrypted);
    }

    private void flush() throws IOException {
        encrypted.flip();
        while (encrypted.hasRemaining()) {
            channel.write(encrypted);
        }
        encrypted.clear();
    }

    private static long millisUntil(long deadlineNanos) {
        return TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
    }

    private static void move(ByteBuffer from, ByteBuffer into) {
        int n = Math.min(from.remaining(), into.remaining());
        into.put(into.position(), from, from.position(), n);
        into.position(into.position() + n);
        from.position(from.position() + n);
    }
}
