// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts whom another trust manager trusts, and tells the fingerprint of a certificate that is refused, which a person may
 * compare with what the server's owner says. The other one is made when the first certificate comes.
 */
final class TellingTrust extends X509ExtendedTrustManager {
    private final KeyStore roots;
    private X509ExtendedTrustManager trust;

    /** @param roots whom to trust; null for the JDK's list */
    TellingTrust(KeyStore roots) {
        this.roots = roots;
    }

    private synchronized X509ExtendedTrustManager trust() throws CertificateException {
        if (trust == null) {
            try {
                TrustManagerFactory factory =
                        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                factory.init(roots);
                trust = first(factory.getTrustManagers());
            } catch (GeneralSecurityException e) {
                throw new CertificateException("the list of trusted certificates can't be used", e);
            }
        }
        return trust;
    }

    private static X509ExtendedTrustManager first(TrustManager[] managers) throws GeneralSecurityException {
        for (TrustManager manager : managers) {
            if (manager instanceof X509ExtendedTrustManager known) {
                return known;
            }
        }
        throw new GeneralSecurityException("no trust manager of X.509");
    }

    /** A check of a certificate. */
    private interface Check {
        void run() throws CertificateException;
    }

    private static void telling(X509Certificate[] chain, Check check) throws CertificateException {
        try {
            check.run();
        } catch (CertificateException e) {
            CertificateException telling = new CertificateException(
                    "the certificate with SHA-256 " + fingerprint(chain[0]) + " is refused: " + e.getMessage());
            telling.addSuppressed(e); // not as the cause, since of causes the innermost is shown
            throw telling;
        }
    }

    /** The SHA-256 of a certificate in hexadecimal digits, by colons. */
    static String fingerprint(X509Certificate certificate) throws CertificateException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new CertificateException(e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        telling(chain, () -> trust().checkServerTrusted(chain, type, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        telling(chain, () -> trust().checkServerTrusted(chain, type, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        telling(chain, () -> trust().checkServerTrusted(chain, type));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        trust().checkClientTrusted(chain, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        trust().checkClientTrusted(chain, type, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        trust().checkClientTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0]; // of clients, for servers alone
    }
}
