// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.storage.VPath;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client on a class path without Bouncy Castle, with TLS as well: it makes no certificate and reads no PEM file. */
class WithoutBouncyCastleTest {
    @ParameterizedTest
    @ValueSource(strings = {"ftp", "ftps"})
    void connects(String scheme) throws Exception {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> kept = new ArrayList<>(Arrays.asList(all.split(File.pathSeparator)));
        assertThat(kept.removeIf(jar -> jar.contains("bouncycastle"))).isTrue();
        try (OurServer server = OurServer.start()) {
            Process child = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            String.join(File.pathSeparator, kept),
                            Child.class.getName(),
                            server.uri(scheme).toString(),
                            scheme.equals("ftps") ? OurServer.certificateSha256() : "")
                    .redirectErrorStream(true)
                    .start();
            String printed = new String(child.getInputStream().readAllBytes());
            assertThat(child.waitFor()).as(printed).isZero();
            assertThat(printed).contains("DIRECTORY");
        }
    }

    /** Prints the kind of the root. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws Exception {
            ConnectOptions options = arguments[1].isEmpty()
                    ? OurServer.ME
                    : OurServer.ME.with(ConnectOptions.CERTIFICATE_SHA256, arguments[1]);
            try (FtpConnector connector = new FtpConnector();
                    var volume =
                            connector.connect(URI.create(arguments[0]), options).mount(Identity.ANONYMOUS)) {
                System.out.println(volume.attributes(VPath.ROOT).kind());
            }
        }
    }
}
