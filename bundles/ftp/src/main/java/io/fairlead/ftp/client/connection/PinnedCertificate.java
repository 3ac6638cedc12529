// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client.connection;

import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts one certificate, by its SHA-256, and asks nothing else of it. */
public final class PinnedCertificate extends X509ExtendedTrustManager {
    private final byte[] sha256;

    private PinnedCertificate(byte[] sha256) {
        this.sha256 = sha256;
    }

    /**
     * @param hex 64 digits, colons between them allowed
     * @throws StorageException {@link Reason#NAME_INVALID} for anything else
     */
    static PinnedCertificate of(String hex) throws StorageException {
        String digits = hex.replace(":", "").toLowerCase(Locale.ROOT);
        if (!digits.matches("[0-9a-f]{64}")) {
            throw new StorageException(
                    Reason.NAME_INVALID,
                    "option " + ConnectOptions.CERTIFICATE_SHA256.name() + " is " + hex
                            + ", expected 64 hexadecimal digits");
        }
        return new PinnedCertificate(HexFormat.of().parseHex(digits));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        byte[] shown = digest(chain[0].getEncoded());
        if (!MessageDigest.isEqual(shown, sha256)) {
            throw new CertificateException(
                    "the server's certificate has SHA-256 " + HexFormat.of().formatHex(shown) + ", not the one given");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("for clients only");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("for clients only");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("for clients only");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
