// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptor;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TlsIdentitiesTest {
    private static final char[] PASSWORD = "secret".toCharArray();
    private static final Provider PROVIDER = new BouncyCastleProvider();

    @TempDir
    Path folder;

    private Path certificate;
    private Path key;

    /** A generated pair, whose files serve as an administrator's. */
    @BeforeEach
    void makePair() throws IOException {
        SelfSigned.make(folder, Instant.now());
        certificate = folder.resolve(SelfSigned.CERTIFICATE);
        key = folder.resolve(SelfSigned.KEY);
    }

    @Test
    void aGeneratedCertificateIsPrivateAndNamesThisHost() throws Exception {
        Path home = folder.resolve("new/tls");
        try (var identity = TlsIdentities.load(TlsSettings.selfSigned(home))) {
            X509Certificate made = identity.certificate();
            made.checkValidity();
            assertThat(made.getSubjectX500Principal().getName()).isEqualTo("CN=localhost");
            assertThat(made.getSubjectAlternativeNames())
                    .contains(List.of(2, "localhost"), List.of(7, "127.0.0.1"), List.of(7, "0:0:0:0:0:0:0:1"));
            for (String file : List.of(SelfSigned.CERTIFICATE, SelfSigned.KEY)) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(file))))
                        .isEqualTo("rw-------");
            }
            TlsHandshake.assertServes(identity, made);
            try (var again = TlsIdentities.load(TlsSettings.selfSigned(home))) {
                assertThat(again.certificate()).isEqualTo(made);
            }
        }
    }

    @Test
    void anExpiredGeneratedCertificateIsRenewed() throws Exception {
        SelfSigned.make(folder, Instant.now().minus(Duration.ofDays(826)));
        try (var identity = TlsIdentities.load(TlsSettings.selfSigned(folder))) {
            identity.certificate().checkValidity();
        }
    }

    /** What kill -9 leaves between the two files. */
    @Test
    void aGeneratedKeyWithoutItsCertificateIsReplaced() throws Exception {
        Files.delete(certificate);
        try (var identity = TlsIdentities.load(TlsSettings.selfSigned(folder))) {
            identity.certificate().checkValidity();
        }
    }

    @Test
    void anExpiredCertificateOfTheAdministratorsIsServedAsItIs() throws Exception {
        SelfSigned.make(folder, Instant.now().minus(Duration.ofDays(826)));
        try (var identity = TlsIdentities.load(TlsSettings.pem(certificate, key))) {
            assertThat(identity.certificate().getNotAfter()).isInThePast();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PKCS #8", "SEC 1", "encrypted PKCS #8", "encrypted SEC 1"})
    void keysOfEveryFormAreRead(String form) throws Exception {
        PrivateKey plain = KeyFiles.pem(certificate, key, null).key();
        Object object =
                switch (form) {
                    case "PKCS #8" -> new JcaPKCS8Generator(plain, null);
                    case "encrypted PKCS #8" ->
                        new JcaPKCS8Generator(
                                plain,
                                new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                                        .setProvider(PROVIDER)
                                        .setPassword(PASSWORD)
                                        .build());
                    default -> sec1(plain);
                };
        var encryptor =
                new JcePEMEncryptorBuilder("AES-128-CBC").setProvider(PROVIDER).build(PASSWORD);
        Files.writeString(key, form.equals("encrypted SEC 1") ? pem(object, encryptor) : pem(object, null));
        assertThat(Files.readString(key)).contains(form.endsWith("SEC 1") ? "BEGIN EC PRIVATE" : "PRIVATE KEY-----");
        var settings = new TlsSettings(certificate, key, null, PASSWORD, null);
        try (var identity = TlsIdentities.load(settings)) {
            TlsHandshake.assertServes(identity, identity.certificate());
        }
        if (form.startsWith("encrypted")) {
            assertRefused(TlsSettings.pem(certificate, key), "tlsPassword: missing; the key in tlsKey: " + key);
            var wrong = new TlsSettings(certificate, key, null, "wrong".toCharArray(), null);
            assertRefused(wrong, "tlsPassword: wrong for the key in tlsKey: " + key);
        }
    }

    @Test
    void aPkcs1KeyIsRead() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        Files.writeString(key, pem(pair.getPrivate(), null));
        assertThat(Files.readString(key)).contains("BEGIN RSA PRIVATE KEY");
        assertThat(PemFile.read("tlsKey", key, null).key()).isEqualTo(pair.getPrivate());
        assertRefused(
                TlsSettings.pem(certificate, key),
                "tlsKey: " + key + ": the key does not match the certificate in tlsCertificate: " + certificate);
    }

    @Test
    void oneFileMayHoldBothAndMoreBesides() throws Exception {
        Path other = folder.resolve("other");
        SelfSigned.make(other, Instant.now());
        Path both = folder.resolve("both.pem");
        Files.writeString(
                both,
                "# für alle\n" + Files.readString(certificate) + Files.readString(key)
                        + Files.readString(other.resolve(SelfSigned.CERTIFICATE)));
        try (var identity = TlsIdentities.load(TlsSettings.pem(both, null))) {
            TlsHandshake.assertServes(
                    identity, KeyFiles.pem(certificate, key, null).chain().get(0));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PKCS12", "JKS"})
    void keystoresAreRead(String type) throws Exception {
        Path file = folder.resolve("store");
        keystore(type, file, "server");
        try (var identity = TlsIdentities.load(TlsSettings.keystore(file, PASSWORD))) {
            TlsHandshake.assertServes(identity, identity.certificate());
        }
        assertRefused(TlsSettings.keystore(file, "wrong".toCharArray()), "tlsPassword: wrong for tlsKeystore: " + file);
        keystore(type, file, "one", "two");
        assertRefused(
                TlsSettings.keystore(file, PASSWORD),
                "tlsKeystore: " + file + ": one private key wanted, found 2 [one, two]");
        Files.writeString(file, "nonsense");
        assertRefused(
                TlsSettings.keystore(file, PASSWORD), "tlsKeystore: " + file + ": not a readable PKCS #12 or JKS file");
    }

    @Test
    void whatIsMissingOrBrokenIsNamed() throws Exception {
        Path none = folder.resolve("none.pem");
        assertRefused(TlsSettings.pem(none, key), "tlsCertificate: " + none + ": no such file");
        assertRefused(TlsSettings.pem(certificate, none), "tlsKey: " + none + ": no such file");
        assertRefused(TlsSettings.keystore(none, null), "tlsKeystore: " + none + ": no such file");
        assertRefused(TlsSettings.pem(folder, key), "tlsCertificate: " + folder + ": not a readable file");
        assertRefused(TlsSettings.pem(key, key), "tlsCertificate: " + key + ": no certificate in it");
        assertRefused(TlsSettings.pem(certificate, null), "tlsCertificate: " + certificate + ": no private key in it");
        Files.writeString(none, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        assertRefused(TlsSettings.pem(none, key), "tlsCertificate: " + none + ": not a readable PEM file");
        assertRefused(TlsSettings.selfSigned(none), "tlsSelfSignedDirectory: " + none + ": cannot be written");
        assertThatThrownBy(() -> new TlsSettings(certificate, key, none, null, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void passwordsAreNotPrinted() {
        assertThat(TlsSettings.keystore(key, PASSWORD).toString()).isEqualTo("TlsSettings[" + key + "]");
    }

    @Test
    void changedFilesAreTakenOverAndBrokenOnesAreNot() throws Exception {
        try (var identity = new WatchedIdentity(TlsSettings.pem(certificate, key), Duration.ofMillis(20))) {
            X509Certificate first = identity.certificate();
            Files.writeString(certificate, "broken");
            await().during(Duration.ofMillis(200))
                    .until(() -> identity.certificate().equals(first));
            TlsHandshake.assertServes(identity, first);

            Path other = folder.resolve("other");
            SelfSigned.make(other, Instant.now());
            Files.copy(other.resolve(SelfSigned.KEY), key, StandardCopyOption.REPLACE_EXISTING);
            Files.writeString(certificate, Files.readString(other.resolve(SelfSigned.CERTIFICATE)));
            await().until(() -> !identity.certificate().equals(first));
            TlsHandshake.assertServes(identity, identity.certificate());
        }
    }

    @Test
    void contextsAreCheapAndEachHasItsOwnSessions() throws Exception {
        try (var identity = TlsIdentities.load(TlsSettings.selfSigned(folder))) {
            SSLContext one = identity.newContext();
            assertThat(one.getServerSessionContext())
                    .isNotSameAs(identity.newContext().getServerSessionContext());
            for (int i = 0; i < 500; i++) {
                identity.newContext();
            }
            long start = System.nanoTime();
            for (int i = 0; i < 200; i++) {
                identity.newContext();
            }
            Duration each = Duration.ofNanos((System.nanoTime() - start) / 200);
            assertThat(each).as("warm; 20 times the goal, for slow machines").isLessThan(Duration.ofMillis(10));
        }
    }

    @Test
    void parametersAreModern() throws Exception {
        var parameters = Tls.parameters(SSLContext.getDefault());
        assertThat(parameters.getProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
        assertThat(parameters.getCipherSuites())
                .contains("TLS_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")
                .noneMatch(suite -> suite.contains("_CBC_") || suite.startsWith("TLS_RSA_"));
    }

    private static void assertRefused(TlsSettings settings, String message) {
        assertThatThrownBy(() -> TlsIdentities.load(settings).close())
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(message);
    }

    private void keystore(String type, Path file, String... aliases) throws Exception {
        KeyMaterial material = KeyFiles.pem(certificate, key, null);
        KeyStore store = KeyStore.getInstance(type);
        store.load(null, null);
        for (String alias : aliases) {
            store.setKeyEntry(alias, material.key(), PASSWORD, material.chain().toArray(Certificate[]::new));
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD);
        }
    }

    /** As OpenSSL writes it: with the curve inside, where the JDK leaves it out. */
    private static PrivateKey sec1(PrivateKey key) throws Exception {
        return (PrivateKey)
                KeyFactory.getInstance("EC", PROVIDER).generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
    }

    private static String pem(Object object, PEMEncryptor encryptor) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            if (encryptor == null) {
                writer.writeObject(object);
            } else {
                writer.writeObject(object, encryptor);
            }
        }
        return text.toString();
    }
}
