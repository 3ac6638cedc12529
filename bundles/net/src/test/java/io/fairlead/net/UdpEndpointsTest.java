// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import static io.fairlead.net.SocketEndpointsTest.free;
import static io.fairlead.net.SocketEndpointsTest.lingering;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class UdpEndpointsTest {
    private final SocketEndpoints endpoints = new SocketEndpoints();
    private DatagramSocket client;

    @BeforeEach
    void open() throws IOException {
        client = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        client.setSoTimeout(10_000);
    }

    @AfterEach
    void close() {
        client.close();
        endpoints.close();
    }

    @Test
    void datagramsReachTheHandlerWhichAnswersThroughTheSocket() throws Exception {
        var attachment = endpoints.attachUdp(free(), UdpEndpointsTest::echo);
        send(attachment, "ping");
        var reply = new DatagramPacket(new byte[100], 100);
        client.receive(reply);
        assertThat(new String(reply.getData(), 0, reply.getLength(), US_ASCII)).isEqualTo("ping");
        assertThat(reply.getSocketAddress()).isEqualTo(attachment.localAddress());
        assertThat(endpoints.status()).containsExactly(new Endpoints.Status("udp", attachment.localAddress(), true));
    }

    @Test
    void datagramsSentWhileDetachedReachTheSuccessor() throws Exception {
        BlockingQueue<String> first = new LinkedBlockingQueue<>();
        BlockingQueue<String> second = new LinkedBlockingQueue<>();
        var older = endpoints.attachUdp(free(), (datagram, from, at) -> first.add(text(datagram)));
        send(older, "1");
        assertThat(first.poll(10, TimeUnit.SECONDS)).isEqualTo("1");
        older.close();
        for (int i = 2; i < 10; i++) {
            send(older, Integer.toString(i));
        }
        endpoints.attachUdp(Endpoint.of(older.localAddress()), (datagram, from, at) -> second.add(text(datagram)));
        for (int i = 2; i < 10; i++) {
            assertThat(second.poll(10, TimeUnit.SECONDS)).isEqualTo(Integer.toString(i));
        }
        assertThat(first).isEmpty();
    }

    @Test
    void theNewestAttachmentReceives() throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        var older = endpoints.attachUdp(free(), (datagram, from, at) -> received.add("older"));
        endpoints.attachUdp(Endpoint.of(older.localAddress()), (datagram, from, at) -> received.add("newer"));
        assertThat(older.superseded()).isTrue();
        send(older, "x");
        assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("newer");
        older.release();
        send(older, "x");
        assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("newer");
    }

    @Test
    void aDialogueGoesOnWithTheOneThatBeganIt() throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        var older = endpoints.attachUdp(free(), new Endpoints.DatagramHandler() {
            @Override
            public void received(ByteBuffer datagram, InetSocketAddress from, UdpPort at) {
                received.add("older " + text(datagram));
            }

            @Override
            public boolean continues(ByteBuffer datagram, InetSocketAddress from) {
                return datagram.get(datagram.position()) == 'c';
            }
        });
        endpoints.attachUdp(
                Endpoint.of(older.localAddress()), (datagram, from, at) -> received.add("newer " + text(datagram)));
        send(older, "continued");
        assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("older continued");
        send(older, "begun");
        assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("newer begun");
        older.close();
        send(older, "continued");
        assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("newer continued");
    }

    @Test
    void aHandlerThatThrowsLosesItsDatagramAndNothingElse() throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        var attachment = endpoints.attachUdp(free(), (datagram, from, at) -> {
            String text = text(datagram);
            if (text.equals("bad")) {
                throw new IllegalStateException("expected by the test");
            }
            received.add(text);
        });
        send(attachment, "bad");
        send(attachment, "good");
        assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("good");
    }

    @Test
    void lingersThenUnbinds() throws Exception {
        var attachment = endpoints.attachUdp(lingering(Duration.ofMillis(50)), (datagram, from, at) -> {});
        attachment.close();
        await().untilAsserted(() -> assertThat(endpoints.status()).isEmpty());
        new DatagramSocket(attachment.localAddress()).close();
    }

    @Test
    void aPortInUseIsNamedAndNeverShared() {
        var endpoint = Endpoint.of((InetSocketAddress) client.getLocalSocketAddress());
        assertThatThrownBy(() -> endpoints.attachUdp(endpoint, (datagram, from, at) -> {}))
                .isInstanceOf(BindException.class)
                .hasMessageStartingWith("cannot listen on 127.0.0.1:" + client.getLocalPort() + ": address already in");
    }

    @Test
    void tcpAndUdpShareAPortNumber() throws Exception {
        var udp = endpoints.attachUdp(free(), (datagram, from, at) -> {});
        var tcp = endpoints.attachTcp(Endpoint.of(udp.localAddress()), channel -> {});
        assertThat(tcp.localAddress()).isEqualTo(udp.localAddress());
        assertThat(endpoints.status()).extracting(Endpoints.Status::transport).isEqualTo(List.of("tcp", "udp"));
    }

    static void echo(ByteBuffer datagram, InetSocketAddress from, UdpPort at) {
        try {
            at.send(datagram, from);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void send(Endpoints.Attachment to, String text) throws IOException {
        byte[] bytes = text.getBytes(US_ASCII);
        client.send(new DatagramPacket(bytes, bytes.length, to.localAddress()));
    }

    private static String text(ByteBuffer datagram) {
        return US_ASCII.decode(datagram).toString();
    }
}
