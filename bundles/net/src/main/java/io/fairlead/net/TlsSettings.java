// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.nio.file.Path;

/**
 * Where a server's certificate comes from: PEM files, or a keystore, or a folder in which a self-signed one is made and
 * kept. Exactly one of {@code certificate}, {@code keystore} and {@code generateIn} is set.
 *
 * @param certificate PEM file with the certificate and its chain, leaf first
 * @param key PEM file with the private key (PKCS #8, PKCS #1 or SEC 1); null if {@code certificate} holds it too
 * @param keystore PKCS #12 or JKS file
 * @param password of the keystore or of an encrypted PEM key; null for none; never printed
 * @param generateIn folder for {@code certificate.pem} and {@code key.pem} (mode 600), made when missing or expired
 */
public record TlsSettings(Path certificate, Path key, Path keystore, char[] password, Path generateIn) {
    public static TlsSettings pem(Path certificate, Path key) {
        return new TlsSettings(certificate, key, null, null, null);
    }

    public static TlsSettings keystore(Path keystore, char[] password) {
        return new TlsSettings(null, null, keystore, password, null);
    }

    public static TlsSettings selfSigned(Path folder) {
        return new TlsSettings(null, null, null, null, folder);
    }

    @Override
    public String toString() {
        return "TlsSettings[" + (certificate != null ? certificate : keystore != null ? keystore : generateIn) + "]";
    }
}
