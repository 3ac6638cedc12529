// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import io.fairlead.api.text.Masked;
import io.fairlead.ftp.protocol.LineReader;
import io.fairlead.ftp.protocol.ReplyCode;
import io.fairlead.ftp.protocol.TextCodec;
import io.fairlead.ftp.server.transfer.Elapsed;
import io.fairlead.ftp.tls.TlsChannel;
import io.fairlead.ftp.tls.TlsInputStream;
import io.fairlead.net.Tls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control connection, RFC 959 3.1: lines in, replies out, in clear or inside TLS. One thread reads; any may reply, a
 * reply is never torn apart.
 */
final class ControlConnection {
    private static final Logger LOG = LoggerFactory.getLogger(ControlConnection.class);
    private static final int CONTROL_RECORDS = 1;
    private static final Duration LAST_WORD = Duration.ofMillis(500);

    private final String id;
    private final SocketChannel channel;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private final ReentrantLock writing = new ReentrantLock();
    private ByteChannel out; // guarded by writing
    private volatile boolean saidWhy; // changed under writing
    private volatile long writingSinceNanos; // 0 while nobody writes
    private volatile long handshakeSinceNanos; // 0 but while shaking hands
    private LineReader in;
    private volatile TlsChannel tls;
    private volatile SSLContext tlsContext;
    private volatile TextCodec codec = TextCodec.UTF8;

    ControlConnection(String id, SocketChannel channel) throws IOException {
        this.id = id;
        this.channel = channel;
        this.local = (InetSocketAddress) channel.getLocalAddress();
        this.remote = (InetSocketAddress) channel.getRemoteAddress();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        // RFC 959 4.1.3: ABOR comes behind a Telnet Synch in urgent data; Interop: Python's ftplib sends all of ABOR so
        channel.socket().setOOBInline(true);
        out = channel;
        in = new LineReader(channel.socket().getInputStream());
    }

    InetSocketAddress local() {
        return local;
    }

    InetSocketAddress remote() {
        return remote;
    }

    /** The next line, see {@link LineReader#next}. */
    byte[] readLine() throws IOException {
        return in.next();
    }

    /**
     * How long {@link #readLine} waits for more: it throws a {@code SocketTimeoutException} then, and loses nothing.
     *
     * @param millis 0 to wait for ever
     * @return what it was before
     */
    int patience(int millis) throws IOException {
        int before = channel.socket().getSoTimeout();
        channel.socket().setSoTimeout(millis);
        return before;
    }

    /** Whether the client sent more than it had reason to by now. */
    boolean hasBuffered() {
        return in.hasBuffered();
    }

    boolean encrypted() {
        return tls != null;
    }

    /** TLS as it was agreed upon here, which data connections shall resume; empty in clear. */
    Optional<TlsChannel> tls() {
        return Optional.ofNullable(tls);
    }

    /** An engine for a data connection, from the same context and so with the same session cache. */
    SSLEngine newDataEngine() {
        return engine(tlsContext);
    }

    /** Starts TLS. On failure the connection is useless. */
    void startTls(SSLContext context) throws IOException {
        TlsChannel secured = new TlsChannel(channel, engine(context), CONTROL_RECORDS);
        handshakeSinceNanos = now();
        try {
            secured.handshake();
        } finally {
            handshakeSinceNanos = 0;
        }
        writing.lock();
        try {
            out = secured;
        } finally {
            writing.unlock();
        }
        in = new LineReader(new TlsInputStream(secured));
        tlsContext = context;
        tls = secured;
    }

    /** How replies are encoded from now on; UTF-8 at first. */
    void answerBy(TextCodec next) {
        codec = next;
    }

    void reply(ReplyCode code, String text) throws IOException {
        send(code.value() + " " + text + "\r\n");
    }

    /** A reply of several lines, RFC 959 4.2; a blank in front keeps a line from looking like the last one. */
    void reply(ReplyCode code, String first, List<String> lines, String last) throws IOException {
        StringBuilder text = new StringBuilder(code.value() + "-" + first + "\r\n");
        for (String line : lines) {
            text.append(' ').append(line).append("\r\n");
        }
        text.append(code.value()).append(' ').append(last).append("\r\n");
        send(text.toString());
    }

    /**
     * Tells the client why and closes, unless that was done before, or it does not even read: then only closes. Never
     * throws.
     *
     * @param text without line ends
     */
    void closeSaying(ReplyCode code, String text) {
        if (lockToWrite()) {
            try {
                if (!saidWhy && handshakeSinceNanos == 0) {
                    saidWhy = true;
                    sayLast(code, text);
                }
            } catch (IOException e) {
                LOG.debug("{} is gone before {}", id, code, e);
            } finally {
                writingSinceNanos = 0;
                writing.unlock();
            }
        }
        close();
    }

    private void sayLast(ReplyCode code, String text) throws IOException {
        reply(code, text);
        if (tls != null) {
            writingSinceNanos = now();
            tls.announceEnd();
        }
    }

    /**
     * Closes if the client does not read what we say, or does not shake hands. From a thread that must not block.
     *
     * @param reply how long a reply may wait to be read; a last word waits for a moment only
     * @param handshake how long TLS may take to begin
     * @return whether it did
     */
    boolean closeIfStuck(long nowNanos, Duration reply, Duration handshake) {
        long writing = writingSinceNanos;
        long shaking = handshakeSinceNanos;
        boolean unread = writing != 0 && Elapsed.passed(writing, nowNanos, saidWhy ? LAST_WORD : reply);
        boolean stuck = unread || shaking != 0 && Elapsed.passed(shaking, nowNanos, handshake);
        if (stuck && channel.isOpen()) {
            LOG.info("{} closed: {}", id, unread ? "replies are not read" : "TLS does not begin");
            close();
        }
        return stuck;
    }

    /** False if another reply can't be got rid of. */
    private boolean lockToWrite() {
        try {
            return writing.tryLock(LAST_WORD.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Closes at once; whoever reads or writes gets an exception. Never throws. */
    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("closing {}", id, e);
        }
    }

    private void send(String lines) throws IOException {
        if (LOG.isTraceEnabled()) {
            LOG.trace(">> {} {}", id, Masked.of(lines.stripTrailing()));
        }
        ByteBuffer bytes = ByteBuffer.wrap(codec.encodeReply(lines));
        writing.lock();
        try {
            writingSinceNanos = now();
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        } finally {
            writingSinceNanos = 0;
            writing.unlock();
        }
    }

    private static long now() {
        return System.nanoTime() | 1; // never 0
    }

    private static SSLEngine engine(SSLContext context) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setSSLParameters(Tls.parameters(context));
        // CVE-2021-3618 (ALPACA): a client that speaks another protocol inside TLS is not to be answered
        engine.setHandshakeApplicationProtocolSelector((e, offered) -> offered.contains("ftp") ? "ftp" : null);
        return engine;
    }
}
