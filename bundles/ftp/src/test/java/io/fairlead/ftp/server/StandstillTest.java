// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.core.export.ArbitratedExport;
import io.fairlead.core.export.ExportSettings;
import io.fairlead.storage.local.LocalSettings;
import io.fairlead.storage.local.LocalStorage;
import io.fairlead.storage.memory.MemoryStorage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that stand still at each stage of a transfer, and each way to end it. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class StandstillTest {
    private static final Duration NEVER = Duration.ZERO;
    private static final Duration SOON = Duration.ofMillis(300);
    private static final byte[] OLD = "old".getBytes(UTF_8);
    private static final int SMALL_BUFFER = 4096;

    /** Where the client stands still. */
    private enum Stage {
        NOT_CONNECTED,
        NO_HANDSHAKE,
        HALF_HANDSHAKE,
        NO_BYTES
    }

    private enum Ending {
        ABORT,
        TIMEOUT,
        /** The control connection ends in order. */
        LOST,
        RESET,
        KILLED,
        SERVER_STOPS
    }

    private record Case(String command, boolean tls, Stage stage, Ending ending) {}

    @TempDir
    Path root;

    private static MemoryStorage many; // a folder so long that no buffer holds its listing
    private LocalStorage storage;
    private ArbitratedExport export;
    private ArbitratedExport listed;

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Ending ending : Ending.values()) {
            for (String command : List.of("RETR large", "MLSD many", "STOR f")) {
                boolean grace = command.startsWith("STOR") && (ending == Ending.LOST || ending == Ending.RESET);
                for (Stage stage : grace ? new Stage[0] : Stage.values()) { // see lostUploadsAreDropped
                    boolean shaking = stage == Stage.NO_HANDSHAKE || stage == Stage.HALF_HANDSHAKE;
                    if (!shaking) {
                        cases.add(new Case(command, false, stage, ending));
                    }
                    if (stage != Stage.HALF_HANDSHAKE || command.startsWith("RETR")) {
                        cases.add(new Case(command, true, stage, ending));
                    }
                }
            }
        }
        return cases.stream();
    }

    @BeforeAll
    static void makeMany() throws IOException {
        many = new MemoryStorage();
        try (Volume volume = many.mount(Identity.of("fixture"))) {
            volume.open(VPath.of("/many"), Open.createDirectory()).close();
            for (int i = 0; i < 30_000; i++) {
                volume.open(VPath.of("/many/" + "x".repeat(200) + i), Open.replace())
                        .close();
            }
        }
    }

    @AfterAll
    static void closeMany() {
        many.close();
    }

    @BeforeEach
    void open() throws IOException {
        Files.write(root.resolve("f"), OLD);
        try (RandomAccessFile large = new RandomAccessFile(root.resolve("large").toFile(), "rw")) {
            large.setLength(200_000_000);
        }
        storage = LocalStorage.open(LocalSettings.of(root));
        export = new ArbitratedExport(new ExportSettings("local", VPath.ROOT, false, false, List.of()));
        export.attach(storage);
        listed = new ArbitratedExport(new ExportSettings("listed", VPath.ROOT, false, false, List.of()));
        listed.attach(many);
    }

    @AfterEach
    void close() throws IOException {
        export.close();
        listed.close();
        storage.close();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void ends(Case c) throws Exception {
        try (ServerFixture fixture = start(c.ending == Ending.TIMEOUT ? SOON : NEVER)) {
            fixture.served = Optional.of(c.command.startsWith("MLSD") ? listed : export);
            try (RawClient client = c.tls ? fixture.loginWithTls() : fixture.login()) {
                Optional<Socket> data = standStill(fixture, client, c);
                end(fixture, client, c);
                if (data.isPresent()) {
                    data.get().close();
                }
            }
            assertThat(root.resolve("f")).hasBinaryContent(OLD);
        }
    }

    private void end(ServerFixture fixture, RawClient client, Case c) throws IOException {
        switch (c.ending) {
            case ABORT -> {
                client.command("ABOR", 426);
                client.expect(226);
                client.command("NOOP", 200);
            }
            case TIMEOUT -> {
                client.expect(c.stage == Stage.NOT_CONNECTED ? 425 : 426);
                client.command("NOOP", 200);
            }
            case LOST -> client.hangUp();
            case RESET -> {
                client.socket().setSoLinger(true, 0);
                client.hangUp();
            }
            case KILLED -> {
                fixture.server.disconnect(fixture.server.sessions().get(0).id());
                assertThat(client.closedWithin(2)).isTrue();
            }
            case SERVER_STOPS -> {
                fixture.server.close(true);
                assertThat(fixture.server.sessions()).isEmpty();
            }
        }
        if (c.ending != Ending.ABORT && c.ending != Ending.TIMEOUT) {
            await().until(() -> fixture.server.sessions().isEmpty());
        }
    }

    /** An upload outlives its control connection for a moment, for it may be there already: but not for longer. */
    @Test
    void lostUploadsAreDropped() throws Exception {
        try (ServerFixture fixture = start(NEVER)) {
            fixture.served = Optional.of(export);
            List<Socket> sockets = new ArrayList<>();
            for (Stage stage : Stage.values()) {
                for (Ending ending : List.of(Ending.LOST, Ending.RESET)) {
                    Case c = new Case("STOR f" + sockets.size(), true, stage, ending);
                    RawClient client = fixture.loginWithTls();
                    sockets.add(standStill(fixture, client, c).orElse(client.socket()));
                    client.socket().setSoLinger(ending == Ending.RESET, 0);
                    client.hangUp();
                }
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> fixture.server.sessions().isEmpty());
            for (Socket socket : sockets) {
                socket.close();
            }
            assertThat(root.toFile().list()).containsExactlyInAnyOrder("f", "large");
        }
    }

    @Test
    void whoDoesNotBeginTlsIsSentAway() throws Exception {
        Duration login = Duration.ofSeconds(1); // time enough for AUTH on a busy machine
        try (ServerFixture fixture =
                        ServerFixture.start(s -> s.withTimeouts(new FtpSettings.Timeouts(login, NEVER, NEVER, NEVER)));
                RawClient user = fixture.login();
                RawClient stranger = fixture.connect()) {
            stranger.expect(220);
            stranger.command("AUTH TLS", 234);
            assertThat(stranger.reply()).isNull(); // in clear nothing more is said
            user.command("AUTH TLS", 234);
            assertThat(user.reply()).isNull();
            await().until(() -> fixture.server.sessions().isEmpty());
        }
    }

    @Test
    void theTimeForALoginBeginsAnew() throws Exception {
        Duration login = Duration.ofSeconds(2);
        try (ServerFixture fixture =
                        ServerFixture.start(s -> s.withTimeouts(new FtpSettings.Timeouts(login, NEVER, NEVER, NEVER)));
                RawClient client = fixture.login()) {
            long since = System.nanoTime();
            await().until(() -> System.nanoTime() - since > login.toNanos());
            client.command("REIN", 220);
            await().during(Duration.ofMillis(600))
                    .until(() -> fixture.server.sessions().size() == 1);
            client.command("USER me", 331);
            client.command("PASS " + ServerFixture.PASSWORD, 230);
        }
    }

    /** Whoever does not read replies loses the session, though a transfer runs. */
    @Test
    void unreadRepliesEndTheSession() throws Exception {
        for (boolean tls : new boolean[] {false, true}) {
            try (ServerFixture fixture = start(SOON);
                    RawClient client = tls ? fixture.loginWithTls() : fixture.login();
                    Socket data = client.data()) {
                client.command("STOR f", 150);
                Socket sending = client.protect(data);
                CompletableFuture<Void> talks = CompletableFuture.runAsync(() -> sendForEver(client, sending));
                await().until(() -> fixture.server.sessions().isEmpty());
                data.close();
                talks.get();
            }
        }
    }

    /** HELP, which is answered at length, and bytes of the upload, so that this does not stall. */
    private static void sendForEver(RawClient client, Socket data) {
        CompletableFuture<Void> upload = CompletableFuture.runAsync(() -> {
            try {
                while (true) {
                    data.getOutputStream().write(1);
                    Thread.onSpinWait();
                }
            } catch (IOException e) {
                // cut
            }
        });
        try {
            while (true) {
                client.send("STAT\r\n".repeat(1000));
            }
        } catch (IOException e) {
            upload.join();
        }
    }

    /** In this stage of this command; gives the data connection, if there is one. */
    private static Optional<Socket> standStill(ServerFixture fixture, RawClient client, Case c) throws IOException {
        int port = client.passivePort();
        if (c.stage == Stage.NOT_CONNECTED) {
            client.send(c.command + "\r\n");
            await().until(() -> activity(fixture, c).contains(c.command.substring(0, 4)));
            return Optional.empty();
        }
        Socket data = new Socket();
        data.setReceiveBufferSize(SMALL_BUFFER);
        data.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        if (c.stage == Stage.HALF_HANDSHAKE) {
            data.getOutputStream().write(22); // of a ClientHello
        }
        client.send(c.command + "\r\n");
        if (c.stage != Stage.HALF_HANDSHAKE || c.ending != Ending.TIMEOUT) { // which comes before the 150
            client.expect(150);
        }
        if (c.stage == Stage.NO_BYTES) {
            Socket inside = client.protect(data);
            if (c.command.startsWith("STOR")) {
                inside.getOutputStream().write("new".getBytes(UTF_8));
            }
            awaitSilence(fixture);
            return Optional.of(inside); // nobody else holds it, and Java 17 ends what it collects in order
        }
        return Optional.of(data);
    }

    private static String activity(ServerFixture fixture, Case c) {
        return fixture.server.sessions().stream()
                .map(session -> session.activity())
                .filter(text -> text.contains(c.command.substring(5)))
                .findFirst()
                .orElse("");
    }

    /** Until bytes have moved, and move no more; or the transfer has been ended already. */
    private static void awaitSilence(ServerFixture fixture) {
        AtomicLong last = new AtomicLong(-1);
        await().pollInterval(Duration.ofMillis(30)).until(() -> {
            var statistics = fixture.server.statistics();
            long moved = statistics.bytesOut() + statistics.bytesIn();
            boolean over = fixture.server.sessions().stream()
                    .allMatch(session -> session.activity().isEmpty());
            return over || moved > 0 && last.getAndSet(moved) == moved;
        });
    }

    private static ServerFixture start(Duration stall) throws IOException {
        return ServerFixture.start(
                settings -> settings.withTimeouts(new FtpSettings.Timeouts(NEVER, NEVER, stall, stall))
                        .withDrain(Duration.ofMillis(100)));
    }
}
