// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Reads what {@link TlsSettings} point at. Messages begin with the setting, then name the file. */
final class KeyFiles {
    private static final String BOUNCY_CASTLE = "org/bouncycastle/";

    private KeyFiles() {}

    /**
     * Loads what the settings say.
     *
     * @throws IOException naming setting, file and fault
     */
    static KeyMaterial load(TlsSettings settings) throws IOException {
        if (settings.keystore() != null) {
            return keystore(settings.keystore(), settings.password());
        }
        try {
            return settings.certificate() != null
                    ? pem(settings.certificate(), settings.key(), settings.password())
                    : SelfSigned.in(settings.generateIn());
        } catch (NoClassDefFoundError e) {
            throw withoutBouncyCastle(settings, e);
        }
    }

    /** Whoever serves without TLS, or is a client only, need not have it. */
    private static IOException withoutBouncyCastle(TlsSettings settings, NoClassDefFoundError fault) {
        if (fault.getMessage() == null || !fault.getMessage().contains(BOUNCY_CASTLE)) {
            throw fault;
        }
        String what = settings.certificate() != null
                ? "tlsCertificate: " + settings.certificate() + ": PEM files are"
                : "tlsSelfSignedDirectory: " + settings.generateIn() + ": a self-signed certificate is";
        return new IOException(
                what + " beyond Java itself: add Bouncy Castle (bcprov-jdk18on, bcutil-jdk18on, bcpkix-jdk18on of"
                        + " org.bouncycastle, 1.83 or later) and, in OSGi, refresh the bundle io.fairlead.net; or use"
                        + " tlsKeystore, or tls = off",
                fault);
    }

    static KeyMaterial pem(Path certificate, Path key, char[] password) throws IOException {
        PemFile certificates = PemFile.read("tlsCertificate", certificate, password);
        certificates.certificates(); // complains about a missing certificate before the key
        PemFile keys = key == null ? certificates : PemFile.read("tlsKey", key, password);
        return KeyMaterial.of(keys.key(), certificates.certificates(), certificates.source(), keys.source());
    }

    private static KeyMaterial keystore(Path file, char[] password) throws IOException {
        String source = "tlsKeystore: " + file;
        readable("tlsKeystore", file);
        char[] secret = password == null ? new char[0] : password;
        try {
            KeyStore store = KeyStore.getInstance(file.toFile(), secret); // tells PKCS #12 from JKS
            List<String> aliases = Collections.list(store.aliases());
            Collections.sort(aliases);
            List<String> keys = new ArrayList<>();
            for (String alias : aliases) {
                if (store.isKeyEntry(alias)) {
                    keys.add(alias);
                }
            }
            if (keys.size() != 1) {
                throw new IOException(source + ": one private key wanted, found " + keys.size() + " " + keys);
            }
            Key key = store.getKey(keys.get(0), secret);
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate certificate : store.getCertificateChain(keys.get(0))) {
                chain.add((X509Certificate) certificate);
            }
            return KeyMaterial.of((PrivateKey) key, chain, source, source);
        } catch (GeneralSecurityException | IOException e) {
            if (e instanceof UnrecoverableKeyException || e.getCause() instanceof UnrecoverableKeyException) {
                throw new IOException("tlsPassword: wrong for " + source, e);
            }
            if (e.getMessage() != null && e.getMessage().startsWith(source)) {
                throw (IOException) e;
            }
            throw new IOException(source + ": not a readable PKCS #12 or JKS file", e);
        }
    }

    static String text(String setting, Path file) throws IOException {
        readable(setting, file);
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1); // PEM is ASCII; comments may be anything
        } catch (IOException e) {
            throw new IOException(setting + ": " + file + ": cannot be read", e);
        }
    }

    private static void readable(String setting, Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(setting + ": " + file + ": no such file");
        }
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new IOException(setting + ": " + file + ": not a readable file");
        }
    }
}
