// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A certificate of our own making, kept in a folder until it expires. Clients may pin it; no authority signs it. */
final class SelfSigned {
    static final String CERTIFICATE = "certificate.pem";
    static final String KEY = "key.pem";
    private static final String LOCK = ".lock";

    private static final Logger LOG = LoggerFactory.getLogger(SelfSigned.class);
    private static final Duration VALIDITY = Duration.ofDays(825); // the longest that every system's trust store takes

    private SelfSigned() {}

    /**
     * The pair in the folder; a new one if there is none, or it has expired. One is made at a time, since several
     * servers, of several processes, may share the folder.
     */
    static synchronized KeyMaterial in(Path folder) throws IOException {
        Optional<KeyMaterial> kept = kept(folder);
        if (kept.isPresent()) {
            return kept.get();
        }
        try (FileChannel lock = lock(folder)) {
            kept = kept(folder); // of another process, which had the lock before
            if (kept.isEmpty()) {
                if (Files.exists(folder.resolve(CERTIFICATE))) {
                    LOG.warn(
                            "The generated certificate {} has expired: making a new one, which clients must trust anew",
                            folder);
                }
                make(folder, Instant.now());
            }
        }
        return KeyFiles.pem(folder.resolve(CERTIFICATE), folder.resolve(KEY), null);
    }

    /** A key without a certificate is one whose maker ended before it was done. */
    private static Optional<KeyMaterial> kept(Path folder) throws IOException {
        Path certificate = folder.resolve(CERTIFICATE);
        if (!Files.exists(certificate)) {
            return Optional.empty();
        }
        KeyMaterial kept = KeyFiles.pem(certificate, folder.resolve(KEY), null);
        if (kept.chain().get(0).getNotAfter().toInstant().isAfter(Instant.now())) {
            return Optional.of(kept);
        }
        return Optional.empty();
    }

    /** Waits for the folder's lock, which the system takes back from a process that died. */
    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel = null;
        try {
            PrivateFiles.makeFolder(folder);
            channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.lock();
            return channel;
        } catch (IOException e) {
            if (channel != null) {
                channel.close();
            }
            throw unwritable(folder, e);
        }
    }

    /** Makes a pair that is valid from {@code from}. */
    static void make(Path folder, Instant from) throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            String certificate = pem(certificate(pair, from));
            String key = pem(new PemObject("PRIVATE KEY", pair.getPrivate().getEncoded()));
            PrivateFiles.makeFolder(folder);
            Files.deleteIfExists(folder.resolve(CERTIFICATE)); // so that it is never beside another's key
            PrivateFiles.write(folder.resolve(KEY), key);
            PrivateFiles.write(folder.resolve(CERTIFICATE), certificate);
            LOG.info("Made a self-signed certificate in {}", folder);
        } catch (IOException e) {
            throw unwritable(folder, e);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("tlsSelfSignedDirectory: " + folder + ": no certificate can be made", e);
        }
    }

    private static IOException unwritable(Path folder, IOException why) {
        return new IOException("tlsSelfSignedDirectory: " + folder + ": cannot be written: " + why.getMessage(), why);
    }

    private static X509CertificateHolder certificate(KeyPair pair, Instant from)
            throws IOException, OperatorCreationException {
        var name = new X500Name("CN=localhost");
        var serial = new BigInteger(127, new SecureRandom()).setBit(126); // RFC 5280 4.1.2.2: positive, hard to guess
        Instant begin = from.minus(Duration.ofHours(1)); // clocks of clients differ
        return new JcaX509v3CertificateBuilder(
                        name, serial, Date.from(begin), Date.from(from.plus(VALIDITY)), name, pair.getPublic())
                .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names()))
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
    }

    private static GeneralName[] names() {
        List<GeneralName> names = new ArrayList<>();
        names.add(new GeneralName(GeneralName.dNSName, "localhost"));
        try {
            String host = InetAddress.getLocalHost().getHostName();
            if (host.matches("[A-Za-z0-9.-]+") && !host.equals("localhost") && !host.matches("[0-9.]+")) {
                names.add(new GeneralName(GeneralName.dNSName, host));
            }
        } catch (UnknownHostException e) {
            LOG.debug("this host has no name", e);
        }
        names.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
        names.add(new GeneralName(GeneralName.iPAddress, "::1"));
        return names.toArray(new GeneralName[0]);
    }

    private static String pem(Object object) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }
}
