// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

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
@SuppressWarnings("ArrayRecordComponent") // a password that can be wiped; equality means nothing here
public record TlsSettings(Path certificate, Path key, Path keystore, char[] password, Path generateIn) {
    /**
     * @throws IllegalArgumentException if not exactly one source is named
     */
    public TlsSettings {
        long sources = Stream.of(certificate, keystore, generateIn)
                .filter(Objects::nonNull)
                .count();
        if (sources != 1 || (key != null && certificate == null)) {
            throw new IllegalArgumentException(
                    "one of tlsCertificate (and tlsKey), tlsKeystore or a folder to make one in is wanted");
        }
    }

    /** {@code key} may be null if the certificate's file holds it, too. */
    public static TlsSettings pem(Path certificate, Path key) {
        return new TlsSettings(certificate, key, null, null, null);
    }

    /** {@code password} may be null. */
    public static TlsSettings keystore(Path keystore, char[] password) {
        return new TlsSettings(null, null, keystore, password, null);
    }

    /** See {@link #generateIn}. */
    public static TlsSettings selfSigned(Path folder) {
        return new TlsSettings(null, null, null, null, folder);
    }

    @Override
    public String toString() {
        return "TlsSettings[" + (certificate != null ? certificate : keystore != null ? keystore : generateIn) + "]";
    }
}
