// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.server.FileServer.State;
import io.fairlead.storage.memory.MemoryStorage;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starting, stopping, and services that come and go. */
class LifecycleTest {
    private static final byte[] LARGE = new byte[20_000_000];

    @Test
    void stoppingLetsTransfersEnd() throws Exception {
        try (ServerFixture fixture = ServerFixture.start();
                RawClient idle = fixture.login();
                RawClient busy = fixture.login();
                Socket data = busy.data()) {
            busy.command("STOR f", 150);
            data.getOutputStream().write(1);
            CompletableFuture<Void> stop = CompletableFuture.runAsync(fixture.server::close);
            idle.expect(421);
            assertThat(idle.reply()).isNull();
            assertThat(fixture.server.state()).isEqualTo(State.DRAINING);
            data.getOutputStream().write(2);
            data.close();
            busy.expect(226);
            busy.expect(421);
            stop.get();
            assertThat(fixture.server.state()).isEqualTo(State.STOPPED);
            assertThat(fixture.read("/f")).containsExactly(1, 2);
        }
    }

    @Test
    void stoppingCutsWhatTakesTooLong() throws Exception {
        try (ServerFixture fixture = ServerFixture.start(settings -> settings.withDrain(Duration.ofMillis(200)))) {
            fixture.write("/f", "old".getBytes(UTF_8));
            fixture.write("/large", LARGE);
            try (RawClient up = fixture.login();
                    Socket upData = up.data();
                    RawClient down = fixture.login();
                    Socket downData = down.data()) {
                up.command("STOR f", 150);
                upData.getOutputStream().write(1);
                down.command("RETR large", 150);
                downData.getInputStream().read();
                fixture.server.close();
                assertThat(up.closedWithin(2)).isTrue();
                assertThat(down.closedWithin(2)).isTrue();
                assertThat(fixture.read("/f")).isEqualTo("old".getBytes(UTF_8));
                assertThat(fixture.server.sessions()).isEmpty();
            }
        }
    }

    @Test
    void sessionsAreShownAndEnded() throws IOException {
        try (ServerFixture fixture = ServerFixture.start()) {
            fixture.write("/large", LARGE);
            try (RawClient client = fixture.login();
                    Socket data = client.data()) {
                client.command("RETR large", 150);
                data.getInputStream().read();
                var session = fixture.server.sessions().get(0);
                assertThat(session.user()).isEqualTo("me");
                assertThat(session.activity()).startsWith("RETR /large: ");
                assertThat(session.peer().protocol()).isEqualTo("ftp");
                assertThat(fixture.server.disconnect("no such")).isFalse();
                assertThat(fixture.server.disconnect(session.id())).isTrue();
                assertThat(client.closedWithin(2)).isTrue();
                await().until(() -> fixture.server.sessions().isEmpty());
                assertThat(fixture.server.statistics().failedTransfers()).isEqualTo(1);
            }
        }
    }

    @Test
    void withoutServicesClientsAreToldToTryAgain() throws IOException {
        try (ServerFixture fixture = ServerFixture.start(settings -> settings.withSwapWait(Duration.ZERO))) {
            var export = fixture.served;
            var authenticator = fixture.authenticator;
            fixture.served = Optional.empty();
            try (RawClient client = fixture.connect()) {
                client.expect(421);
                assertThat(client.reply()).isNull();
            }
            fixture.served = export;
            try (RawClient client = fixture.connect()) {
                client.expect(220);
                client.command("USER me", 331);
                fixture.authenticator = Optional.empty();
                client.command("PASS x", 421);
            }
            fixture.authenticator = authenticator;
            fixture.login().close();
        }
    }

    @Test
    void aServiceThatIsBackSoonIsNotMissed() throws Exception {
        try (ServerFixture fixture = ServerFixture.start(settings -> settings.withSwapWait(Duration.ofMinutes(1)))) {
            fixture.write("/f", new byte[3]);
            var export = fixture.served;
            var authenticator = fixture.authenticator;
            try (RawClient there = fixture.login()) {
                fixture.export.detach(fixture.storage);
                there.send("SIZE f\r\n");
                awaitBusy(fixture);
                fixture.export.attach(fixture.storage);
                assertThat(there.expect(213)).isEqualTo("213 3");
                fixture.served = Optional.empty();
                try (RawClient late = fixture.connect()) {
                    await().until(() -> fixture.server.sessions().size() == 2);
                    fixture.served = export;
                    late.expect(220);
                    late.command("USER me", 331);
                    fixture.authenticator = Optional.empty();
                    late.send("PASS " + ServerFixture.PASSWORD + "\r\n");
                    awaitBusy(fixture);
                    fixture.authenticator = authenticator;
                    late.expect(230);
                }
            }
        }
    }

    /** A command is waited for; its thread sleeps. */
    private static void awaitBusy(ServerFixture fixture) {
        await().until(() -> fixture.server.sessions().stream()
                .anyMatch(session -> fixture.server.session(session.id()).isBusy()));
    }

    @Test
    void aWaitEndsWithItsSession() throws Exception {
        try (ServerFixture fixture = ServerFixture.start(settings -> settings.withSwapWait(Duration.ofMinutes(1)))) {
            RawClient client = fixture.login();
            fixture.export.detach(fixture.storage);
            client.send("SIZE f\r\n");
            awaitBusy(fixture);
            String id = fixture.server.sessions().get(0).id();
            assertThat(fixture.server.disconnect(id)).isTrue();
            await().until(() -> fixture.server.sessions().isEmpty());
            client.close();
        }
    }

    /** A client in the middle of its dialogue comes to its end; so does one whose transfer was waited for. */
    @Test
    void whoIsInTheMiddleMaySayGoodbye() throws Exception {
        try (ServerFixture fixture = ServerFixture.start();
                RawClient active = fixture.login();
                RawClient busy = fixture.login();
                Socket data = busy.data()) {
            busy.command("STOR f", 150);
            data.getOutputStream().write(1);
            active.command("NOOP", 200);
            CompletableFuture<Void> stop = CompletableFuture.runAsync(fixture.server::close);
            await().until(() -> fixture.server.state() == State.DRAINING);
            active.command("NOOP", 200);
            active.store("STOR g", new byte[5]);
            active.command("QUIT", 221);
            data.close();
            busy.expect(226);
            busy.command("QUIT", 221);
            stop.get();
        }
    }

    /** The services it has are those there were: what is away will not come back for it, but for its successor. */
    @ParameterizedTest
    @ValueSource(strings = {"SIZE f", "RETR f"})
    void aServerThatStopsSendsAwayWhoMissesSomething(String command) throws Exception {
        try (ServerFixture fixture = ServerFixture.start(settings -> settings.withSwapWait(Duration.ZERO));
                RawClient active = fixture.login();
                RawClient busy = fixture.login();
                Socket data = busy.data()) {
            busy.command("STOR g", 150);
            data.getOutputStream().write(1);
            active.command("NOOP", 200);
            CompletableFuture<Void> stop = CompletableFuture.runAsync(fixture.server::close);
            await().until(() -> fixture.server.state() == State.DRAINING);
            fixture.served = Optional.empty();
            fixture.export.retire(false);
            if (command.startsWith("RETR")) {
                active.data().close();
            }
            active.command(command, 421);
            assertThat(active.reply()).isNull();
            data.close();
            busy.expect(226);
            busy.close();
            stop.get();
        }
    }

    @Test
    void anonymousGetsInUnaskedOnlyWhereNobodyIsToBeAsked() throws Exception {
        try (ServerFixture fixture = ServerFixture.start(settings -> settings.withSwapWait(Duration.ZERO)
                .withSecurity(new FtpSettings.Security(
                        FtpSettings.TlsMode.OFF, FtpSettings.TlsSessionReuse.OFF, false, true)))) {
            fixture.authenticator = Optional.empty();
            fixture.connect().login("anonymous", "x@y").close();
            fixture.authenticatorChosen = true;
            try (RawClient client = fixture.connect()) {
                client.expect(220);
                client.command("USER anonymous", 331);
                client.command("PASS x@y", 421);
            }
        }
    }

    @Test
    void anotherStorageIsUsedByTheNextCommand() throws IOException {
        try (ServerFixture fixture = ServerFixture.start(settings -> settings.withSwapWait(Duration.ZERO));
                RawClient client = fixture.login();
                MemoryStorage next = new MemoryStorage()) {
            fixture.write("/old", new byte[3]);
            client.command("SIZE old", 213);
            fixture.export.detach(fixture.storage);
            client.command("SIZE old", 450);
            TransferTest.refused(client, "RETR old", 450);
            fixture.export.attach(next);
            client.command("SIZE old", 550);
            client.store("STOR new", new byte[5]);
            assertThat(client.command("SIZE new", 213)).isEqualTo("213 5");
        }
    }

    @Test
    void aThousandIdleSessions() throws IOException {
        try (ServerFixture fixture = ServerFixture.start(s -> s.withLimits(new FtpSettings.Limits(0, 0, 0, 3, 0)))) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                clients.add(fixture.login());
            }
            assertThat(fixture.server.statistics().openSessions()).isEqualTo(1000);
            for (RawClient client : clients) {
                client.command("NOOP", 200);
                client.close();
            }
            await().until(() -> fixture.server.sessions().isEmpty());
        }
    }

    /** It has agreed upon a data connection, and its command may be on its way. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aSessionAboutToBeginATransferIsNotIdle() throws Exception {
        try (ServerFixture fixture = ServerFixture.start();
                RawClient idle = fixture.login();
                RawClient about = fixture.login();
                RawClient never = fixture.login()) {
            never.passivePort();
            try (Socket data = about.data()) {
                Thread stopping = new Thread(fixture.server::close);
                stopping.start();
                idle.expect(421);
                about.command("STOR f", 150);
                data.getOutputStream().write(7);
                data.shutdownOutput();
                about.expect(226);
                about.expect(421);
                assertThat(fixture.read("/f")).containsExactly(7);
                never.expect(421);
                stopping.join();
            }
        }
    }
}
