// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.server.FileServer;
import io.fairlead.tftp.protocol.Acknowledgment;
import io.fairlead.tftp.protocol.Data;
import io.fairlead.tftp.protocol.ErrorPacket;
import io.fairlead.tftp.protocol.OptionAcknowledgment;
import io.fairlead.tftp.protocol.Options;
import io.fairlead.tftp.protocol.Request;
import io.fairlead.tftp.protocol.TransferMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 1350, 2347, 2348, 2349 and 7440, packet by packet. */
class TransferRulesTest {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void repeatedAcksBringNoSecondBlock(boolean single) throws Exception { // T8, Sorcerer's Apprentice
        try (var fixture =
                        new ServerFixture(b -> b.singlePort(single).timing(io.fairlead.tftp.transfer.Timing.DEFAULT));
                var client = new RawClient(fixture.address())) {
            fixture.file("/a", ServerFixture.random(5000, 1));
            client.request(RawClient.read("a"));
            assertThat(((Data) client.next()).block()).isEqualTo(1);
            for (int i = 0; i < 3; i++) {
                client.ack(1);
            }
            assertThat(((Data) client.next()).block()).isEqualTo(2);
            assertThat(client.next(150)).isEmpty();
        }
    }

    @Test
    void repeatedRequestIsOneTransfer() throws Exception { // T8
        try (var fixture = new ServerFixture(b -> b.timing(io.fairlead.tftp.transfer.Timing.DEFAULT));
                var client = new RawClient(fixture.address())) {
            fixture.file("/a", ServerFixture.random(5000, 1));
            client.request(RawClient.read("a"));
            client.request(RawClient.read("a"));
            client.request(RawClient.read("a"));
            client.next();
            assertThat(client.next(200)).isEmpty();
            assertThat(fixture.server.sessions()).hasSize(1);
            await().until(() -> fixture.server.counters().duplicates() == 2);
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
}
