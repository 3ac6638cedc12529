// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.HexFormat;
import java.util.Optional;

/** The self-signed certificate of a home. */
final class OwnCertificate {
    private OwnCertificate() {}

    /** Its SHA-256 in hexadecimal digits, by colons; empty if there is none in the folder, or none that can be read. */
    static Optional<String> fingerprint(Path folder) {
        try (InputStream in = Files.newInputStream(folder.resolve("certificate.pem"))) {
            byte[] certificate = CertificateFactory.getInstance("X.509")
                    .generateCertificate(in)
                    .getEncoded();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate);
            return Optional.of(HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest));
        } catch (IOException | GeneralSecurityException e) {
            return Optional.empty();
        }
    }
}
