// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Trust in the certificates of one PEM file, for {@code --ca}, or in the JDK's list. */
final class TrustedCertificates {
    private TrustedCertificates() {}

    /** A TLS context that trusts the certificates in {@code file} and no others. */
    static SSLContext context(Path file) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : read(file)) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            return trusting(store);
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " can't be used", e);
        }
    }

    /** A TLS context that trusts whom the JDK trusts. */
    static SSLContext usual() throws IOException {
        try {
            return trusting(null);
        } catch (GeneralSecurityException e) {
            throw new IOException("no TLS on this Java runtime", e);
        }
    }

    private static SSLContext trusting(KeyStore roots) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TellingTrust(roots)}, null);
        return context;
    }

    private static Collection<? extends Certificate> read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new IOException(file + " holds no certificate");
            }
            return found;
        } catch (CertificateException e) {
            throw new IOException(file + " is not a PEM file with certificates", e);
        }
    }
}
