// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SocketEndpointsTest {
    private final SocketEndpoints endpoints = new SocketEndpoints();

    @AfterEach
    void close() {
        endpoints.close();
    }

    @Test
    void givesConnectionsInBlockingModeToTheHandler() throws Exception {
        var blocking = new AtomicBoolean();
        var attachment = endpoints.attachTcp(free(), channel -> {
            blocking.set(channel.isBlocking());
            answer('a').accept(channel);
        });
        assertThat(attachment.localAddress().getPort()).isPositive();
        assertThat(ask(attachment.localAddress())).isEqualTo('a');
        assertThat(blocking).isTrue();
        assertThat(endpoints.status()).containsExactly(new Endpoints.Status("tcp", attachment.localAddress(), true));
    }

    @Test
    void twoAttachmentsToPortZeroNeverMeet() throws Exception {
        var one = endpoints.attachTcp(free(), answer('1'));
        var two = endpoints.attachTcp(free(), answer('2'));
        assertThat(one.superseded()).isFalse();
        assertThat(ask(one.localAddress())).isEqualTo('1');
        assertThat(ask(two.localAddress())).isEqualTo('2');
    }

    @Test
    void theNewestAttachmentHasTheListener() throws Exception {
        var older = endpoints.attachTcp(free(), answer('o'));
        var newer = endpoints.attachTcp(Endpoint.of(older.localAddress()), answer('n'));
        assertThat(older.superseded()).isTrue();
        assertThat(newer.superseded()).isFalse();
        assertThat(ask(older.localAddress())).isEqualTo('n');
        older.close();
        older.release();
        assertThat(ask(older.localAddress()))
                .as("the older one detached only itself")
                .isEqualTo('n');
    }

    @Test
    void theOlderAttachmentHasItBackWhenTheNewerGoesFirst() throws Exception {
        var older = endpoints.attachTcp(free(), answer('o'));
        var newer = endpoints.attachTcp(Endpoint.of(older.localAddress()), answer('n'));
        newer.release();
        assertThat(older.superseded()).isFalse();
        assertThat(ask(older.localAddress())).isEqualTo('o');
    }

    @Test
    void anotherOwnerIsRefusedUntilTheFirstHasGone() throws Exception {
        var mine = new Endpoint(free().address(), 1, Duration.ofSeconds(30), "ftp~one");
        var first = endpoints.attachTcp(mine, answer('1'));
        var here = new Endpoint(first.localAddress(), 1, Duration.ofSeconds(30), "ftp~one");
        var theirs = new Endpoint(first.localAddress(), 1, Duration.ofSeconds(30), "ftp~two");
        assertThatThrownBy(() -> endpoints.attachTcp(theirs, answer('x')))
                .isInstanceOf(BindException.class)
                .hasMessage("cannot listen on 127.0.0.1:%d: ftp~one listens there; one of the two needs another port"
                        .formatted(first.localAddress().getPort()));
        var newer = endpoints.attachTcp(here, answer('2'));
        first.close();
        assertThat(ask(first.localAddress())).isEqualTo('2');
        newer.close(); // and lingers
        endpoints.attachTcp(theirs, answer('3'));
        assertThat(ask(first.localAddress())).isEqualTo('3');
        assertThatThrownBy(() -> endpoints.attachTcp(here, answer('x'))).hasMessageContaining("ftp~two");
    }

    @Test
    void connectionsMadeWhileDetachedAreServedByTheSuccessor() throws Exception {
        var first = endpoints.attachTcp(free(), answer('1'));
        InetSocketAddress address = first.localAddress();
        first.close();
        first.close();
        assertThat(endpoints.status()).extracting(Endpoints.Status::attached).containsExactly(false);
        List<Socket> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waiting.add(connect(address));
        }
        endpoints.attachTcp(Endpoint.of(address), answer('2'));
        for (Socket socket : waiting) {
            assertThat(socket.getInputStream().read()).isEqualTo('2');
            socket.close();
        }
    }

    @Test
    void theSocketIsUnboundWhenNobodyReturnsInTime() throws Exception {
        var attachment = endpoints.attachTcp(lingering(Duration.ofMillis(50)), answer('a'));
        attachment.close();
        await().untilAsserted(() -> assertThat(endpoints.status()).isEmpty());
        assertThatThrownBy(() -> connect(attachment.localAddress())).isInstanceOf(ConnectException.class);
        try (ServerSocket other = new ServerSocket(attachment.localAddress().getPort())) {
            assertThat(other.isBound()).isTrue();
        }
    }

    @Test
    void whoComesAndGoesStartsTheLingerTimeAnew() throws Exception {
        var first = endpoints.attachTcp(lingering(Duration.ofMillis(150)), answer('1'));
        first.close();
        var second = endpoints.attachTcp(Endpoint.of(first.localAddress()), answer('2')); // lingers for 30 s
        second.close();
        await().during(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(endpoints.status()).hasSize(1));
    }

    @Test
    void releaseUnbindsAtOnceEvenAfterClose() throws Exception {
        var attachment = endpoints.attachTcp(free(), answer('a'));
        attachment.close();
        attachment.release();
        assertThat(endpoints.status()).isEmpty();
        assertThatThrownBy(() -> connect(attachment.localAddress())).isInstanceOf(ConnectException.class);
        attachment.release();
        var again = endpoints.attachTcp(Endpoint.of(attachment.localAddress()), answer('b'));
        attachment.close();
        attachment.release();
        assertThat(ask(again.localAddress()))
                .as("a stale attachment has no say")
                .isEqualTo('b');
    }

    /** The older one is still on its way out when the newer one's configuration is deleted. */
    @Test
    void releaseCountsForOlderOnesThatDetachLater() throws Exception {
        var older = endpoints.attachTcp(free(), answer('1'));
        var newer = endpoints.attachTcp(Endpoint.of(older.localAddress()), answer('2'));
        newer.release();
        assertThat(ask(older.localAddress())).isEqualTo('1');
        older.close();
        assertThat(endpoints.status()).isEmpty();

        var again = endpoints.attachTcp(Endpoint.of(older.localAddress()), answer('3'));
        var last = endpoints.attachTcp(Endpoint.of(older.localAddress()), answer('4'));
        again.release();
        endpoints.attachTcp(Endpoint.of(older.localAddress()), answer('5')).close();
        last.close();
        assertThat(endpoints.status()).as("a successor came").hasSize(1);
    }

    @Test
    void aPortInUseIsNamedWithItsCause() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var endpoint = Endpoint.of((InetSocketAddress) other.getLocalSocketAddress());
            assertThatThrownBy(() -> endpoints.attachTcp(endpoint, answer('a')))
                    .isInstanceOf(BindException.class)
                    .hasMessageStartingWith(
                            "cannot listen on 127.0.0.1:" + other.getLocalPort() + ": address already in use; ");
            assertThat(endpoints.status()).isEmpty();
        }
    }

    @Test
    void anAddressOfNobodyIsNamed() {
        var endpoint = Endpoint.of(new InetSocketAddress("192.0.2.1", 0)); // RFC 5737: documentation only
        assertThatThrownBy(() -> endpoints.attachTcp(endpoint, answer('a')))
                .hasMessage("cannot listen on 192.0.2.1:0: this machine has no such address");
    }

    @Test
    void aLingeringSocketDoesNotBarANarrowerAddress() throws Exception {
        var wide = endpoints.attachTcp(Endpoint.of(new InetSocketAddress(0)), answer('w'));
        int port = wide.localAddress().getPort();
        var narrow = Endpoint.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        assertThatThrownBy(() -> endpoints.attachTcp(narrow, answer('n'))).hasMessageContaining("already in use");
        wide.close();
        assertThat(ask(endpoints.attachTcp(narrow, answer('n')).localAddress())).isEqualTo('n');
    }

    @Test
    void aHandlerThatThrowsClosesItsConnectionAndNothingElse() throws Exception {
        var calls = new AtomicInteger();
        var attachment = endpoints.attachTcp(free(), channel -> {
            switch (calls.getAndIncrement()) {
                case 0 -> throw new IllegalStateException("expected by the test");
                case 1 -> throw new NoClassDefFoundError("expected by the test");
                case 2 -> Thread.currentThread().interrupt();
                default -> {}
            }
            answer('a').accept(channel);
        });
        assertThat(ask(attachment.localAddress())).isEqualTo(-1);
        assertThat(ask(attachment.localAddress())).isEqualTo(-1);
        ask(attachment.localAddress()); // the interrupt may close this channel, but not the listener
        assertThat(ask(attachment.localAddress())).isEqualTo('a');
    }

    @Test
    void closeReturnsAfterTheRunningHandler() throws Exception {
        var entered = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        var returned = new AtomicBoolean();
        var attachment = endpoints.attachTcp(free(), channel -> {
            entered.countDown();
            await().until(() -> leave.getCount() == 0);
            returned.set(true);
            answer('a').accept(channel);
        });
        try (Socket socket = connect(attachment.localAddress())) {
            entered.await();
            var closing = new Thread(attachment::close);
            closing.start();
            assertThat(closing.isAlive()).isTrue();
            leave.countDown();
            closing.join();
            assertThat(returned).isTrue();
            assertThat(socket.getInputStream().read()).isEqualTo('a');
        }
    }

    @Test
    void aHandlerMayDetachItself() throws Exception {
        var self = new Endpoints.Attachment[1];
        self[0] = endpoints.attachTcp(free(), channel -> {
            self[0].release();
            answer('a').accept(channel);
        });
        assertThat(ask(self[0].localAddress())).isEqualTo('a');
        assertThat(endpoints.status()).isEmpty();
    }

    @Test
    void afterCloseNothingIsBoundNorCanBe() throws Exception {
        var attachment = endpoints.attachTcp(free(), answer('a'));
        endpoints.close();
        endpoints.close();
        attachment.close();
        attachment.release();
        assertThatThrownBy(() -> connect(attachment.localAddress())).isInstanceOf(ConnectException.class);
        assertThatThrownBy(() -> endpoints.attachTcp(free(), answer('a'))).hasMessageContaining("shutting down");
    }

    /** 200 connects a second while the module is replaced 20 times, half of them with a gap: nobody notices. */
    @Test
    void noConnectFailsWhileModulesAreSwapped() throws Exception {
        var current = endpoints.attachTcp(free(), answer('a'));
        InetSocketAddress address = current.localAddress();
        ScheduledExecutorService clients = Executors.newScheduledThreadPool(8);
        List<Future<Integer>> answers = new ArrayList<>();
        try {
            for (int i = 0; i < 400; i++) {
                answers.add(clients.schedule(() -> ask(address), 5L * i, TimeUnit.MILLISECONDS));
            }
            for (int swap = 0; swap < 20; swap++) {
                int waitFor = 20 * (swap + 1) - 10;
                await().pollInterval(Duration.ofMillis(2)).until(answers.get(waitFor)::isDone);
                if (swap % 2 == 0) {
                    current.close();
                    current = endpoints.attachTcp(Endpoint.of(address), answer('a'));
                } else {
                    var next = endpoints.attachTcp(Endpoint.of(address), answer('a'));
                    current.close();
                    current = next;
                }
            }
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isEqualTo('a');
            }
        } finally {
            clients.shutdownNow();
        }
    }

    static Endpoint free() {
        return lingering(Duration.ofSeconds(30));
    }

    static Endpoint lingering(Duration time) {
        return new Endpoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100, time);
    }

    private static Consumer<SocketChannel> answer(char with) {
        return channel -> {
            try (channel) {
                channel.write(ByteBuffer.wrap(new byte[] {(byte) with}));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private static Socket connect(InetSocketAddress address) throws IOException {
        var socket = new Socket();
        socket.setSoTimeout(10_000);
        socket.connect(address, 10_000);
        return socket;
    }

    private static int ask(InetSocketAddress address) throws IOException {
        try (Socket socket = connect(address)) {
            return socket.getInputStream().read();
        }
    }
}
