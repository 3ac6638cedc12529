// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client.connection;

import io.fairlead.ftp.tls.TlsChannel;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.cert.Certificate;
import java.time.Duration;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** A connection under TLS. */
public final class TlsWire extends Wire {
    /** Records per system call. */
    private static final int RECORDS = 4;
    /** What these hold: more in one call would be more to wait for before a slow line shows that it moves. */
    private static final int WRITE_BYTES = RECORDS << 14;

    private final TlsChannel tls;
    private boolean received; // something after the handshake

    TlsWire(SocketChannel channel, SSLEngine engine, Duration patience) {
        super(channel, patience);
        tls = new TlsChannel(channel, engine, RECORDS);
    }

    /** Does the handshake, and with it all checks of the certificate. */
    void handshake() throws IOException {
        guarded(() -> {
            tls.handshake();
            return 0;
        });
    }

    /** The session in force; its creation time tells whether it was resumed. */
    SSLSession session() {
        return tls.session();
    }

    /** The server's own certificate. */
    Certificate certificate() throws SSLPeerUnverifiedException {
        return tls.session().getPeerCertificates()[0];
    }

    @Override
    int receive(ByteBuffer into) throws IOException {
        int n = tls.read(into);
        received |= n > 0;
        return n;
    }

    @Override
    int send(ByteBuffer from) throws IOException {
        int limit = from.limit();
        from.limit(from.position() + Math.min(WRITE_BYTES, from.remaining()));
        try {
            return tls.write(from);
        } finally {
            from.limit(limit);
        }
    }

    /**
     * Says close_notify and reads on to the peer's end: a TLS 1.3 server's session tickets arrive only for those who read
     * (RFC 8446 4.6.1), and the next data connection needs one.
     */
    @Override
    public void closeOutput() throws IOException {
        guarded(() -> {
            tls.announceEnd();
            return 0;
        });
        ByteBuffer rest = ByteBuffer.allocate(tls.session().getApplicationBufferSize());
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
}
