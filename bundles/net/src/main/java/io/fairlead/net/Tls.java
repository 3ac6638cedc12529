// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** What we accept of TLS, as a server and as a client (RFC 9325: 1.2 with forward secrecy and AEAD, and 1.3). */
public final class Tls {
    private Tls() {}

    /**
     * TLS 1.3 and 1.2, with those of the context's own cipher suites that RFC 9325 4.2 recommends. A new object each
     * time, for the caller to add to.
     */
    public static SSLParameters parameters(SSLContext context) {
        String[] suites = Arrays.stream(context.getDefaultSSLParameters().getCipherSuites())
                .filter(Tls::recommended)
                .toArray(String[]::new);
        return new SSLParameters(suites, new String[] {"TLSv1.3", "TLSv1.2"});
    }

    private static boolean recommended(String suite) {
        boolean forwardSecret = !suite.startsWith("TLS_RSA_") && !suite.startsWith("TLS_ECDH_");
        return forwardSecret && (suite.contains("_GCM_") || suite.contains("_CHACHA20_"));
    }
}
