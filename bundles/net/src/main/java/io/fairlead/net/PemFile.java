// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;

/**
 * The certificates and the private key in a PEM file (RFC 7468): keys in PKCS #8, plain or encrypted, and what OpenSSL
 * writes besides (PKCS #1, SEC 1).
 */
final class PemFile {
    private final String source;
    private final char[] password;
    private final List<X509Certificate> certificates = new ArrayList<>();
    private PrivateKey key;

    private PemFile(String source, char[] password) {
        this.source = source;
        this.password = password;
    }

    /**
     * Reads a file.
     *
     * @param setting what the file is configured as, for messages
     * @param password of an encrypted key; may be null
     */
    static PemFile read(String setting, Path file, char[] password) throws IOException {
        var pem = new PemFile(setting + ": " + file, password);
        String text = KeyFiles.text(setting, file);
        try (var parser = new PEMParser(new StringReader(text))) {
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                pem.take(object);
            }
        } catch (PasswordException e) {
            throw e;
        } catch (IOException | GeneralSecurityException e) {
            throw new IOException(pem.source + ": not a readable PEM file", e);
        }
        return pem;
    }

    /** Leaf first, by custom; at least one. */
    List<X509Certificate> certificates() throws IOException {
        if (certificates.isEmpty()) {
            throw new IOException(source + ": no certificate in it");
        }
        return certificates;
    }

    PrivateKey key() throws IOException {
        if (key == null) {
            throw new IOException(source + ": no private key in it");
        }
        return key;
    }

    String source() {
        return source;
    }

    private void take(Object object) throws IOException, GeneralSecurityException {
        if (object instanceof X509CertificateHolder certificate) {
            certificates.add(new JcaX509CertificateConverter().getCertificate(certificate));
        } else if (key == null) { // the first one counts; what is neither (parameters, requests) is passed over
            PrivateKeyInfo info = keyInfo(object);
            key = info == null ? null : new JcaPEMKeyConverter().getPrivateKey(info);
        }
    }

    private PrivateKeyInfo keyInfo(Object object) throws IOException {
        if (object instanceof PrivateKeyInfo plain) {
            return plain;
        }
        if (object instanceof PEMKeyPair pair) {
            return pair.getPrivateKeyInfo();
        }
        if (object instanceof PEMEncryptedKeyPair || object instanceof PKCS8EncryptedPrivateKeyInfo) {
            if (password == null) {
                throw new PasswordException("tlsPassword: missing; the key in " + source + " is encrypted", null);
            }
            try {
                return decrypt(object);
            } catch (IOException | PKCSException | OperatorCreationException | RuntimeException e) {
                throw new PasswordException("tlsPassword: wrong for the key in " + source, e);
            }
        }
        return null;
    }

    private PrivateKeyInfo decrypt(Object object) throws IOException, PKCSException, OperatorCreationException {
        var provider = new BouncyCastleProvider(); // knows each cipher OpenSSL ever used; needs no registration
        if (object instanceof PEMEncryptedKeyPair pair) {
            var decryptor = new JcePEMDecryptorProviderBuilder().setProvider(provider);
            return pair.decryptKeyPair(decryptor.build(password)).getPrivateKeyInfo();
        }
        var decryptor = new JceOpenSSLPKCS8DecryptorProviderBuilder().setProvider(provider);
        return ((PKCS8EncryptedPrivateKeyInfo) object).decryptPrivateKeyInfo(decryptor.build(password));
    }

    /** Keeps its message through the general complaint about the file. */
    private static final class PasswordException extends IOException {
        private static final long serialVersionUID = 1;

        PasswordException(String message, Exception cause) {
            super(message, cause);
        }
    }
}
