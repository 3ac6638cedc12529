// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that leave, log out, or hang up while a transfer runs: RFC 959 4.1.1. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class LeavingTest {
    private static final byte[] OLD = "old".getBytes(UTF_8);
    private static final byte[] LARGE = new byte[20_000_000];

    private ServerFixture fixture;

    @BeforeEach
    void start() throws IOException {
        new Random(959).nextBytes(LARGE);
        fixture = ServerFixture.start();
        fixture.write("/f", OLD);
        fixture.write("/large", LARGE);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource({"false, QUIT, 221", "false, REIN, 220", "false, USER me, 331", "true, QUIT, 221", "true, REIN, 220"})
    void theTransferIsCompletedFirst(boolean tls, String command, int code) throws IOException {
        try (RawClient client = login(tls);
                Socket data = client.data()) {
            client.command("RETR large", 150);
            Socket inside = client.protect(data);
            client.send(command + "\r\n");
            assertThat(inside.getInputStream().readAllBytes()).isEqualTo(LARGE);
            client.expect(226);
            client.expect(code);
            if (code == 221) {
                assertThat(client.reply()).isNull();
                return;
            }
            client.command("PWD", 530);
            if (code == 220) {
                client.command("USER me", 331);
            }
            client.command("PASS " + ServerFixture.PASSWORD, 230);
            assertThat(client.command("STAT", 211)).contains(code == 220 ? "TYPE A" : "TYPE I");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "false, PWD, 257",
        "false, REIN, 220",
        "false, USER me, 331",
        "false, QUIT, 221",
        "true, PWD, 257",
        "true, QUIT, 221"
    })
    void abortIsHeardBehindACommandThatWaits(boolean tls, String command, int code) throws IOException {
        try (RawClient client = login(tls);
                Socket data = client.data()) {
            client.command("RETR large", 150);
            client.protect(data);
            client.send(command + "\r\n");
            client.send("ABOR\r\n");
            client.expect(426);
            client.expect(code);
            if (code == 221) {
                assertThat(client.reply()).isNull();
            } else if (code == 257) {
                client.expect(226);
                client.command("NOOP", 200);
            } else {
                client.expect(530); // logged out by then
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"false, PWD", "false, QUIT", "true, PWD", "true, QUIT"})
    void theEndIsHeardBehindACommandThatWaits(boolean tls, String command) throws IOException {
        try (RawClient client = login(tls);
                Socket data = client.data()) {
            client.command("RETR large", 150);
            client.protect(data);
            client.send(command + "\r\n");
            client.socket().setSoLinger(true, 0);
            client.hangUp();
            await().until(() -> fixture.server.sessions().isEmpty());
        }
    }

    @Test
    void whatIsSentBehindAuthIsNotDoneThoughATransferRuns() throws IOException {
        try (RawClient client = fixture.login();
                Socket data = client.data()) {
            client.command("RETR large", 150);
            client.send("AUTH TLS\r\nDELE f\r\n");
            assertThat(data.getInputStream().readAllBytes()).isEqualTo(LARGE);
            client.expect(226);
            client.expect(421);
            assertThat(client.reply()).isNull();
            assertThat(fixture.read("/f")).isEqualTo(OLD);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClientThatQuitsAndGoesGetsItsFile(boolean tls) throws IOException {
        try (RawClient client = login(tls);
                Socket data = client.data()) {
            client.command("RETR large", 150);
            Socket inside = client.protect(data);
            client.send("QUIT\r\n");
            client.hangUp();
            assertThat(inside.getInputStream().readAllBytes()).isEqualTo(LARGE);
        }
        await().until(() -> fixture.server.sessions().isEmpty());
    }

    /** Devices that hang up as soon as they have sent everything, in every way. */
    @ParameterizedTest
    @CsvSource({
        "false, false, false",
        "false, false, true",
        "false, true, false",
        "true, false, false",
        "true, true, false"
    })
    void anUploadOfAClientThatHangsUpIsKept(boolean tls, boolean reset, boolean blind) throws IOException {
        for (int i = 0; i < 10; i++) {
            try (RawClient client = login(tls);
                    Socket data = client.data()) {
                client.send("STOR hang-" + i + "\r\n");
                if (!blind) {
                    client.expect(150);
                }
                Socket inside = client.protect(data);
                inside.getOutputStream().write(LARGE, 0, 300_000);
                inside.close();
                client.socket().setSoLinger(reset, 0);
                client.hangUp();
            }
        }
        await().until(() -> fixture.server.sessions().isEmpty());
        for (int i = 0; i < 10; i++) {
            assertThat(fixture.read("/hang-" + i)).as("upload %s", i).hasSize(300_000);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anUploadMayEndAfterItsControlConnection(boolean tls) throws IOException {
        RawClient client = login(tls);
        try (Socket data = client.data()) {
            client.command("STOR f", 150);
            Socket inside = client.protect(data);
            inside.getOutputStream().write(LARGE, 0, 300_000);
            client.hangUp();
            await().during(Duration.ofMillis(200)).until(() -> fixture.read("/f").length == OLD.length);
            inside.getOutputStream().write(LARGE, 300_000, 300_000);
            inside.close();
        }
        await().until(() -> fixture.server.sessions().isEmpty());
        assertThat(fixture.read("/f")).hasSize(600_000);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anUploadThatIsCutAfterItsControlConnectionIsDropped(boolean tls) throws IOException {
        RawClient client = login(tls);
        Socket data = client.data();
        client.command("STOR f", 150);
        Socket inside = client.protect(data);
        inside.getOutputStream().write(LARGE, 0, 300_000);
        client.hangUp();
        data.setSoLinger(!tls, 0); // in clear a reset, in TLS an end without close_notify
        data.close();
        await().until(() -> fixture.server.sessions().isEmpty());
        assertThat(fixture.read("/f")).isEqualTo(OLD);
    }

    private RawClient login(boolean tls) throws IOException {
        return tls ? fixture.loginWithTls() : fixture.login();
    }
}
