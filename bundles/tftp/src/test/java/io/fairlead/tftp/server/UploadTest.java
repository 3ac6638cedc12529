// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.tftp.protocol.Acknowledgment;
import io.fairlead.tftp.protocol.ErrorPacket;
import io.fairlead.tftp.protocol.OptionAcknowledgment;
import io.fairlead.tftp.protocol.Options;
import io.fairlead.tftp.protocol.Packet;
import io.fairlead.tftp.protocol.Request;
import io.fairlead.tftp.protocol.TransferMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** T7: what may be written. */
class UploadTest {
    @ParameterizedTest
    @CsvSource({
        "NONE, old, 2",
        "NONE, new, 2",
        "EXISTING, old, -1",
        "EXISTING, new, 1",
        "CREATE, old, 6",
        "CREATE, new, -1",
        "REPLACE, old, -1",
        "REPLACE, new, -1",
        "VERSIONED, old, -1",
        "VERSIONED, new, -1"
    })
    void policies(WritePolicy policy, String name, int error) throws Exception {
        try (var fixture = new ServerFixture(b -> b.writes(policy));
                var client = new RawClient(fixture.address())) {
            fixture.file("/old", "old");
            client.request(RawClient.write(name));
            Packet answer = client.next();
            if (error >= 0) {
                assertThat(((ErrorPacket) answer).code()).isEqualTo(error);
                assertThat(fixture.content("/old")).asString().isEqualTo("old");
                return;
            }
            client.data(1, "fresh");
            lastAck(client, 1);
            assertThat(fixture.content("/" + name)).asString().isEqualTo("fresh");
            boolean kept = policy == WritePolicy.VERSIONED && name.equals("old");
            assertThat(fixture.exists("/old.~1~")).isEqualTo(kept);
        }
    }

    @Test
    void versionsMoveUpAndTheOldestGoes() throws Exception {
        try (var fixture =
                        new ServerFixture(b -> b.writes(WritePolicy.VERSIONED).versions(2));
                var client = new RawClient(fixture.address())) {
            for (int i = 1; i <= 4; i++) {
                client.request(RawClient.write("f"));
                client.next();
                client.data(1, "v" + i);
                lastAck(client, 1);
                await().until(() -> fixture.server.sessions().isEmpty());
            }
            assertThat(fixture.content("/f")).asString().isEqualTo("v4");
            assertThat(fixture.content("/f.~1~")).asString().isEqualTo("v3");
            assertThat(fixture.content("/f.~2~")).asString().isEqualTo("v2");
            assertThat(fixture.exists("/f.~3~")).isFalse();
        }
    }

    /** The link stays, and what it led to is kept beside its target. */
    @Test
    void versionsAreThoseOfTheFileThatALinkLeadsTo() throws Exception {
        try (var fixture = new ServerFixture(b -> b.writes(WritePolicy.VERSIONED));
                var client = new RawClient(fixture.address())) {
            fixture.file("/real", "old");
            fixture.link("/name", "real");
            client.request(RawClient.write("name"));
            client.next();
            client.data(1, "fresh");
            lastAck(client, 1);
            await().until(() -> fixture.server.sessions().isEmpty());
            assertThat(fixture.content("/name")).asString().isEqualTo("fresh");
            assertThat(fixture.content("/real")).asString().isEqualTo("fresh");
            assertThat(fixture.content("/real.~1~")).asString().isEqualTo("old");
            assertThat(fixture.exists("/name.~1~")).isFalse();
        }
    }

    @Test
    void sizeIsCappedBeforeAndWhileDataComes() throws Exception {
        try (var fixture = new ServerFixture(
                        b -> b.writes(WritePolicy.CREATE).limits(new Limits(10, 10, 1 << 24, 100, 1000)));
                var client = new RawClient(fixture.address())) {
            client.request(RawClient.write("f", "tsize", "1001"));
            assertThat(((ErrorPacket) client.next()).code()).isEqualTo(3);
            client.request(RawClient.write("f", "tsize", "1000"));
            assertThat(client.next()).isInstanceOf(OptionAcknowledgment.class);
            client.data(1, "x".repeat(512));
            lastAck(client, 1);
            client.data(2, "x".repeat(489));
            assertThat(((ErrorPacket) client.next()).code()).isEqualTo(3);
            await().until(() -> fixture.server.sessions().isEmpty());
            assertThat(fixture.exists("/f")).isFalse();
        }
    }

    @Test
    void nothingIsSeenBeforeTheLastBlockNorAfterHalfAnUpload() throws Exception {
        try (var fixture = new ServerFixture(b -> b.writes(WritePolicy.REPLACE));
                var client = new RawClient(fixture.address())) {
            fixture.file("/f", "old");
            client.request(RawClient.write("f"));
            client.next();
            client.data(1, "x".repeat(512));
            lastAck(client, 1);
            assertThat(fixture.content("/f")).asString().isEqualTo("old");
            client.send(new ErrorPacket(0, "changed my mind"));
            await().until(() -> fixture.server.sessions().isEmpty());
            assertThat(fixture.content("/f")).asString().isEqualTo("old");
        }
    }

    @ParameterizedTest
    @CsvSource({"CREATE, first", "REPLACE, second", "EXISTING, second", "VERSIONED, second"})
    void ofTwoWritersOneWinsWhole(WritePolicy policy, String winner) throws Exception {
        try (var fixture = new ServerFixture(b -> b.writes(policy));
                var first = new RawClient(fixture.address());
                var second = new RawClient(fixture.address())) {
            if (policy == WritePolicy.EXISTING) {
                fixture.file("/f", "old");
            }
            first.request(RawClient.write("f"));
            second.request(RawClient.write("f"));
            first.next();
            second.next();
            first.data(1, "first");
            lastAck(first, 1);
            second.data(1, "second");
            if (policy == WritePolicy.CREATE) {
                refusedAtLast(second, 6);
            } else {
                lastAck(second, 1);
            }
            assertThat(fixture.content("/f")).asString().isEqualTo(winner);
            if (policy == WritePolicy.VERSIONED) {
                assertThat(fixture.content("/f.~1~")).asString().isEqualTo("first");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WritePolicy.class,
            names = {"CREATE", "REPLACE", "VERSIONED"})
    void ofManyWritersAtOnceOneWinsWhole(WritePolicy policy) throws Exception {
        try (var fixture = new ServerFixture(b -> b.writes(policy))) {
            List<CompletableFuture<Boolean>> writers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String content = String.valueOf((char) ('a' + i)).repeat(1500);
                writers.add(CompletableFuture.supplyAsync(
                        () -> stored(fixture, content), runnable -> new Thread(runnable).start()));
            }
            long winners = writers.stream().filter(CompletableFuture::join).count();
            assertThat(winners).isEqualTo(policy == WritePolicy.CREATE ? 1 : 8);
            String content = new String(fixture.content("/f"), StandardCharsets.US_ASCII);
            assertThat(content).isEqualTo(content.substring(0, 1).repeat(1500));
            assertThat(fixture.exists("/f.~7~")).isEqualTo(policy == WritePolicy.VERSIONED);
        }
    }

    private static boolean stored(ServerFixture fixture, String content) {
        try (var client = new RawClient(fixture.address())) {
            client.request(RawClient.write("f"));
            if (client.next() instanceof ErrorPacket) {
                return false; // somebody was quicker
            }
            for (int block = 1, at = 0; at < content.length(); block++, at += 512) {
                client.data(block, content.substring(at, Math.min(content.length(), at + 512)));
                Packet answer;
                while (!(answer = client.next()).equals(new Acknowledgment(block))) {
                    if (answer instanceof ErrorPacket) {
                        return false;
                    }
                }
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void fileThatMustExistMayNotVanishMeanwhile() throws Exception {
        try (var fixture = new ServerFixture(b -> b.writes(WritePolicy.EXISTING));
                var client = new RawClient(fixture.address())) {
            fixture.file("/f", "old");
            client.request(RawClient.write("f"));
            client.next();
            fixture.delete("/f");
            client.data(1, "new");
            refusedAtLast(client, 1);
            assertThat(fixture.exists("/f")).isFalse();
        }
    }

    private static void refusedAtLast(RawClient client, int code) throws Exception {
        Packet answer;
        do {
            answer = client.next();
        } while (answer instanceof Acknowledgment);
        assertThat(((ErrorPacket) answer).code()).isEqualTo(code);
    }

    @Test
    void capCountsBytesAsTheyAreStored() throws Exception {
        try (var fixture = new ServerFixture(
                        b -> b.writes(WritePolicy.CREATE).limits(new Limits(10, 10, 1 << 24, 100, 200)));
                var client = new RawClient(fixture.address())) {
            client.request(new Request(Request.Kind.WRITE, "lines", TransferMode.NETASCII, Options.NONE));
            client.next();
            client.data(1, "\r\n".repeat(200));
            lastAck(client, 1);
            assertThat(fixture.content("/lines")).asString().isEqualTo("\n".repeat(200));
            for (String tooLarge : List.of("201", "999999999999999999", "1" + "0".repeat(30))) { // T3, T7
                client.request(RawClient.write("f", "tsize", tooLarge));
                assertThat(((ErrorPacket) client.next()).code()).isEqualTo(3);
            }
        }
    }

    private static void lastAck(RawClient client, int block) throws Exception {
        while (!client.next().equals(new Acknowledgment(block))) {}
    }
}
