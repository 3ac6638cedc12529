// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Clients that take, or hold, more than their share. */
class TimeoutTest {
    private static final Duration NEVER = Duration.ZERO;
    private static final Duration SOON = Duration.ofMillis(300);

    @Test
    void whoDoesNotLogInIsSentAway() throws IOException {
        try (ServerFixture fixture = start(SOON, NEVER, NEVER, NEVER);
                RawClient client = fixture.connect()) {
            client.expect(220);
            client.expect(421);
            assertThat(client.reply()).isNull();
        }
    }

    @Test
    void whoIsIdleIsSentAway() throws IOException {
        try (ServerFixture fixture = start(SOON, SOON, NEVER, NEVER);
                RawClient client = fixture.login()) {
            client.expect(421);
            assertThat(client.reply()).isNull();
        }
    }

    @Test
    void whoTransfersIsNotIdle() throws IOException {
        try (ServerFixture fixture = start(NEVER, SOON, NEVER, NEVER);
                RawClient client = fixture.login();
                Socket data = client.data()) {
            client.command("STOR f", 150);
            data.getOutputStream().write(1);
            await().during(SOON.multipliedBy(3))
                    .atMost(Duration.ofSeconds(40))
                    .until(() -> fixture.server.sessions().size() == 1);
            data.close();
            client.expect(226);
        }
    }

    /** Beside virtual threads, the thread of the transfer reads on for a moment, and leaves the rest to another. */
    @Test
    void aCommandInPiecesIsHeardLongAfterATransfer() throws IOException {
        try (ServerFixture fixture = start(NEVER, NEVER, NEVER, NEVER);
                RawClient client = fixture.login()) {
            for (int i = 0; i < 2; i++) {
                try (Socket data = client.data()) {
                    client.command("STOR f", 150);
                    data.close();
                    client.expect(226);
                }
                client.command("NOOP", 200);
                client.send("NO");
                await().during(SOON)
                        .atMost(Duration.ofSeconds(40))
                        .until(() -> fixture.server.sessions().size() == 1);
                client.command("OP", 200);
            }
        }
    }

    @Test
    void aStalledTransferIsAborted() throws IOException {
        try (ServerFixture fixture = start(NEVER, NEVER, SOON, NEVER);
                RawClient client = fixture.login();
                Socket data = client.data()) {
            client.command("STOR f", 150);
            data.getOutputStream().write(1);
            client.expect(426);
            assertThat(fixture.names("/")).isEmpty();
            client.command("NOOP", 200);
        }
    }

    @Test
    void aDataConnectionIsNotWaitedForForever() throws IOException {
        try (ServerFixture fixture = start(NEVER, NEVER, NEVER, SOON);
                RawClient client = fixture.login()) {
            client.passivePort();
            client.command("STOR f", 425);
            assertThat(fixture.names("/")).isEmpty();
            client.command("STOR f", 425);
        }
    }

    @Test
    void whoNeverReadsIsSentAway() throws IOException {
        try (ServerFixture fixture = start(NEVER, SOON, NEVER, NEVER);
                RawClient client = fixture.login()) {
            Thread sender = new Thread(() -> {
                try {
                    while (true) {
                        client.send("HELP\r\n".repeat(1000));
                    }
                } catch (IOException expected) {
                    // closed at last
                }
            });
            sender.start();
            await().atMost(Duration.ofSeconds(40))
                    .until(() -> fixture.server.sessions().isEmpty());
        }
    }

    @Test
    void limitsHold() throws IOException {
        try (ServerFixture fixture = ServerFixture.start(s -> s.withLimits(new FtpSettings.Limits(3, 2, 1, 3, 0)));
                RawClient first = fixture.login();
                RawClient second = fixture.connect();
                RawClient third = fixture.connect()) {
            second.expect(220);
            third.expect(421);
            assertThat(third.reply()).isNull();
            second.command("USER me", 331);
            second.command("PASS " + ServerFixture.PASSWORD, 421);
            first.command("QUIT", 221);
            await().atMost(Duration.ofSeconds(40))
                    .until(() -> fixture.server.sessions().isEmpty());
            try (RawClient fourth = fixture.login()) {
                fourth.command("REIN", 220);
                fourth.command("USER me", 331);
                fourth.command("PASS " + ServerFixture.PASSWORD, 230);
            }
            assertThat(fixture.server.statistics().refusedSessions()).isEqualTo(1);
        }
    }

    private static ServerFixture start(Duration login, Duration idle, Duration stall, Duration dataConnect)
            throws IOException {
        return ServerFixture.start(
                settings -> settings.withTimeouts(new FtpSettings.Timeouts(login, idle, stall, dataConnect)));
    }
}
