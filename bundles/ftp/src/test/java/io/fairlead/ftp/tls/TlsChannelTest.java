// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.net.TlsIdentities;
import io.fairlead.net.TlsIdentity;
import io.fairlead.net.TlsSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our channel at one end, the JDK's socket at the other; in either role. */
@Timeout(60)
class TlsChannelTest {
    private static SSLContext serverContext;
    private static SSLContext clientContext;

    private final ExecutorService peers = Executors.newCachedThreadPool();
    private SocketChannel raw;
    private Socket rawPeer;
    private TlsChannel ours;
    private SSLSocket peer;

    @BeforeAll
    static void certificate(@TempDir Path folder) throws Exception {
        TlsIdentity identity = TlsIdentities.load(TlsSettings.selfSigned(folder));
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("server", identity.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        serverContext = identity.newContext();
        clientContext = SSLContext.getInstance("TLS");
        clientContext.init(null, trust.getTrustManagers(), null);
    }

    @AfterEach
    void stop() throws IOException {
        ours.close();
        rawPeer.close();
        peers.shutdownNow();
    }

    private void connect(boolean asClient, String version) throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocketChannel listener = ServerSocketChannel.open().bind(new InetSocketAddress(loopback, 0))) {
            rawPeer = new Socket(loopback, listener.socket().getLocalPort());
            raw = listener.accept();
        }
        SSLContext context = asClient ? serverContext : clientContext;
        peer = (SSLSocket) context.getSocketFactory().createSocket(rawPeer, "localhost", 21, true);
        peer.setUseClientMode(!asClient);
        peer.setEnabledProtocols(new String[] {version});
        SSLEngine engine = (asClient ? clientContext : serverContext).createSSLEngine();
        engine.setUseClientMode(asClient);
        ours = new TlsChannel(raw, engine, 4);
        Future<?> handshake = peer(() -> {
            peer.startHandshake();
            return null;
        });
        ours.handshake();
        handshake.get(10, TimeUnit.SECONDS);
    }

    private <T> Future<T> peer(Callable<T> work) {
        return peers.submit(work);
    }

    private String read(int length) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(length);
        while (into.hasRemaining()) {
            assertThat(ours.read(into)).isNotNegative();
        }
        return new String(into.array(), US_ASCII);
    }

    private int readMore() throws IOException {
        int n = 0;
        while (n == 0) {
            n = ours.read(ByteBuffer.allocate(100));
        }
        return n;
    }

    private void say(String text) throws IOException {
        peer.getOutputStream().write(text.getBytes(US_ASCII));
    }

    private void write(String text) throws IOException {
        ours.write(ByteBuffer.wrap(text.getBytes(US_ASCII)));
    }

    @ParameterizedTest
    @CsvSource({"true, TLSv1.2", "true, TLSv1.3", "false, TLSv1.2", "false, TLSv1.3"})
    void carriesBothWaysAtOnce(boolean asClient, String version) throws Exception {
        connect(asClient, version);
        byte[] content = new byte[3_000_000];
        new Random(1).nextBytes(content);
        Future<?> echo = peer(() -> {
            peer.getInputStream().transferTo(peer.getOutputStream());
            peer.shutdownOutput();
            return null;
        });
        Future<?> writer = peer(() -> {
            ours.write(ByteBuffer.wrap(content));
            if (version.equals("TLSv1.3")) { // before, the end of one direction is that of both
                ours.announceEnd();
            }
            return null;
        });
        ByteBuffer back = ByteBuffer.allocate(content.length);
        for (int slice = 1; back.hasRemaining(); slice = slice * 3 % 70_000) {
            back.limit(Math.min(back.capacity(), back.position() + slice));
            assertThat(ours.read(back)).isNotNegative();
            back.limit(back.capacity());
        }
        writer.get(10, TimeUnit.SECONDS);
        assertThat(back.array()).isEqualTo(content);
        if (version.equals("TLSv1.3")) {
            assertThat(readMore()).isEqualTo(-1);
            echo.get(10, TimeUnit.SECONDS);
        }
    }

    /** CVE-2009-3555. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesToRenegotiate(boolean asClient) throws Exception {
        connect(asClient, "TLSv1.2");
        peer(() -> {
            peer.startHandshake();
            peer.getInputStream().read();
            return null;
        });
        assertThatThrownBy(this::readMore).isInstanceOf(SSLException.class).hasMessageContaining("renegotiation");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void goesOnWithNewKeys(boolean asClient) throws Exception {
        connect(asClient, "TLSv1.3");
        for (int i = 0; i < 3; i++) {
            write("ping");
            assertThat(peer.getInputStream().readNBytes(4)).asString().isEqualTo("ping");
            peer.startHandshake(); // RFC 8446 4.6.3: KeyUpdate
            say("pong");
            assertThat(read(4)).isEqualTo("pong");
        }
    }

    @ParameterizedTest
    @CsvSource({"true, TLSv1.2", "true, TLSv1.3", "false, TLSv1.2", "false, TLSv1.3"})
    void readsOnAfterItsOwnEnd(boolean asClient, String version) throws Exception {
        connect(asClient, version);
        ours.announceEnd();
        assertThat(peer.getInputStream().read()).isEqualTo(-1);
        if (version.equals("TLSv1.3")) {
            say("late");
            assertThat(read(4)).isEqualTo("late");
        }
        peer.close();
        assertThat(readMore()).isEqualTo(-1);
        assertThat(readMore()).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({"true, TLSv1.2", "true, TLSv1.3", "false, TLSv1.2", "false, TLSv1.3"})
    void tellsAnEndFromACut(boolean asClient, String version) throws Exception {
        connect(asClient, version);
        say("some");
        rawPeer.shutdownOutput();
        assertThat(read(4)).isEqualTo("some");
        assertThatThrownBy(this::readMore)
                .isInstanceOfSatisfying(UnannouncedEndException.class, e -> assertThat(e.insideRecord())
                        .isFalse());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noticesARecordThatWasCut(boolean asClient) throws Exception {
        connect(asClient, "TLSv1.3");
        say("some");
        rawPeer.getOutputStream().write(new byte[] {23, 3, 3, 1, 0, 5});
        rawPeer.shutdownOutput();
        assertThat(read(4)).isEqualTo("some");
        assertThatThrownBy(this::readMore)
                .isInstanceOfSatisfying(UnannouncedEndException.class, e -> assertThat(e.insideRecord())
                        .isTrue());
    }
}
