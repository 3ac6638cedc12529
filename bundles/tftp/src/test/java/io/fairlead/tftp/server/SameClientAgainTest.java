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
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that keeps its port: firmware, tftp-hpa, scripts. */
@Timeout(120)
class SameClientAgainTest {
    private static final int ROUNDS = 100;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWholeDownloadCanBeAskedForAgainAtOnce(boolean single) throws Exception {
        try (var fixture = new ServerFixture(b -> b.singlePort(single));
                var client = new RawClient(fixture.address())) {
            byte[] content = ServerFixture.random(1000, 1);
            fixture.file("/a", content);
            for (int i = 0; i < ROUNDS; i++) {
                client.request(RawClient.read("a"));
                assertThat(client.rest(512)).isEqualTo(content);
            }
            assertThat(fixture.server.counters().duplicates()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aProbeThatWasEndedCanBeAskedForAgainAtOnce(boolean single) throws Exception {
        try (var fixture = new ServerFixture(b -> b.singlePort(single));
                var client = new RawClient(fixture.address())) {
            fixture.file("/a", ServerFixture.random(1000, 1));
            for (int i = 0; i < ROUNDS; i++) {
                client.request(RawClient.read("a", "tsize", "0"));
                assertThat(client.next()).isInstanceOf(OptionAcknowledgment.class);
                client.send(new ErrorPacket(8, "User aborted the transfer"));
            }
            assertThat(fixture.server.counters().duplicates()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRefusedRequestCanBeMadeAgainAtOnce(boolean single) throws Exception {
        var limits = new Limits(512, 64, 1 << 24, 100_000, 0);
        try (var fixture = new ServerFixture(b -> b.singlePort(single).limits(limits));
                var client = new RawClient(fixture.address())) {
            for (int i = 0; i < ROUNDS; i++) {
                client.request(RawClient.read("missing"));
                assertThat(client.next()).isInstanceOf(ErrorPacket.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anUploadCanFollowItselfAtOnce(boolean single) throws Exception {
        try (var fixture = new ServerFixture(b -> b.singlePort(single).writes(WritePolicy.REPLACE));
                var client = new RawClient(fixture.address())) {
            for (int i = 0; i < ROUNDS; i++) {
                client.request(RawClient.write("up"));
                assertThat(client.next()).isEqualTo(new Acknowledgment(0));
                client.data(1, "content " + i);
                assertThat(client.next()).isEqualTo(new Acknowledgment(1));
                assertThat(fixture.content("/up")).asString().isEqualTo("content " + i);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClientThatWasResetBeginsAnew(boolean single) throws Exception {
        try (var fixture = new ServerFixture(b -> b.singlePort(single));
                var client = new RawClient(fixture.address())) {
            byte[] content = ServerFixture.random(5000, 1);
            fixture.file("/a", content);
            for (int i = 0; i < 3; i++) {
                client.request(RawClient.read("a"));
                assertThat(((Data) client.next()).block()).isEqualTo(1);
                client.ack(1);
                assertThat(((Data) client.next()).block()).isEqualTo(2);
            }
            client.request(RawClient.read("a"));
            assertThat(client.rest(512)).isEqualTo(content);
            await().until(() -> fixture.server.sessions().isEmpty());
        }
    }

    @Test
    void aClientThatMissedTheAnswerNeedNotWaitForTheTimer() throws Exception { // that of the server is at 3 s and 6 s
        try (var fixture = new ServerFixture(b -> b.timing(ServerFixture.PATIENT));
                var client = new RawClient(fixture.address())) {
            fixture.file("/a", "content");
            client.request(RawClient.read("a"));
            Packet first = client.next();
            InetSocketAddress port = client.peer();
            await().until(() -> {
                client.to(fixture.address());
                client.send(RawClient.read("a"));
                return client.next(300).isPresent();
            });
            assertThat(client.peer()).isEqualTo(port); // it is no second transfer
            assertThat(first).isInstanceOf(Data.class);
            assertThat(fixture.server.sessions()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void copiesOfARequestStartNothing(boolean single) throws Exception { // Sorcerer's Apprentice
        try (var fixture = new ServerFixture(b -> b.singlePort(single));
                var client = new RawClient(fixture.address())) {
            fixture.file("/a", ServerFixture.random(512 * 60_000, 1));
            client.request(RawClient.read("a"));
            client.next();
            InetSocketAddress port = client.peer();
            int block = 1;
            for (int copies = 1; copies <= 3; copies++) { // they are late: the client goes on
                client.to(fixture.address());
                client.send(RawClient.read("a"));
                client.to(port);
                while (fixture.server.counters().duplicates() < copies) {
                    client.ack(block++);
                    while (((Data) client.next()).block() != block) {}
                }
            }
            client.ack(block++);
            while (((Data) client.next()).block() != block) {}
            assertThat(client.peer()).isEqualTo(port);
            assertThat(fixture.server.counters().requests()).isEqualTo(1);
        }
    }

    @Test
    void noBlockOfAnEndedTransferGetsIntoTheNextOne() throws Exception {
        try (var fixture = new ServerFixture(b -> b.singlePort(true).timing(ServerFixture.QUICK));
                var client = new RawClient(fixture.address())) {
            fixture.file("/old", "old ".repeat(10_000));
            fixture.file("/new", "new ".repeat(10_000));
            client.request(RawClient.read("old"));
            for (int block = 1; block < 20; block++) {
                while (((Data) client.next()).block() != block) {}
                client.ack(block);
            }
            client.request(RawClient.read("new"));
            Data data;
            do { // what left before the server had that request may still come
                data = (Data) client.next();
            } while (!text(data).contains("new"));
            for (int block = 1; block < 19; block++) {
                client.ack(block);
                while (data.block() != block + 1) {
                    data = (Data) client.next();
                    assertThat(text(data)).doesNotContain("old");
                }
            }
            for (int i = 0; i < 4; i++) { // a client that is slow to store it: the old transfer would send its 20 again
                data = (Data) client.next();
                assertThat(data.block()).isEqualTo(19);
                assertThat(text(data)).doesNotContain("old");
            }
        }
    }

    @Test
    void theLastAckOfAnUploadDoesNotAnswerTheNextOne() throws Exception {
        try (var fixture = new ServerFixture(b -> b.singlePort(true).writes(WritePolicy.REPLACE));
                var client = new RawClient(fixture.address())) {
            client.request(RawClient.write("first"));
            client.next();
            client.data(1, "content");
            assertThat(client.next()).isEqualTo(new Acknowledgment(1));
            client.request(RawClient.read("missing"));
            assertThat(client.next()).isInstanceOf(ErrorPacket.class);
            client.data(1, "content"); // of nothing that goes on
            assertThat(client.next(300)).isEqualTo(Optional.empty());
        }
    }

    private static String text(Packet packet) {
        return StandardCharsets.US_ASCII
                .decode(((Data) packet).content().duplicate())
                .toString();
    }
}
