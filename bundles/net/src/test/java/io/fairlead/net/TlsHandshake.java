// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.InetAddress;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Proves that an identity can be served. */
final class TlsHandshake {
    private TlsHandshake() {}

    /** A handshake with a client that trusts just this certificate. */
    static void assertServes(TlsIdentity identity, X509Certificate expected) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("it", expected);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext client = SSLContext.getInstance("TLS");
        client.init(null, trust.getTrustManagers(), null);
        var executor = Threads.perTask("tls");
        try (var listener = (SSLServerSocket) identity.newContext()
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Future<?> served = executor.submit(() -> {
                try (var socket = listener.accept();
                        OutputStream out = socket.getOutputStream()) {
                    out.write("hello".getBytes(US_ASCII));
                }
                return null;
            });
            try (var socket = (SSLSocket)
                    client.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), listener.getLocalPort())) {
                socket.setSSLParameters(Tls.parameters(client));
                assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
                        .isEqualTo("hello");
                assertThat(socket.getSession().getPeerCertificates()[0]).isEqualTo(expected);
            }
            served.get();
        } finally {
            executor.shutdown();
        }
    }
}
