// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.tftp.TftpContent;
import io.fairlead.tftp.protocol.Acknowledgment;
import io.fairlead.tftp.protocol.Data;
import io.fairlead.tftp.protocol.ErrorPacket;
import io.fairlead.tftp.protocol.OptionAcknowledgment;
import io.fairlead.tftp.protocol.Packet;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** T7: what may be written; and content that is made while it is asked for. */
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
    @CsvSource({"CREATE, first", "REPLACE, second"})
    void ofTwoWritersOneWinsWhole(WritePolicy policy, String winner) throws Exception {
        try (var fixture = new ServerFixture(b -> b.writes(policy));
                var first = new RawClient(fixture.address());
                var second = new RawClient(fixture.address())) {
            first.request(RawClient.write("f"));
            second.request(RawClient.write("f"));
            first.next();
            second.next();
            first.data(1, "first");
            lastAck(first, 1);
            second.data(1, "second");
            if (policy == WritePolicy.CREATE) {
                Packet answer;
                do {
                    answer = second.next();
                } while (answer instanceof Acknowledgment);
                assertThat(((ErrorPacket) answer).code()).isEqualTo(6);
            } else {
                lastAck(second, 1);
            }
            assertThat(fixture.content("/f")).asString().isEqualTo(winner);
        }
    }

    @Test
    void contentIsMadeForEachClient() throws Exception {
        try (var fixture = new ServerFixture(b -> b.providers(
                        request -> request.file().equals("/boot.ipxe")
                                ? Optional.of(TftpContent.of("#!ipxe\n# "
                                        + request.client().getAddress().getHostAddress()))
                                : Optional.empty(),
                        request -> {
                            if (request.file().startsWith("/secret")) {
                                throw new StorageException(Reason.ACCESS_DENIED, "no");
                            }
                            return Optional.empty();
                        }));
                var client = new RawClient(fixture.address())) {
            fixture.file("/file", "stored");
            client.request(RawClient.read("boot.ipxe", "tsize", "0"));
            assertThat(((OptionAcknowledgment) client.next()).options().number("tsize"))
                    .hasValue(18);
            client.ack(0);
            assertThat(client.rest(512)).asString().isEqualTo("#!ipxe\n# 127.0.0.1");
            client.request(RawClient.read("secret"));
            assertThat(((ErrorPacket) client.next()).code()).isEqualTo(2);
            client.request(RawClient.read("file"));
            assertThat(((Data) client.next()).block()).isEqualTo(1);
        }
    }

    private static void lastAck(RawClient client, int block) throws Exception {
        while (!client.next().equals(new Acknowledgment(block))) {}
    }
}
