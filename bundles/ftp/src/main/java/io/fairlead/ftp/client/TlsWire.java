// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.cert.Certificate;
import java.time.Duration;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** A connection under TLS, by an {@link SSLEngine}, so that records are opened into the caller's buffer. */
final class TlsWire extends Wire {
    /** Records per system call. */
    private static final int RECORDS = 4;

    private final SSLEngine engine;
    private final ByteBuffer netIn; // between calls: ready to be read from
    private final ByteBuffer netOut; // between calls: empty, ready to be filled
    private final ByteBuffer plain; // ready to be read from; holds what did not fit the caller's buffer
    private boolean received; // something after the handshake
    private boolean ended; // the peer said close_notify

    TlsWire(SocketChannel channel, SSLEngine engine, Duration patience) {
        super(channel, patience);
        this.engine = engine;
        int packet = engine.getSession().getPacketBufferSize();
        netIn = ByteBuffer.allocate(packet * RECORDS).limit(0);
        netOut = ByteBuffer.allocate(packet * RECORDS);
        plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize())
                .limit(0);
    }

    /** Does the handshake, and with it all checks of the certificate. */
    void handshake() throws IOException {
        guarded(() -> {
            engine.beginHandshake();
            advance();
            return 0;
        });
    }

    /** The session in force; its creation time tells whether it was resumed. */
    SSLSession session() {
        return engine.getSession();
    }

    /** The server's own certificate. */
    Certificate certificate() throws SSLPeerUnverifiedException {
        return engine.getSession().getPeerCertificates()[0];
    }

    @Override
    int receive(ByteBuffer into) throws IOException {
        while (into.hasRemaining()) {
            if (plain.hasRemaining()) {
                received = true;
                return drain(into);
            }
            if (ended) {
                return -1;
            }
            int n = unwrap(into.remaining() >= engine.getSession().getApplicationBufferSize() ? into : null);
            if (n > 0) {
                received = true;
                return n;
            }
        }
        return 0;
    }

    @Override
    int send(ByteBuffer from) throws IOException {
        int before = from.remaining();
        int record = engine.getSession().getPacketBufferSize();
        while (from.hasRemaining() && netOut.remaining() >= record) {
            wrapOnce(from);
        }
        flush();
        return before - from.remaining();
    }

    /**
     * Says close_notify and reads on to the peer's end: a TLS 1.3 server's session tickets arrive only for those who read
     * (RFC 8446 4.6.1), and the next data connection needs one.
     */
    @Override
    void closeOutput() throws IOException {
        guarded(() -> {
            engine.closeOutbound();
            while (!engine.isOutboundDone()) {
                wrapOnce(ByteBuffer.allocate(0));
            }
            flush();
            channel.shutdownOutput();
            return 0;
        });
        ByteBuffer rest = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        try {
            readToEnd(rest);
        } catch (EOFException | SSLException e) {
            // Interop: servers that close without close_notify; all was sent, and the control connection confirms it
        }
    }

    /** Takes the server's session ticket, which comes before the first byte: the next connection needs it. */
    @Override
    void beforeAbandoning() {
        if (!received) {
            try {
                read(ByteBuffer.allocate(1));
            } catch (IOException e) {
                // it is closed next anyway
            }
        }
    }

    private int drain(ByteBuffer into) {
        int n = Math.min(into.remaining(), plain.remaining());
        into.put(into.position(), plain, plain.position(), n);
        into.position(into.position() + n);
        plain.position(plain.position() + n);
        return n;
    }

    /**
     * Opens one record, into the caller's buffer if it has room for any record, else into {@link #plain}.
     *
     * @return bytes put into {@code into}
     */
    private int unwrap(ByteBuffer into) throws IOException {
        ByteBuffer target = into == null ? plain.clear() : into;
        int before = target.position();
        SSLEngineResult result;
        try {
            result = engine.unwrap(netIn, target);
        } finally {
            if (into == null) {
                plain.flip();
            }
        }
        switch (result.getStatus()) {
            case BUFFER_UNDERFLOW -> fill();
            case CLOSED -> ended = true;
            case BUFFER_OVERFLOW -> throw new SSLException("record larger than the session allows");
            case OK -> {}
        }
        if (result.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING && !ended) {
            afterHandshakeMessage(result.getHandshakeStatus()); // RFC 8446 4.6: tickets, key updates
        }
        return into == null ? 0 : target.position() - before;
    }

    private void afterHandshakeMessage(HandshakeStatus status) throws IOException {
        if (status == HandshakeStatus.NEED_TASK) {
            runTasks();
        }
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && !engine.isOutboundDone()) {
            wrapOnce(ByteBuffer.allocate(0));
            flush();
        }
    }

    private void advance() throws IOException {
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> {
                    wrapOnce(ByteBuffer.allocate(0));
                    flush();
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (ended) {
                        throw new EOFException("TLS connection ended during the handshake");
                    }
                    SSLEngineResult result = engine.unwrap(netIn, plain.clear());
                    plain.flip();
                    if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
                        fill();
                    } else if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                        ended = true;
                    }
                }
                case NOT_HANDSHAKING, FINISHED -> {
                    return;
                }
            }
        }
    }

    private void wrapOnce(ByteBuffer from) throws IOException {
        SSLEngineResult result = engine.wrap(from, netOut);
        if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
            runTasks();
        }
        if (result.getStatus() == SSLEngineResult.Status.CLOSED && from.hasRemaining()) {
            throw new EOFException("TLS connection was ended by the server");
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    private void fill() throws IOException {
        netIn.compact();
        int n;
        try {
            n = readSlice(channel, netIn);
        } finally {
            netIn.flip();
        }
        if (n < 0) {
            // RFC 8446 6.1: an end without close_notify may be an attacker's
            throw new EOFException("TLS connection was cut");
        }
    }

    private void flush() throws IOException {
        netOut.flip();
        try {
            while (netOut.hasRemaining()) {
                channel.write(netOut);
            }
        } finally {
            netOut.clear();
        }
    }
}
