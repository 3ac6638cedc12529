// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.ftp.server.FtpSettings.Security;
import io.fairlead.ftp.server.FtpSettings.TlsMode;
import io.fairlead.ftp.server.FtpSettings.TlsSessionReuse;
import io.fairlead.testing.Contents;
import io.fairlead.testing.ScriptedPeer;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** TLS: always where {@code ftps} is asked for, on both channels, and only with whom it should be. */
class FtpsTest {
    private final FtpConnector connector = new FtpConnector();
    private OurServer server;

    @BeforeEach
    void start() throws Exception {
        server = OurServer.start(
                s -> s.withSecurity(new Security(TlsMode.REQUIRED, TlsSessionReuse.REQUIRED, false, false)));
    }

    @AfterEach
    void stop() {
        connector.close();
        server.close();
    }

    private static ConnectOptions pinned() throws Exception {
        return OurServer.ME.with(ConnectOptions.CERTIFICATE_SHA256, OurServer.certificateSha256());
    }

    private Volume mount(ConnectOptions options) throws StorageException {
        return connector.connect(server.uri("ftps"), options).mount(Identity.ANONYMOUS);
    }

    @Test
    void resumesTheSessionOnEveryDataConnection() throws Exception {
        Volume volume = mount(pinned());
        byte[] content = new byte[3_000_000];
        new Random(1).nextBytes(content);
        for (int i = 0; i < 5; i++) { // uploads in a row are the hard case: tickets come to those who read
            Contents.write(volume, "/a" + i, content);
        }
        for (int i = 0; i < 5; i++) {
            assertThat(Contents.read(volume, "/a" + i)).isEqualTo(content);
            assertThat(Contents.names(volume, "/")).hasSize(5);
            Contents.write(volume, "/a" + i, "short");
        }
    }

    @Test
    void resumesOnEachOfManyConnections() throws Exception {
        Volume volume = mount(pinned());
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < 6; thread++) {
                String name = "/t" + thread;
                running.add(threads.submit(() -> {
                    for (int i = 0; i < 5; i++) {
                        Contents.write(volume, name, name.repeat(i + 1));
                        assertThat(Contents.text(volume, name)).isEqualTo(name.repeat(i + 1));
                    }
                    return null;
                }));
            }
            for (Future<?> thread : running) {
                thread.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void readsOnFromAnywhere() throws Exception {
        Volume volume = mount(pinned());
        byte[] content = new byte[5_000_000];
        new Random(2).nextBytes(content);
        Contents.write(volume, "/a", content);
        try (Node node = volume.open(VPath.of("/a"), Open.read())) {
            for (int position : new int[] {4_000_000, 100, 2_500_000, 2_500_200}) {
                ByteBuffer bytes = ByteBuffer.allocateDirect(50);
                assertThat(node.read(bytes, position)).isPositive();
                assertThat(bytes.get(0)).isEqualTo(content[position]);
            }
        }
    }

    @Test
    void trustsNobodyByDefault() {
        refused(OurServer.ME, "certificate is not trusted");
    }

    @Test
    void trustsThePinnedCertificateOnly() {
        refused(OurServer.ME.with(ConnectOptions.CERTIFICATE_SHA256, "00".repeat(32)), "not the one given");
        assertThatThrownBy(() -> mount(OurServer.ME.with(ConnectOptions.CERTIFICATE_SHA256, "12ab")))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NAME_INVALID));
    }

    @Test
    void comparesTheHostName() throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("server", OurServer.certificate().certificate());
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        ConnectOptions options = OurServer.ME.with(ConnectOptions.SSL_CONTEXT, context);
        URI elsewhere = URI.create("ftps://127.0.0.2:" + server.port() + "/");
        URI here = server.uri("ftps");
        assertThat(connector.connect(here, options).mount(Identity.ANONYMOUS)).isNotNull();
        ConnectOptions lax = options.with(ConnectOptions.VERIFY_HOST_NAME, false);
        assertThat(connector.connect(here, lax).mount(Identity.ANONYMOUS)).isNotNull();
        assertThatThrownBy(() -> connector.connect(elsewhere, options).mount(Identity.ANONYMOUS))
                .isInstanceOf(StorageException.class);
    }

    @Test
    void neverGoesOnInClearText() throws Exception {
        try (ScriptedPeer stripping = ScriptedPeer.server(peer -> peer.send("220 hi\r\n")
                .expectLine("AUTH TLS")
                .send("502 what?\r\n")
                .expectEnd())) {
            URI uri = URI.create("ftps://127.0.0.1:" + stripping.port() + "/");
            assertThatThrownBy(() -> connector.connect(uri, OurServer.ME).mount(Identity.ANONYMOUS))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ACCESS_DENIED))
                    .hasMessageContaining("TLS was refused");
            stripping.await();
        }
    }

    @Test
    void takesNothingSentBeforeTlsForAReplyUnderTls() throws Exception {
        try (ScriptedPeer injecting = ScriptedPeer.server(peer -> peer.send("220 hi\r\n")
                .expectLine("AUTH TLS")
                .send("234 go\r\n230 logged in\r\n")
                .expectEnd())) {
            URI uri = URI.create("ftps://127.0.0.1:" + injecting.port() + "/");
            assertThatThrownBy(() -> connector.connect(uri, OurServer.ME).mount(Identity.ANONYMOUS))
                    .hasMessageContaining("more than its reply to AUTH");
            injecting.await();
        }
    }

    @Test
    void givesUpOnAHandshakeThatDoesNotComeOn() throws Exception {
        try (ScriptedPeer silent = ScriptedPeer.server(peer -> {
            peer.send("220 hi\r\n").expectLine("AUTH TLS").send("234 go\r\n");
            peer.stall();
        })) {
            URI uri = URI.create("ftps://127.0.0.1:" + silent.port() + "/");
            ConnectOptions impatient = OurServer.ME.with(ConnectOptions.IO_TIMEOUT, Duration.ofMillis(300));
            assertThatThrownBy(() -> connector.connect(uri, impatient).mount(Identity.ANONYMOUS))
                    .hasMessageContaining("silence");
        }
    }

    private void refused(ConnectOptions options, String why) {
        assertThatThrownBy(() -> mount(options))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ACCESS_DENIED))
                .hasMessageContaining(why);
    }
}
