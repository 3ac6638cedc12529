// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server.transfer;

import io.fairlead.ftp.tls.TlsChannel;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A data connection that is there, in clear or inside TLS. */
public final class DataChannel {
    private static final Logger LOG = LoggerFactory.getLogger(DataChannel.class);
    private static final Duration CLOSE_WAIT = Duration.ofMillis(500);

    private final SocketChannel socket;
    private final TlsChannel tls; // null: in clear

    public DataChannel(SocketChannel socket, Optional<TlsChannel> tls) {
        this.socket = socket;
        this.tls = tls.orElse(null);
    }

    /** Whether a storage may send its bytes to {@link #sink} without our seeing them. */
    boolean zeroCopy() {
        return tls == null;
    }

    /** The socket itself in clear, so that a storage recognises it. */
    ByteChannel sink() {
        return tls == null ? socket : tls;
    }

    /** Fills {@code buffer} as far as bytes are there; -1 at the end, which inside TLS has to be announced. */
    int read(ByteBuffer buffer) throws IOException {
        return sink().read(buffer);
    }

    void write(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            sink().write(buffer);
        }
    }

    /** Sends the end of the file, in stream mode: RFC 959 3.4.1. {@link #close} comes after it. */
    void announceEnd() throws IOException {
        if (tls != null) {
            tls.announceEnd();
        } else {
            socket.close();
        }
    }

    /** Answers the client's end of the file. It may be gone already, for it has nothing to wait for. */
    public void answerEnd() {
        try {
            announceEnd();
        } catch (IOException e) {
            LOG.debug("answering the end of a data connection", e);
        }
    }

    /**
     * Ends every wait on a data connection, from any thread; whoever uses it closes it. Closing alone would not do: it
     * leaves a thread in {@code sendfile} where it is (Java 17, and virtual threads of any), and frees a descriptor that
     * the next call may find in other hands. Never throws; idempotent.
     */
    static void shutDown(SocketChannel socket) {
        try {
            socket.shutdownOutput();
        } catch (IOException e) { // closed, or reset by the client
            LOG.trace("shutting down a data connection", e);
        }
        try {
            socket.shutdownInput();
        } catch (IOException e) {
            LOG.trace("shutting down a data connection", e);
        }
    }

    /** Lets the client end its side in order, for a little while, and closes. Never throws. */
    public void closeGently() {
        try {
            if (tls != null) {
                awaitEnd();
            }
        } catch (SocketTimeoutException e) {
            LOG.trace("no close_notify in time", e);
        } catch (IOException e) {
            LOG.debug("ending a data connection", e);
        }
        close();
    }

    /**
     * Waits a little for the client to end as well, whatever it says meanwhile. One whose {@code close_notify} meets a reset
     * reports an error though it has all the data (GnuTLS: lftp, FileZilla).
     */
    private void awaitEnd() throws IOException {
        InputStream rest = socket.socket().getInputStream();
        byte[] dropped = new byte[4096];
        long deadline = System.nanoTime() + CLOSE_WAIT.toNanos();
        int n = 0;
        for (long left = CLOSE_WAIT.toMillis(); n >= 0 && left > 0; left = millisUntil(deadline)) {
            socket.socket().setSoTimeout((int) left);
            n = rest.read(dropped);
        }
    }

    private static long millisUntil(long deadlineNanos) {
        return TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
    }

    /** Closes so that the client sees an error and no end, and the kernel keeps nothing for it. Never throws. */
    static void reset(SocketChannel socket) {
        try {
            socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            LOG.trace("resetting a data connection", e);
        }
        new DataChannel(socket, Optional.empty()).close();
    }

    /** Closes at once; for the thread that uses it, see {@link #shutDown}. Never throws; idempotent. */
    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("closing a data connection", e);
        }
    }
}
