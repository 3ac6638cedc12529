// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.tls;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/**
 * TLS over a blocking channel, as client or as server: whichever its engine is. Unlike the JDK's sockets it tells an end
 * by {@code close_notify} from a connection that was cut (RFC 8446 6.1), which decides whether a file is complete; and it
 * moves many records per system call. One thread may read while another writes.
 */
public final class TlsChannel implements ByteChannel {
    /** What one record costs: to be received and to be sent, and as much again in the JDK's own buffers for both. */
    public static final int BYTES_PER_RECORD = 4 * (17 << 10);

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private final SSLEngine engine;
    private final ReentrantLock reading = new ReentrantLock();
    private final ReentrantLock writing = new ReentrantLock();
    private final ByteBuffer received; // guarded by reading; ready to be drained
    private final ByteBuffer decrypted; // guarded by reading; ready to be drained
    private final ByteBuffer encrypted; // guarded by writing; what is to be sent, ready to be filled
    private boolean established; // guarded by reading

    /**
     * Shakes no hands yet.
     *
     * @param records how many records are moved by one system call, at {@link #BYTES_PER_RECORD} each
     */
    public TlsChannel(SocketChannel channel, SSLEngine engine, int records) {
        this.channel = channel;
        this.engine = engine;
        int packet = engine.getSession().getPacketBufferSize();
        received = ByteBuffer.allocate(packet * records).limit(0);
        encrypted = ByteBuffer.allocate(packet * records);
        decrypted = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize())
                .limit(0);
    }

    /**
     * Shakes hands, and checks certificates as the engine was told to; before any other use. What we say is sent when it
     * is the peer's turn; but a server's session tickets of TLS 1.3, which come last, wait for the next bytes that we send
     * anyway. Interop: curl closes an upload without reading what came in; a ticket that meets its closed socket is answered
     * by a reset, which throws away what we have not read.
     *
     * @throws IOException if it fails; the channel is useless then
     */
    public void handshake() throws IOException {
        reading.lock();
        try {
            engine.beginHandshake();
            for (HandshakeStatus status = engine.getHandshakeStatus();
                    isHandshaking(status);
                    status = engine.getHandshakeStatus()) {
                if (status == HandshakeStatus.NEED_TASK) {
                    runTasks();
                } else if (status == HandshakeStatus.NEED_WRAP) {
                    wrapHandshake();
                } else if (unwrap(decrypted.clear(), true).getStatus() == SSLEngineResult.Status.CLOSED) {
                    throw new EOFException("TLS connection ended during the handshake");
                } else {
                    decrypted.flip();
                }
            }
            established = true;
            if (engine.getUseClientMode() || !isTls13()) {
                flushHandshake();
            }
        } finally {
            reading.unlock();
        }
    }

    /** The session in force; its creation time tells whether it was resumed. */
    public SSLSession session() {
        return engine.getSession();
    }

    /**
     * As any channel: waits for the first byte only.
     *
     * @return -1 at the end, which the peer has announced by {@code close_notify}
     * @throws UnannouncedEndException at an end that it has not announced
     */
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

    /** Writes all of it. */
    @Override
    public int write(ByteBuffer from) throws IOException {
        writing.lock();
        try {
            int start = from.position();
            int packet = engine.getSession().getPacketBufferSize();
            while (from.hasRemaining()) {
                while (from.hasRemaining() && encrypted.remaining() >= packet) {
                    if (wrap(from).getStatus() == SSLEngineResult.Status.CLOSED) {
                        throw new EOFException("TLS connection was ended by the peer");
                    }
                }
                flush();
            }
            return from.position() - start;
        } finally {
            writing.unlock();
        }
    }

    /** Sends {@code close_notify} and the end of the stream. Nothing can be written afterwards; reading goes on. */
    public void announceEnd() throws IOException {
        writing.lock();
        try {
            engine.closeOutbound();
            int produced = 1;
            while (!engine.isOutboundDone() && produced > 0) {
                produced = wrapNothing().bytesProduced();
            }
            flush();
            channel.shutdownOutput();
        } finally {
            writing.unlock();
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
            if (receive() < 0) {
                throw new UnannouncedEndException(received.hasRemaining());
            }
            result = engine.unwrap(received, into);
        }
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
            throw new SSLException("record larger than announced");
        }
        if (established && goesOn(result.getHandshakeStatus())) {
            afterHandshake();
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

    /** Whether the peer goes on to shake hands; that it has yet to end its side, as we have ours, is nothing of the kind. */
    private boolean goesOn(HandshakeStatus status) {
        boolean awaitsEnd = status == HandshakeStatus.NEED_UNWRAP && engine.isOutboundDone();
        return isHandshaking(status) && !awaitsEnd && !engine.isInboundDone();
    }

    /** RFC 8446 4.6: tickets and key updates. Up to TLS 1.2 it is a renegotiation, behind which another peer may be. */
    private void afterHandshake() throws IOException {
        if (!isTls13()) { // CVE-2009-3555
            throw new SSLException("renegotiation refused");
        }
        runTasks();
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            wrapHandshake();
            flushHandshake();
        }
    }

    private static boolean isHandshaking(HandshakeStatus status) {
        return status != HandshakeStatus.NOT_HANDSHAKING && status != HandshakeStatus.FINISHED;
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

    /** Wraps what the engine itself has to say. */
    private SSLEngineResult wrapNothing() throws IOException {
        if (encrypted.remaining() < engine.getSession().getPacketBufferSize()) {
            flush();
        }
        return wrap(NOTHING);
    }

    /** Wraps one record. The caller holds the lock for writing, and has made room. */
    private SSLEngineResult wrap(ByteBuffer from) throws IOException {
        SSLEngineResult result = engine.wrap(from, encrypted);
        if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
            runTasks();
        }
        return result;
    }

    private void flush() throws IOException {
        encrypted.flip();
        try {
            while (encrypted.hasRemaining()) {
                channel.write(encrypted);
            }
        } finally {
            encrypted.clear();
        }
    }

    private static void move(ByteBuffer from, ByteBuffer into) {
        int n = Math.min(from.remaining(), into.remaining());
        into.put(into.position(), from, from.position(), n);
        into.position(into.position() + n);
        from.position(from.position() + n);
    }
}
