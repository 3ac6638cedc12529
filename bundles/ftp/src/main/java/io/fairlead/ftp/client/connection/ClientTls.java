// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client.connection;

import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * TLS of one target's connections: PKIX and host name by default, or one pinned certificate; on the control connection and
 * on each data connection alike. Thread-safe.
 *
 * <p>Servers may demand that a data connection resumes the TLS session of its own control connection. JSSE looks sessions
 * up by host and port as given to the engine, so each control connection gets a number of its own in place of the port, and
 * its data connections use the same one.
 */
public final class ClientTls {
    private static final AtomicInteger NEXT_SESSION_KEY = new AtomicInteger(100_000); // beyond any real port

    private final FtpTarget target;
    private final SSLContext context;
    private final boolean verifyHostName;

    ClientTls(FtpTarget target) throws StorageException {
        this.target = target;
        ConnectOptions options = target.options();
        String pin = options.get(ConnectOptions.CERTIFICATE_SHA256);
        verifyHostName = pin == null && options.get(ConnectOptions.VERIFY_HOST_NAME);
        try {
            context = context(options.get(ConnectOptions.SSL_CONTEXT), pin);
        } catch (GeneralSecurityException e) {
            throw new StorageException(Reason.IO, "no TLS on this Java runtime", e);
        }
    }

    private static SSLContext context(SSLContext given, String pin) throws GeneralSecurityException, StorageException {
        if (pin == null) {
            return given != null ? given : SSLContext.getDefault();
        }
        SSLContext made = SSLContext.getInstance("TLS");
        made.init(null, new TrustManager[] {PinnedCertificate.of(pin)}, null);
        return made;
    }

    /** A number that stands for a new control connection. */
    static int newSessionKey() {
        return NEXT_SESSION_KEY.getAndIncrement();
    }

    /**
     * A wire on a connected channel; its {@link TlsWire#handshake} checks certificate and host name.
     *
     * @param sessionKey of the control connection that this is, or belongs to
     * @param tls12 keeps to TLS 1.2, for servers whose TLS 1.3 tickets can't be used for data connections
     * @param timeout how long the server may be silent
     */
    TlsWire wire(SocketChannel channel, int sessionKey, boolean tls12, Duration timeout) {
        SSLEngine engine = context.createSSLEngine(target.host(), sessionKey);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(tls12 ? new String[] {"TLSv1.2"} : new String[] {"TLSv1.3", "TLSv1.2"});
        if (verifyHostName) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 4217 15.1.1
        }
        engine.setSSLParameters(parameters);
        return new TlsWire(channel, engine, timeout);
    }
}
