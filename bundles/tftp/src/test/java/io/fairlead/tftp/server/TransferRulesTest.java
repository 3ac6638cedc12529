// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.server.FileServer;
import io.fairlead.tftp.protocol.Acknowledgment;
import io.fairlead.tftp.protocol.Data;
import io.fairlead.tftp.protocol.ErrorPacket;
import io.fairlead.tftp.protocol.OptionAcknowledgment;
import io.fairlead.tftp.protocol.Options;
import io.fairlead.tftp.protocol.Request;
import io.fairlead.tftp.protocol.TransferMode;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 1350, 2347, 2348, 2349 and 7440, packet by packet. */
class TransferRulesTest {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void repeatedAcksBringNoSecondBlock(boolean single) throws Exception { // T8, Sorcerer's Apprentice
        try (var fixture = new ServerFixture(b -> b.singlePort(single).timing(ServerFixture.PATIENT));
                var client = new RawClient(fixture.address())) {
            fixture.file("/a", ServerFixture.random(5000, 1));
            client.request(RawClient.read("a"));
            assertThat(((Data) client.next()).block()).isEqualTo(1);
            for (int i = 0; i < 3; i++) {
                client.ack(1);
            }
            assertThat(((Data) client.next()).block()).isEqualTo(2);
            assertThat(client.next(100)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void repeatedRequestIsOneTransfer(boolean write, boolean single) throws Exception { // T8
        try (var fixture = new ServerFixture(
                        b -> b.singlePort(single).writes(WritePolicy.CREATE).timing(ServerFixture.PATIENT));
                var client = new RawClient(fixture.address())) {
            fixture.file("/a", ServerFixture.random(5000, 1));
            Request request = write ? RawClient.write("b") : RawClient.read("a");
            client.request(request);
            client.request(request);
            client.request(request);
            var first = client.next();
            client.to(fixture.address());
            client.send(request);
            await().until(() -> fixture.server.counters().duplicates() == 3);
            assertThat(client.next(50)).isEmpty();
            assertThat(fixture.server.sessions()).hasSize(1);
            assertThat(first).isEqualTo(write ? new Acknowledgment(0) : first);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lostOackIsSentAgain(boolean single) throws Exception { // T8
        try (var fixture = new ServerFixture(b -> b.singlePort(single).timing(ServerFixture.QUICK));
                var client = new RawClient(fixture.address())) {
            fixture.file("/a", ServerFixture.random(1000, 1));
            client.request(RawClient.read("a", "tsize", "0"));
            var oack = client.next();
            assertThat(client.next()).isEqualTo(oack);
            client.ack(0);
            var next = client.next();
            assertThat(next.equals(oack) ? client.next() : next).isInstanceOf(Data.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void windowOfAnUploadIsAcknowledgedAsAWhole(boolean single) throws Exception { // RFC 7440
        try (var fixture = new ServerFixture(
                        b -> b.singlePort(single).writes(WritePolicy.CREATE).timing(ServerFixture.PATIENT));
                var client = new RawClient(fixture.address())) {
            client.request(RawClient.write("up", "blksize", "8", "windowsize", "4"));
            assertThat(client.next()).isInstanceOf(OptionAcknowledgment.class);
            for (int block : new int[] {1, 2, 3, 4}) {
                client.data(block, "block " + block + " ");
            }
            assertThat(client.next()).isEqualTo(new Acknowledgment(4));
            for (int block : new int[] {5, 7, 8}) { // 6 is late: the last block in order is acknowledged, once
                client.data(block, "block " + block + " ");
            }
            assertThat(client.next()).isEqualTo(new Acknowledgment(5));
            for (int block : new int[] {6, 7, 8}) {
                client.data(block, "block " + block + " ");
            }
            client.data(9, "end");
            assertThat(client.next()).isEqualTo(new Acknowledgment(9));
            assertThat(client.next(50)).isEmpty();
            assertThat(fixture.content("/up"))
                    .asString()
                    .isEqualTo("block 1 block 2 block 3 block 4 block 5 block 6 block 7 block 8 end");
        }
    }

    @Test
    void anotherRequestFromTheSamePortIsAnswered() throws Exception { // firmware that keeps its port
        try (var fixture = new ServerFixture(b -> b);
                var client = new RawClient(fixture.address())) {
            fixture.file("/a", "first");
            fixture.file("/b", "second");
            client.request(RawClient.read("a", "tsize", "0"));
            assertThat(client.next()).isInstanceOf(OptionAcknowledgment.class);
            client.request(RawClient.read("b"));
            Data data = (Data) client.next();
            assertThat(StandardCharsets.US_ASCII.decode(data.content()).toString())
                    .isEqualTo("second");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sizeProbeIsNoFailure(boolean single) throws Exception {
        try (var fixture = new ServerFixture(b -> b.singlePort(single));
                var client = new RawClient(fixture.address())) {
            fixture.file("/boot.efi", ServerFixture.random(5000, 1));
            client.request(RawClient.read("boot.efi", "tsize", "0", "blksize", "1468", "windowsize", "4"));
            OptionAcknowledgment oack = (OptionAcknowledgment) client.next();
            assertThat(oack.options().values())
                    .containsExactlyInAnyOrderEntriesOf(Map.of("tsize", "5000", "blksize", "1468", "windowsize", "4"));
            client.send(new ErrorPacket(8, "User aborted the transfer"));
            await().until(() -> fixture.server.counters().probes() == 1);
            assertThat(fixture.server.counters().failed()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void windowIsSentBlockAfterBlock(boolean single) throws Exception { // RFC 7440
        try (var fixture = new ServerFixture(b -> b.singlePort(single));
                var client = new RawClient(fixture.address())) {
            fixture.file("/a", ServerFixture.random(5120, 1));
            client.request(RawClient.read("a", "windowsize", "4"));
            client.next();
            client.ack(0);
            for (int block = 1; block <= 4; block++) {
                assertThat(((Data) client.next()).block()).isEqualTo(block);
            }
            client.ack(2); // the rest was lost
            for (int block = 3; block <= 6; block++) {
                assertThat(((Data) client.next()).block()).isEqualTo(block);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lostLastAckIsSentAgain(boolean single) throws Exception { // T8, dallying
        try (var fixture = new ServerFixture(b -> b.singlePort(single).writes(WritePolicy.CREATE));
                var client = new RawClient(fixture.address())) {
            client.request(RawClient.write("up"));
            assertThat(client.next()).isEqualTo(new Acknowledgment(0));
            client.data(1, "content");
            assertThat(client.next()).isEqualTo(new Acknowledgment(1));
            assertThat(fixture.content("/up")).asString().isEqualTo("content");
            Thread.sleep(30); // as the client's timer would wait: what comes at once is taken for the network's copy
            client.data(1, "content");
            assertThat(client.next()).isEqualTo(new Acknowledgment(1));
            assertThat(fixture.server.counters().transfers()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb\r\nc\r", "\n\n\n\n", "\r\r\n"})
    void netasciiIsExactAcrossBlocks(String text) throws Exception { // T10
        String local = text.repeat(400);
        String wire = local.replace("\r", "\r\0").replace("\n", "\r\n");
        try (var fixture = new ServerFixture(b -> b.writes(WritePolicy.CREATE));
                var client = new RawClient(fixture.address())) {
            fixture.file("/a", local);
            client.request(new Request(
                    Request.Kind.READ, "a", TransferMode.NETASCII, new Options(Map.of("tsize", "0"), false)));
            assertThat(netascii(client)).isEqualTo(wire);
            client.request(new Request(Request.Kind.WRITE, "b", TransferMode.NETASCII, Options.NONE));
            client.next();
            byte[] bytes = wire.getBytes(StandardCharsets.ISO_8859_1);
            for (int block = 1, at = 0; at <= bytes.length; block++, at += 512) {
                int length = Math.min(512, bytes.length - at);
                client.send(new Data(block, ByteBuffer.wrap(bytes, at, length)));
                while (((Acknowledgment) client.next()).block() != block) {}
            }
            assertThat(fixture.content("/b")).asString().isEqualTo(local);
        }
    }

    private static String netascii(RawClient client) throws Exception {
        return new String(client.rest(512), StandardCharsets.ISO_8859_1);
    }

    @Test
    void administratorsEndATransfer() throws Exception {
        try (var fixture = new ServerFixture(b -> b);
                var client = new RawClient(fixture.address())) {
            fixture.file("/a", ServerFixture.random(5000, 1));
            client.request(RawClient.read("a"));
            client.next();
            var session = fixture.server.sessions().get(0);
            assertThat(session.activity()).startsWith("RRQ a");
            assertThat(fixture.server.disconnect(session.id())).isTrue();
            assertThat(fixture.server.disconnect("none")).isFalse();
            while (!(client.next() instanceof ErrorPacket)) {}
            await().until(() -> fixture.server.sessions().isEmpty());
        }
    }

    @Test
    void closingEndsTransfersByAnError() throws Exception {
        var fixture = new ServerFixture(b -> b);
        try (fixture;
                var client = new RawClient(fixture.address())) {
            fixture.file("/a", ServerFixture.random(5000, 1));
            client.request(RawClient.read("a"));
            client.next();
            fixture.server.close();
            while (!(client.next() instanceof ErrorPacket)) {}
            assertThat(fixture.server.state()).isEqualTo(FileServer.State.STOPPED);
        }
    }

    @Test
    void portRangeIsKept() throws Exception {
        int port = 39_000 + (int) (ProcessHandle.current().pid() % 1000);
        try (var fixture = new ServerFixture(b -> b.ports(port, port + 3));
                var client = new RawClient(fixture.address())) {
            fixture.file("/a", "content");
            for (int i = 0; i < 10; i++) {
                client.request(RawClient.read("a"));
                client.next();
                assertThat(client.peer().getPort()).isBetween(port, port + 3);
                client.ack(1);
                await().until(() -> fixture.server.sessions().isEmpty());
            }
        }
    }

    @Test
    void portRangeMayBeUsedUp() throws Exception {
        int port = 40_000 + (int) (ProcessHandle.current().pid() % 1000);
        try (var fixture = new ServerFixture(b -> b.ports(port, port));
                var first = new RawClient(fixture.address());
                var second = new RawClient(fixture.address())) {
            fixture.file("/a", "content");
            first.request(RawClient.read("a"));
            first.next();
            second.request(RawClient.read("a"));
            assertThat(((ErrorPacket) second.next()).code()).isZero();
            first.ack(1);
            await().until(() -> fixture.server.sessions().isEmpty());
            second.request(RawClient.read("a"));
            assertThat(second.next()).isInstanceOf(Data.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"::1, ::1", "::, ::1", "::, 127.0.0.1"})
    void bothFamiliesAreServed(String listening, String asking) throws Exception {
        for (boolean single : new boolean[] {false, true}) {
            try (var fixture = new ServerFixture(b -> b.address(new InetSocketAddress(listening, 0))
                    .singlePort(single)
                    .folders("/${ip}", "/"))) {
                fixture.folder("/" + asking);
                fixture.file("/" + asking + "/a", "content");
                try (var client = new RawClient(
                        new InetSocketAddress(asking, fixture.port()), new InetSocketAddress(asking, 0))) {
                    client.request(RawClient.read("a"));
                    assertThat(client.rest(512)).asString().isEqualTo("content");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void wildcardServerAnswersFromTheAddressThatWasAsked(boolean single) throws Exception {
        InetAddress other = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst()
                .orElse(null);
        assumeThat(other).as("an address besides 127.0.0.1").isNotNull();
        try (var fixture = new ServerFixture(b -> b.address(new InetSocketAddress("0.0.0.0", 0))
                        .singlePort(single)
                        .folders("/${server.ip}"));
                var client = new RawClient(new InetSocketAddress(other, fixture.port()))) {
            String folder = "/" + other.getHostAddress();
            fixture.folder(folder);
            fixture.file(folder + "/a", ServerFixture.random(1000, 1));
            client.request(RawClient.read("a"));
            assertThat(client.next()).isInstanceOf(Data.class);
            assertThat(client.peer().getAddress()).isEqualTo(other);
            client.request(RawClient.read("b"));
            assertThat(client.next()).isInstanceOf(ErrorPacket.class);
            assertThat(client.peer()).isEqualTo(new InetSocketAddress(other, fixture.port()));
        }
    }
}
