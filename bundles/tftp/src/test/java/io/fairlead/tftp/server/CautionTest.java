// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.tftp.protocol.Acknowledgment;
import io.fairlead.tftp.protocol.Data;
import io.fairlead.tftp.protocol.ErrorPacket;
import io.fairlead.tftp.protocol.OptionAcknowledgment;
import io.fairlead.tftp.protocol.Packet;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What attackers send, and what they get. */
class CautionTest {
    private static final int SILENCE_MILLIS = 50; // after what makes the silence was counted

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\0\3\0\1data",
                "\0\4\0\1",
                "\0\4\0\0",
                "\0\5\0\0x\0",
                "\0\6tsize\0001\0",
                "\0\7",
                "\0\0",
                "x",
                ""
            })
    void onlyRequestsAreAnswered(String packet) throws Exception { // T1
        for (boolean single : new boolean[] {false, true}) {
            try (var fixture = new ServerFixture(b -> b.singlePort(single));
                    var client = new RawClient(fixture.address())) {
                fixture.file("/a", "content");
                client.text(packet);
                client.request(RawClient.read("a")); // whatever answers the packet before would come first
                assertThat(client.next()).isInstanceOf(Data.class);
                assertThat(fixture.server.counters().ignored()).isEqualTo(1);
            }
        }
    }

    @Test
    void twoServersDoNotGoOnAnsweringEachOther() throws Exception { // T1: but a client may have a server's port
        try (var fixture = new ServerFixture(b -> b);
                var other = new RawClient(fixture.address(), new InetSocketAddress("127.0.0.2", fixture.port()))) {
            fixture.file("/a", "content");
            other.request(RawClient.read("a"));
            assertThat(other.next()).isInstanceOf(Data.class);
            other.send(new ErrorPacket(4, "as a server would"));
            await().until(() -> fixture.server.sessions().isEmpty());
            other.request(new ErrorPacket(4, "as a server would"));
            await().until(() -> fixture.server.counters().ignored() == 1);
            assertThat(other.next(SILENCE_MILLIS)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"69, false, true", "1023, false, true", "19, false, false", "7, false, false", "19, true, true"})
    void onlyPortsOfReflectorsGetNoAnswer(int port, boolean allowed, boolean served) throws Exception { // T1
        String name = "low-" + port + allowed;
        try (var fixture = new ServerFixture(b -> b.name(name).reflectorPorts(allowed));
                var client = bound(fixture, port)) {
            fixture.file("/a", "content");
            for (int i = 1; i <= 2; i++) {
                client.request(RawClient.read("a"));
                if (served) {
                    assertThat(client.next()).isInstanceOf(Data.class);
                    client.ack(1);
                } else {
                    int requests = i;
                    await().until(() -> fixture.server.counters().ignored() == requests);
                    assertThat(client.next(SILENCE_MILLIS)).isEmpty();
                }
            }
            assertThat(LogFile.of(name).stream().filter(line -> line.startsWith("INFO 127.0.0.1:" + port + " is not")))
                    .hasSize(served ? 0 : 1); // once an address
        }
    }

    private static RawClient bound(ServerFixture fixture, int port) throws Exception {
        try {
            return new RawClient(fixture.address(), new InetSocketAddress("127.0.0.1", port));
        } catch (java.net.SocketException e) {
            return org.junit.jupiter.api.Assumptions.abort("port " + port + " can't be bound here");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void unansweredRequestIsAnsweredFiveTimesAtMost(boolean single) throws Exception { // T2
        try (var fixture = new ServerFixture(
                        b -> b.singlePort(single).writes(WritePolicy.CREATE).timing(ServerFixture.HASTY));
                var client = new RawClient(fixture.address())) {
            fixture.file("/big", ServerFixture.random(1_000_000, 1));
            client.request(RawClient.read("big", "blksize", "1428", "windowsize", "64"));
            assertThat(all(client, fixture)).hasSize(5).allMatch(OptionAcknowledgment.class::isInstance);
            client.request(RawClient.read("big"));
            assertThat(all(client, fixture)).hasSize(5).allMatch(p -> ((Data) p).block() == 1);
            client.request(RawClient.write("up", "tsize", "5"));
            assertThat(all(client, fixture)).hasSize(5).allMatch(OptionAcknowledgment.class::isInstance);
            client.request(RawClient.write("up"));
            assertThat(all(client, fixture)).hasSize(5).allMatch(new Acknowledgment(0)::equals);
            assertThat(fixture.server.counters().failed()).isEqualTo(4);
            assertThat(fixture.exists("/up")).isFalse();
        }
    }

    /** What a request is answered, until the server has given up. */
    private static List<Packet> all(RawClient client, ServerFixture fixture) throws Exception {
        List<Packet> packets = new ArrayList<>(List.of(client.next()));
        await().until(() -> fixture.server.sessions().isEmpty());
        for (Optional<Packet> next; (next = client.next(SILENCE_MILLIS)).isPresent(); ) {
            packets.add(next.get());
        }
        return packets;
    }

    @Test
    void errorsAreBoundedInRate() throws Exception { // T2
        try (var fixture = new ServerFixture(b -> b.limits(new Limits(512, 512, 1 << 24, 50, 0)));
                var client = new RawClient(fixture.address())) {
            for (int i = 0; i < 200; i++) {
                client.request(RawClient.read("missing" + i));
            }
            await().until(() -> fixture.server.counters().refused() == 200);
            int errors = 0;
            while (client.next(SILENCE_MILLIS).isPresent()) {
                errors++;
            }
            assertThat(errors).isBetween(3, 50); // a tenth of 50 at once, and what the time it took adds
            assertThat(fixture.server.counters().errorsWithheld()).isEqualTo(200 - errors);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "blksize, 7",
        "blksize, -1",
        "blksize, abc",
        "windowsize, 0",
        "windowsize, 65536",
        "timeout, 0",
        "timeout, 256",
        "nonsense, 1"
    })
    void optionsOutOfBoundsAreIgnored(String name, String value) throws Exception { // T3
        try (var fixture = new ServerFixture(b -> b);
                var client = new RawClient(fixture.address())) {
            fixture.file("/a", "content");
            client.request(RawClient.read("a", name, value));
            assertThat(client.next()).isInstanceOf(Data.class);
            client.ack(1);
            client.request(RawClient.read("a", name, value, "tsize", "0"));
            assertThat(((OptionAcknowledgment) client.next()).options().values())
                    .containsOnlyKeys("tsize");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'\0\1ab', 4",
        "'\0\1a\0octet', 4",
        "'\0\1\0octet\0', 4",
        "'\0\1a\0mail\0', 4",
        "'\0\1a\0octet\0blksize\00016\0BLKSIZE\00032\0', 8"
    })
    void malformedRequestsGetAnError(String packet, int code) throws Exception { // T3, T4
        try (var fixture = new ServerFixture(b -> b);
                var client = new RawClient(fixture.address())) {
            fixture.file("/a", "content");
            client.text(packet);
            assertThat(((ErrorPacket) client.next()).code()).isEqualTo(code);
        }
    }

    @Test
    void hugeRequestIsRefused() throws Exception { // T3
        try (var fixture = new ServerFixture(b -> b);
                var client = new RawClient(fixture.address())) {
            client.text("\0\1" + "a".repeat(64_000) + "\0octet\0");
            assertThat(((ErrorPacket) client.next()).code()).isEqualTo(4);
        }
    }

    @Test
    void overlongBlockEndsTheUpload() throws Exception { // T4
        try (var fixture = new ServerFixture(b -> b.writes(WritePolicy.CREATE));
                var client = new RawClient(fixture.address())) {
            client.request(RawClient.write("up"));
            assertThat(client.next()).isEqualTo(new Acknowledgment(0));
            client.data(1, "x".repeat(513));
            assertThat(((ErrorPacket) client.next()).code()).isEqualTo(4);
            await().until(() -> fixture.server.sessions().isEmpty());
            assertThat(fixture.exists("/up")).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void foreignTidGetsErrorFiveAndChangesNothing(boolean write) throws Exception { // T5
        try (var fixture = new ServerFixture(b -> b.writes(WritePolicy.CREATE));
                var client = new RawClient(fixture.address());
                var thief = new RawClient(fixture.address())) {
            fixture.file("/a", ServerFixture.random(2000, 1));
            client.request(write ? RawClient.write("b") : RawClient.read("a"));
            client.next();
            thief.to(client.peer());
            thief.ack(1);
            assertThat(((ErrorPacket) thief.next()).code()).isEqualTo(5);
            thief.to(client.peer());
            thief.data(1, "evil");
            assertThat(((ErrorPacket) thief.next()).code()).isEqualTo(5);
            thief.to(client.peer());
            thief.send(new ErrorPacket(0, "stop"));
            await().until(() -> fixture.server.counters().foreignIds() == 3);
            assertThat(thief.next(SILENCE_MILLIS)).isEmpty();
            if (write) {
                client.data(1, "good");
                assertThat(acknowledged(client)).isEqualTo(1);
                assertThat(fixture.content("/b")).asString().isEqualTo("good");
            } else {
                client.ack(1);
                Data second = (Data) client.next();
                assertThat(second.block()).isIn(1, 2); // the first may have been sent again meanwhile
            }
        }
    }

    private static int acknowledged(RawClient client) throws Exception {
        Acknowledgment ack;
        do {
            ack = (Acknowledgment) client.next();
        } while (ack.block() == 0); // sent again meanwhile
        return ack.block();
    }

    @ParameterizedTest
    @CsvSource({
        "../etc/passwd, 2",
        "/../../x, 2",
        "d/../../a, 2",
        "'..\\..\\w', 2",
        "/, 0",
        "., 0",
        "d, 2",
        "missing, 1",
        "d/missing, 1",
        "missing/a, 1",
        "a/b, 1",
        "'a\u0001b', 0"
    })
    void namesThatLeadNowhereGetAnErrorWithoutPaths(String name, int code) throws Exception { // T6
        try (var fixture = new ServerFixture(b -> b);
                var client = new RawClient(fixture.address())) {
            fixture.folder("/d");
            fixture.file("/a", "content");
            client.request(RawClient.read(name));
            ErrorPacket error = (ErrorPacket) client.next();
            assertThat(error.code()).isEqualTo(code);
            assertThat(error.message()).doesNotContain("/").doesNotContain(name);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, '', false",
        "127.0.0.0/8, '', true",
        "'', 127.0.0.1, false",
        "127.0.0.0/8, 127.0.0.0/30, false",
        "'', 10.0.0.0/8, true"
    })
    void clientsAreServedByNetwork(String allowed, String refused, boolean served) throws Exception {
        try (var fixture = new ServerFixture(b -> b.clients(networks(allowed), networks(refused)));
                var client = new RawClient(fixture.address())) {
            fixture.file("/a", "content");
            client.request(RawClient.read("a"));
            if (served) {
                assertThat(client.next()).isInstanceOf(Data.class);
            } else {
                await().until(() -> fixture.server.counters().refused() == 1);
                assertThat(client.next(SILENCE_MILLIS)).isEmpty();
            }
        }
    }

    private static List<String> networks(String one) {
        return one.isEmpty() ? List.of() : List.of(one);
    }
}
