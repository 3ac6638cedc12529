// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.server.FileServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a file says of an FTP server, as a client sees it: names, addresses, TLS, data connections. */
class FtpServerFileTest extends FileTest {
    private static final String PASSWORD = "changeit";

    @Test
    @ShowsKeys(
            pid = FtpSite.SERVER,
            value = {"name", "host", "port", "export.target", "authenticator.target", "welcome", "anonymous"})
    void names() throws Exception {
        FileServer server = site.ftp("host = 127.0.0.2", "welcome = Hello, and welcome \\u00fc", "anonymous = true");
        assertThat(server.name()).isEqualTo("filed");
        assertThat(server.addresses())
                .singleElement()
                .hasToString(InetAddress.getByName("127.0.0.2") + ":" + site.port());
        await().untilAsserted(() -> {
            try (FtpPeer peer = FtpPeer.connect(InetAddress.getByName("127.0.0.2"), site.port())) {
                assertThat(peer.expect(220)).isEqualTo("220 Hello, and welcome \u00fc");
                peer.login("alice", "secret");
                assertThat(peer.command("SIZE f", 213)).isEqualTo("213 5");
            }
        });
        try (FtpPeer peer = FtpPeer.connect(InetAddress.getByName("127.0.0.2"), site.port())) {
            peer.expect(220);
            peer.command("USER anonymous", 331);
            peer.command("PASS me@example.org", 230);
        }
    }

    @Test
    @ShowsKeys(
            pid = FtpSite.SERVER,
            value = {"tls", "tlsSelfSignedDirectory"})
    void whetherThereIsTls() throws Exception {
        site.ftp("tls = off");
        replies("AUTH TLS", "50");
        Path own = scratch.resolve("own");
        site.ftp("tls = required", "tlsSelfSignedDirectory = " + own);
        replies("USER alice", "53");
        await().untilAsserted(() -> assertThat(own).isNotEmptyDirectory());
    }

    @Test
    @ShowsKeys(
            pid = FtpSite.SERVER,
            value = {"tlsCertificate", "tlsKey", "tlsKeystore", "tlsPassword"})
    void whoseCertificate() throws Exception {
        Path keystore = makeKeystore();
        KeyStore keys = KeyStore.getInstance(keystore.toFile(), PASSWORD.toCharArray());
        X509Certificate certificate = (X509Certificate) keys.getCertificate("server");
        Path chain = pem("server.pem", "CERTIFICATE", certificate.getEncoded());
        Path key = pem(
                "server.key",
                "PRIVATE KEY",
                keys.getKey("server", PASSWORD.toCharArray()).getEncoded());
        site.ftp("tlsCertificate = " + chain, "tlsKey = " + key);
        shows(certificate);
        site.ftp();
        await().untilAsserted(() -> assertThat(shown()).isNotEqualTo(certificate));
        site.ftp("tlsKeystore = " + keystore, "tlsPassword = " + PASSWORD);
        shows(certificate);
    }

    private Path makeKeystore() throws Exception {
        Path keystore = scratch.resolve("server.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=configured",
                        "-keystore",
                        keystore.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        try (InputStream said = keytool.getInputStream()) {
            String text = new String(said.readAllBytes(), UTF_8);
            assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(keytool.exitValue()).as(text).isZero();
        }
        return keystore;
    }

    private Path pem(String name, String type, byte[] content) throws Exception {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(
                scratch.resolve(name), "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n");
    }

    private void shows(X509Certificate certificate) {
        await().untilAsserted(() -> assertThat(shown()).isEqualTo(certificate));
    }

    private X509Certificate shown() throws Exception {
        try (FtpPeer peer = FtpPeer.connect(site.port())) {
            peer.expect(220);
            return peer.secure().certificate();
        }
    }

    /** The test's client resumes nothing. */
    @Test
    @ShowsKeys(
            pid = FtpSite.SERVER,
            value = {"tlsSessionReuse"})
    void whetherDataMustResume() throws Exception {
        site.ftp("tlsSessionReuse = required");
        await().untilAsserted(() -> assertThat(securedListing()).doesNotContain("f"));
        site.ftp("tlsSessionReuse = off");
        await().untilAsserted(() -> assertThat(securedListing()).contains("f"));
    }

    private String securedListing() throws Exception {
        try (FtpPeer peer = FtpPeer.connect(site.port())) {
            peer.expect(220);
            peer.secure().login("alice", "secret");
            peer.command("PBSZ 0", 200);
            peer.command("PROT P", 200);
            try (Socket plain = peer.data()) {
                peer.send("NLST");
                Socket data = Trust.everybody(plain);
                return new String(data.getInputStream().readAllBytes(), UTF_8);
            } catch (java.io.IOException refused) {
                return "";
            }
        }
    }

    @Test
    @ShowsKeys(
            pid = FtpSite.SERVER,
            value = {"allowMissingCloseNotify", "fallbackCharset"})
    void whatIsPutUpWith() throws Exception {
        site.ftp("allowMissingCloseNotify = true", "fallbackCharset = windows-1252", "tlsSessionReuse = off");
        await().untilAsserted(() -> {
            try (FtpPeer peer = FtpPeer.connect(site.port())) {
                peer.expect(220);
                peer.secure().login("alice", "secret");
                peer.command("OPTS UTF8 OFF", 200);
                peer.command("PBSZ 0", 200);
                peer.command("PROT P", 200);
                try (Socket plain = peer.data()) {
                    peer.send("STOR cut");
                    Trust.everybody(plain).getOutputStream().write(1);
                    plain.shutdownOutput();
                    peer.expect(150);
                    peer.expect(226);
                }
            }
        });
    }

    @Test
    @ShowsKeys(
            pid = FtpSite.SERVER,
            value = {"passivePorts", "passiveAddress", "allowForeignAddress"})
    void dataConnections() throws Exception {
        int port = FtpSite.freePort();
        site.ftp("passivePorts = " + port + "-" + port, "passiveAddress = 192.0.2.7");
        await().untilAsserted(() -> {
            try (FtpPeer peer = site.login()) {
                assertThat(peer.passivePort()).isEqualTo(port);
                assertThat(peer.command("PASV", 227)).contains("192,0,2,7,");
                peer.command("PORT 127,0,0,9,200,1", 504);
            }
        });
        site.ftp("allowForeignAddress = true");
        await().untilAsserted(() -> {
            try (FtpPeer peer = site.login()) {
                peer.command("PORT 127,0,0,9,200,1", 200);
            }
        });
    }

    @Test
    @ShowsKeys(
            pid = FtpSite.SERVER,
            value = {"activeMode", "chmod"})
    void whatIsSwitchedOff() throws Exception {
        site.ftp("activeMode = false", "chmod = false");
        await().untilAsserted(() -> {
            try (FtpPeer peer = site.login()) {
                peer.command("PORT 127,0,0,1,200,1", 502);
                peer.command("SITE CHMOD 600 f", 504);
            }
        });
    }

    private void replies(String command, String reply) {
        await().untilAsserted(() -> {
            try (FtpPeer peer = FtpPeer.connect(site.port())) {
                peer.expect(220);
                peer.send(command);
                assertThat(peer.reply()).startsWith(reply);
            }
        });
    }
}
