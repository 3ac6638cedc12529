// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A class path, or a framework, without Bouncy Castle: only keys that Java cannot read by itself need it. */
class WithoutBouncyCastleTest {
    private static final String WHAT_TO_DO =
            " beyond Java itself: add Bouncy Castle (bcprov-jdk18on, bcutil-jdk18on, bcpkix-jdk18on of org.bouncycastle,"
                    + " 1.83 or later) and, in OSGi, refresh the bundle io.fairlead.net; or use tlsKeystore, or tls = off";

    @TempDir
    Path folder;

    @Test
    void aSelfSignedCertificateSaysWhatIsMissing() throws Exception {
        Path tls = folder.resolve("tls");
        assertThat(run("selfSigned", tls))
                .contains("IOException tlsSelfSignedDirectory: " + tls + ": a self-signed certificate is" + WHAT_TO_DO);
    }

    @Test
    void aPemFileSaysWhatIsMissing() throws Exception {
        Path pem = Files.writeString(folder.resolve("a.pem"), "-----BEGIN CERTIFICATE-----\n");
        assertThat(run("pem", pem)).contains("IOException tlsCertificate: " + pem + ": PEM files are" + WHAT_TO_DO);
    }

    @Test
    void aKeystoreIsRead() throws Exception {
        Path keystore = folder.resolve("a.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=kept",
                        "-alias",
                        "a",
                        "-storepass",
                        "secret",
                        "-keystore",
                        keystore.toString())
                .redirectErrorStream(true)
                .start();
        String printed = new String(keytool.getInputStream().readAllBytes());
        assertThat(keytool.waitFor()).as(printed).isZero();
        assertThat(run("keystore", keystore)).contains("CN=kept");
    }

    /** What {@link Child} prints. */
    private static String run(String kind, Path file) throws IOException, InterruptedException {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> kept = new ArrayList<>(Arrays.asList(all.split(File.pathSeparator)));
        assertThat(kept.removeIf(jar -> jar.contains("bouncycastle"))).isTrue();
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        String.join(File.pathSeparator, kept),
                        Child.class.getName(),
                        kind,
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String printed = new String(child.getInputStream().readAllBytes());
        assertThat(child.waitFor()).as(printed).isZero();
        return printed;
    }

    /** Prints the subject of the certificate, or why there is none. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            Path file = Path.of(arguments[1]);
            TlsSettings settings =
                    switch (arguments[0]) {
                        case "selfSigned" -> TlsSettings.selfSigned(file);
                        case "pem" -> TlsSettings.pem(file, null);
                        default -> TlsSettings.keystore(file, "secret".toCharArray());
                    };
            try (TlsIdentity identity = TlsIdentities.load(settings)) {
                System.out.println(identity.certificate().getSubjectX500Principal());
            } catch (IOException e) {
                System.out.println("IOException " + e.getMessage());
            }
        }
    }
}
