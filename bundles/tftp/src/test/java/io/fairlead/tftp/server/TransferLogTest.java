// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.audit.AuditEvent;
import io.fairlead.api.server.Statistics;
import io.fairlead.tftp.protocol.Acknowledgment;
import io.fairlead.tftp.protocol.ErrorPacket;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One line for each transfer, and the counters. */
class TransferLogTest {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyTransferHasItsLine(boolean single) throws Exception {
        String name = "logged" + single;
        List<AuditEvent> audited = new CopyOnWriteArrayList<>();
        try (var fixture = new ServerFixture(b -> b.name(name)
                .audit(audited::add)
                .singlePort(single)
                .writes(WritePolicy.CREATE)
                .timing(ServerFixture.HASTY))) {
            fixture.file("/a", new byte[5000]);
            read(fixture, client -> client.rest(512));
            read(fixture, client -> client.send(new ErrorPacket(8, "User aborted")), "tsize", "0");
            read(fixture, TransferLogTest::breakOff, "blksize", "1000", "windowsize", "4");
            read(fixture, client -> {});
            try (var client = new RawClient(fixture.address())) {
                client.request(RawClient.write("up", "windowsize", "2", "tsize", "5"));
                client.next();
                client.data(1, "12345");
                while (!client.next().equals(new Acknowledgment(1))) {}
                client.request(RawClient.read("no\nsuch"));
                client.next();
            }
            await().until(() -> LogFile.of(name).size() >= 5 && audited.size() >= 5);
            assertThat(LogFile.of(name).stream().map(TransferLogTest::withoutNumbers))
                    .containsExactlyInAnyOrder(
                            "DEBUG RRQ 127.0.0.1:P \"a\" octet: 5000 bytes, 10 blocks of 512, window 1, N: done",
                            "DEBUG RRQ 127.0.0.1:P \"a\" octet: 0 bytes, 0 blocks of 512, window 1, N: ended by the"
                                    + " client, error 8 User aborted",
                            "DEBUG RRQ 127.0.0.1:P \"a\" octet: 0 bytes, 0 blocks of 1000, window 4, N: ended by the"
                                    + " client, error 3 no ?room??left",
                            "DEBUG RRQ 127.0.0.1:P \"a\" octet: 0 bytes, 0 blocks of 512, window 1, N: the client fell"
                                    + " silent",
                            "DEBUG WRQ 127.0.0.1:P \"up\" octet: 5 bytes, 1 blocks of 512, window 2, N: done");
            assertThat(audited.stream().map(TransferLogTest::text))
                    .containsExactlyInAnyOrder(
                            "download done a 5000",
                            "download aborted a 0 ended by the client, error 3 no ?room??left",
                            "download aborted a 0 the client fell silent",
                            "upload done up 5",
                            "download failed no\nsuch -1 error 0, NAME_INVALID: no name for a file");
            assertThat(audited.stream().map(event -> event.source().session())).doesNotHaveDuplicates();
        }
    }

    private static String text(AuditEvent event) {
        String what = event.action().text() + " " + event.outcome().text() + " " + event.path() + " " + event.bytes();
        return event.detail().isEmpty() ? what : what + " " + event.detail();
    }

    private interface Rest {
        void of(RawClient client) throws IOException;
    }

    private static void read(ServerFixture fixture, Rest rest, String... options) throws IOException {
        try (var client = new RawClient(fixture.address())) {
            client.request(RawClient.read("a", options));
            if (options.length > 0) {
                client.next();
            }
            rest.of(client);
        }
    }

    private static void breakOff(RawClient client) throws IOException {
        client.ack(0);
        client.next();
        client.send(new ErrorPacket(3, "no \"room\"\nleft"));
    }

    private static String withoutNumbers(String line) {
        return line.replaceAll("127.0.0.1:\\d+", "127.0.0.1:P").replaceAll("\\d+ sent again, \\d+ ms", "N");
    }

    @Test
    void everythingIsCounted() throws Exception {
        try (var fixture = new ServerFixture(b -> b.writes(WritePolicy.CREATE).timing(SLOW));
                var client = new RawClient(fixture.address())) {
            fixture.file("/a", new byte[1000]);
            client.request(RawClient.read("a"));
            client.rest(512);
            client.request(RawClient.write("up"));
            client.next();
            client.data(1, "12345");
            client.next();
            client.request(RawClient.read("none"));
            client.next();
            client.request(RawClient.read("a", "tsize", "0"));
            client.next();
            client.request(RawClient.read("a", "tsize", "0"));
            await().until(() -> fixture.server.counters().duplicates() == 1);
            assertThat(fixture.server.sessions()).hasSize(1);
            assertThat(fixture.server.statistics().openSessions()).isEqualTo(1);
            fixture.server.disconnect(fixture.server.sessions().get(0).id());
            client.ack(7);
            await().until(() -> fixture.server.counters().ignored() == 1);
            await().until(() -> fixture.server.counters().failed() == 1);
            assertThat(fixture.server.statistics()).isEqualTo(new Statistics(4, 0, 1, 0, 2, 1, 5, 1000));
            assertThat(fixture.server.protocolCounters())
                    .containsAllEntriesOf(Map.of(
                            "ignored", 1L, "duplicates", 1L, "foreignIds", 0L, "errorsWithheld", 0L, "probes", 0L))
                    .containsKeys("repeatedPackets", "memoryBytes")
                    .hasSize(7);
        }
    }

    private static final io.fairlead.tftp.transfer.Timing SLOW = io.fairlead.tftp.transfer.Timing.DEFAULT;

    @Test
    void whatNobodyIsToldIsNotLogged() throws Exception {
        String name = "throttled";
        List<AuditEvent> audited = new CopyOnWriteArrayList<>();
        try (var fixture = new ServerFixture(
                        b -> b.name(name).audit(audited::add).limits(new Limits(10, 10, 1 << 24, 10, 0)));
                var client = new RawClient(fixture.address())) {
            for (int i = 0; i < 100; i++) {
                client.request(RawClient.read("missing" + i));
                int sent = i + 1; // one after the other, for ten at a time are all that is taken
                await().pollInterval(Duration.ofMillis(1))
                        .until(() -> fixture.server.counters().refused() == sent);
            }
            await().until(() -> LogFile.of(name).size() + audited.size() == 100);
            assertThat(audited).hasSize((int) (100 - fixture.server.counters().errorsWithheld()));
        }
    }
}
