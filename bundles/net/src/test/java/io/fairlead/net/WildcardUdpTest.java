// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A wildcard endpoint on a machine with several addresses, as 127.0.0.2 and 127.0.0.3 are on Linux. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class WildcardUdpTest {
    private final Set<InetAddress> machine = new CopyOnWriteArraySet<>();
    private final SocketEndpoints endpoints = new SocketEndpoints(() -> Set.copyOf(machine));

    @AfterEach
    void close() {
        endpoints.close();
    }

    @Test
    void answersComeFromTheAddressThatWasAsked() throws Exception {
        machine.addAll(addresses("127.0.0.1", "127.0.0.2", "::1"));
        int port = wildcard("0.0.0.0").localAddress().getPort();
        for (String asked : new String[] {"127.0.0.1", "127.0.0.2", "::1"}) {
            var address = new InetSocketAddress(asked, port);
            assertThat(whoAnswers(address)).isEqualTo(address);
        }
        assertThat(endpoints.status()).hasSize(1);
    }

    @Test
    void addressesComeAndGo() throws Exception {
        var attachment = wildcard("::");
        var second =
                new InetSocketAddress("127.0.0.2", attachment.localAddress().getPort());
        assertThat(whoAnswers(second)).isNotEqualTo(second); // an address of no interface: as the route has it
        machine.addAll(addresses("127.0.0.2"));
        await().until(() -> second.equals(whoAnswers(second)));
        machine.clear();
        await().until(() -> !second.equals(whoAnswers(second)));
        machine.addAll(addresses("127.0.0.2", "192.0.2.77")); // the one can't be bound, and is no obstacle
        await().until(() -> second.equals(whoAnswers(second)));
    }

    @Test
    void whatWasAskedWhileNobodyIsAttachedIsAnsweredByTheSuccessor() throws Exception {
        machine.addAll(addresses("127.0.0.2"));
        var older = wildcard("0.0.0.0");
        var second = new InetSocketAddress("127.0.0.2", older.localAddress().getPort());
        older.close();
        try (var client = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            ask(client, second);
            endpoints.attachUdp(Endpoint.of(older.localAddress()), UdpEndpointsTest::echo);
            assertThat(answer(client)).isEqualTo(second);
        }
    }

    @Test
    void everySocketGoesAfterTheLingerTime() throws Exception {
        machine.addAll(addresses("127.0.0.2"));
        var attachment = wildcard("0.0.0.0");
        attachment.close();
        await().untilAsserted(() -> assertThat(endpoints.status()).isEmpty());
        var second =
                new InetSocketAddress("127.0.0.2", attachment.localAddress().getPort());
        await().ignoreExceptions().untilAsserted(() -> new DatagramSocket(second).close());
    }

    @Test
    void noOtherProgramGetsOurDatagrams() throws Exception {
        machine.addAll(addresses("127.0.0.2"));
        int port = wildcard("0.0.0.0").localAddress().getPort();
        for (String address : new String[] {"127.0.0.2", "127.0.0.3", "0.0.0.0"}) {
            for (var option :
                    Arrays.asList(null, StandardSocketOptions.SO_REUSEADDR, StandardSocketOptions.SO_REUSEPORT)) {
                try (var thief = DatagramChannel.open()) {
                    if (option != null) {
                        thief.setOption(option, true);
                    }
                    assertThatThrownBy(() -> thief.bind(new InetSocketAddress(address, port)))
                            .isInstanceOf(BindException.class);
                }
            }
        }
    }

    private Endpoints.Attachment wildcard(String address) throws IOException {
        var endpoint = new Endpoint(new InetSocketAddress(address, 0), 1, Duration.ofMillis(500));
        return endpoints.attachUdp(endpoint, UdpEndpointsTest::echo);
    }

    private static Set<InetAddress> addresses(String... texts) {
        return Arrays.stream(texts)
                .map(text -> new InetSocketAddress(text, 0).getAddress())
                .collect(Collectors.toSet());
    }

    private static InetSocketAddress whoAnswers(InetSocketAddress asked) throws IOException {
        String host = asked.getAddress().getAddress().length == 4 ? "127.0.0.1" : "::1";
        try (var client = new DatagramSocket(0, InetAddress.getByName(host))) {
            ask(client, asked);
            return answer(client);
        }
    }

    private static void ask(DatagramSocket client, InetSocketAddress asked) throws IOException {
        client.send(new DatagramPacket(new byte[] {1}, 1, asked));
    }

    /** Null if nobody does: a datagram may come to a socket that is being closed. */
    private static InetSocketAddress answer(DatagramSocket client) throws IOException {
        client.setSoTimeout(2000);
        var answer = new DatagramPacket(new byte[1], 1);
        try {
            client.receive(answer);
            return (InetSocketAddress) answer.getSocketAddress();
        } catch (SocketTimeoutException e) {
            return null;
        }
    }
}
