// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.tftp.protocol.Data;
import io.fairlead.tftp.protocol.ErrorPacket;
import io.fairlead.tftp.protocol.OptionAcknowledgment;
import io.fairlead.tftp.protocol.Packet;
import io.fairlead.tftp.protocol.Request;
import io.fairlead.tftp.transfer.Timing;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** T9: one who asks for everything, or pretends to be many; and what others get then. */
class FloodTest {
    private static final int REQUESTS = 10_000;
    private static final int MOST_TRANSFERS = 100;
    private static final int MOST_PER_ADDRESS = 40;
    private static final long MEMORY_BYTES = 16 << 20;
    private static final Limits LIMITS = new Limits(MOST_TRANSFERS, MOST_PER_ADDRESS, MEMORY_BYTES, 100, 0);
    private static final Timing PATIENT =
            new Timing(Duration.ofSeconds(1), Duration.ofMillis(50), Duration.ofSeconds(8), Duration.ofSeconds(10), 5);

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void tenThousandHalfOpenRequestsLeaveOthersServed(boolean singlePort, boolean manyAddresses) throws Exception {
        byte[] content = ServerFixture.random(100_000, 1);
        try (var fixture = new ServerFixture(
                b -> b.name("flooded").singlePort(singlePort).timing(PATIENT).limits(LIMITS))) {
            fixture.file("/a", content);
            for (int i = 0; i < REQUESTS; i++) {
                ask(fixture, manyAddresses ? i : 0);
                if (i % 100 == 99) {
                    keepUp(fixture, i);
                    checkBounds(fixture);
                }
                if (i % 2000 == 1999) {
                    assertThat(read(fixture, "/a")).as("while it goes on").isEqualTo(content);
                }
            }
            assertThat(fixture.server.sessions()).as("half open").hasSizeGreaterThanOrEqualTo(MOST_PER_ADDRESS / 2);
            for (int i = 0; i < 10; i++) {
                assertThat(read(fixture, "/a")).isEqualTo(content);
            }
            checkBounds(fixture);
        }
    }

    private static void ask(ServerFixture fixture, int address) throws IOException {
        var from = InetAddress.getByAddress(new byte[] {127, 1, (byte) (address >> 8), (byte) address});
        Request request = RawClient.read("a", "blksize", "65464", "windowsize", "64");
        try (var socket = new DatagramSocket(new InetSocketAddress(from, 0))) {
            byte[] bytes = request.toDatagram().array();
            socket.send(new DatagramPacket(bytes, bytes.length, fixture.address()));
        }
    }

    /** A socket's buffer is no more than so long; what is beyond it would not test anything. */
    private static void keepUp(ServerFixture fixture, int sent) {
        for (int i = 0; i < 200; i++) {
            Counters.Snapshot counted = fixture.server.counters();
            if (counted.requests() + counted.refused() + counted.duplicates() >= sent) {
                return;
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void checkBounds(ServerFixture fixture) {
        assertThat(fixture.server.sessions()).hasSizeLessThanOrEqualTo(MOST_TRANSFERS);
        assertThat(fixture.server.memoryInUse()).as("half-open ones have none").isLessThan(1 << 20);
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("flooded-")))
                .hasSizeLessThan(MOST_TRANSFERS + 30);
    }

    /** As a client does: begins again when there is no answer. */
    private static byte[] read(ServerFixture fixture, String file) throws IOException {
        for (int attempt = 0; attempt < 30; attempt++) {
            try (var client = new RawClient(fixture.address())) {
                client.request(RawClient.read(file, "blksize", "1428"));
                Optional<Packet> answer = client.next(500);
                if (answer.isPresent()) {
                    assertThat(answer.get()).isInstanceOf(OptionAcknowledgment.class);
                    client.ack(0);
                    return client.rest(1428);
                }
            } catch (AssertionError e) {
                if (attempt == 29) {
                    throw e;
                }
            }
        }
        throw new AssertionError("no answer to 30 requests");
    }

    @Test
    void oneAddressHasNoMoreTransfersThanItMay() throws Exception {
        List<RawClient> greedy = new ArrayList<>();
        try (var fixture = new ServerFixture(
                        b -> b.limits(new Limits(10, 3, MEMORY_BYTES, 100, 0)).timing(PATIENT));
                var other = new RawClient(fixture.address(), new InetSocketAddress("127.0.0.2", 0))) {
            fixture.file("/a", new byte[100_000]);
            for (int i = 0; i < 4; i++) {
                var client = new RawClient(fixture.address());
                greedy.add(client);
                client.request(RawClient.read("a"));
                if (i < 3) {
                    client.next();
                    client.ack(1);
                    client.next();
                }
            }
            await().until(() -> fixture.server.counters().refused() == 1);
            other.request(RawClient.read("a"));
            assertThat(other.next()).isInstanceOf(Data.class);
            greedy.get(0).send(new ErrorPacket(0, "enough"));
            await().until(() -> fixture.server.counters().failed() == 1);
            greedy.get(3).request(RawClient.read("a"));
            assertThat(greedy.get(3).next()).isInstanceOf(Data.class);
        } finally {
            greedy.forEach(RawClient::close);
        }
    }

    @Test
    void oneAddressLeavesMemoryForOthers() throws Exception {
        List<RawClient> greedy = new ArrayList<>();
        try (var fixture = new ServerFixture(b -> b.limits(LIMITS).timing(PATIENT));
                var other = new RawClient(fixture.address())) {
            fixture.file("/big", new byte[10_000_000]);
            Packet answer;
            do {
                var client = new RawClient(fixture.address(), new InetSocketAddress("127.0.0.2", 0));
                greedy.add(client);
                client.request(RawClient.read("big", "blksize", "65464", "windowsize", "64"));
                client.next();
                client.ack(0);
                answer = client.next();
            } while (answer instanceof Data);
            assertThat(answer).isInstanceOf(ErrorPacket.class);
            assertThat(fixture.server.memoryInUse()).isLessThanOrEqualTo(MEMORY_BYTES / 2);
            other.request(RawClient.read("big", "blksize", "65464", "windowsize", "64"));
            other.next();
            other.ack(0);
            assertThat(other.next()).isInstanceOf(Data.class);
        } finally {
            greedy.forEach(RawClient::close);
        }
    }
}
