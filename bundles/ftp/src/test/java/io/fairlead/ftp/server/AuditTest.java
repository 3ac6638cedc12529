// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.audit.AuditEvent;
import io.fairlead.api.audit.AuditEvent.Action;
import io.fairlead.api.audit.AuditEvent.Outcome;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One event for each thing that somebody did, or was refused. */
class AuditTest {
    private ServerFixture fixture;

    @BeforeEach
    void start() throws IOException {
        fixture = ServerFixture.start();
        fixture.write("/f", new byte[10]);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private List<String> events() {
        return fixture.audited.stream().map(AuditTest::text).toList();
    }

    private static String text(AuditEvent event) {
        return event.source().user() + " " + event.action().text() + " "
                + event.outcome().text() + " " + event.path() + (event.target().isEmpty() ? "" : ">" + event.target())
                + (event.bytes() < 0 ? "" : " " + event.bytes());
    }

    @Test
    void aSessionFromLoginToLogout() throws IOException {
        try (RawClient client = fixture.login()) {
            client.store("STOR a", new byte[1000]);
            client.store("APPE a", new byte[10]);
            client.receive("RETR a");
            client.text("LIST");
            client.command("MKD d", 257);
            client.command("RNFR a", 350);
            client.command("RNTO d/b", 250);
            client.command("MFMT 20200102030405 d/b", 213);
            client.command("DELE d/b", 250);
            client.command("RMD d", 250);
            client.command("QUIT", 221);
        }
        await().until(() -> events().size() >= 10);
        assertThat(events().get(9)).startsWith("me logout done "); // with the bytes of all, the list among them
        assertThat(events().subList(0, 9))
                .containsExactly(
                        "me login done ",
                        "me upload done /a 1000",
                        "me append done /a 10",
                        "me download done /a 1010",
                        "me make_directory done /d",
                        "me rename done /a>/d/b",
                        "me change_time done /d/b",
                        "me delete done /d/b",
                        "me remove_directory done /d");
        assertThat(fixture.audited)
                .extracting(event -> event.source().session())
                .containsOnly(fixture.audited.get(0).source().session());
        assertThat(fixture.audited)
                .extracting(event -> event.source().peer().remote())
                .hasOnlyElementsOfType(InetSocketAddress.class);
    }

    @Test
    void whatIsRefusedOrFails() throws IOException {
        try (RawClient client = fixture.connect()) {
            client.expect(220);
            client.command("USER me", 331);
            client.command("PASS wrong", 530);
            client.command("USER guest", 331);
            client.command("PASS " + ServerFixture.PASSWORD, 230);
            client.command("DELE f", 550);
            client.command("MKD x", 550);
            client.command("PORT 10,1,2,3,200,0", 504);
            client.command("EPSV", 229);
            client.command("STOR g", 550);
        }
        try (RawClient client = fixture.login()) {
            client.command("DELE nothing", 550);
            client.command("RETR nothing", 425); // nothing was agreed upon: no transfer
            try (Socket data = client.data()) {
                client.command("RETR nothing", 550);
                assertThat(data.isConnected()).isTrue();
            }
            client.command("SITE CHMOD 000 /", 550);
        }
        await().until(() -> events().stream().filter(e -> e.contains("logout")).count() == 2);
        assertThat(events())
                .containsExactlyInAnyOrder(
                        "me login refused ",
                        "guest login done ",
                        "guest delete refused /f",
                        "guest make_directory refused /x",
                        "guest other refused /",
                        "guest upload refused /g",
                        "guest logout done  0",
                        "me login done ",
                        "me delete failed /nothing",
                        "me download failed /nothing 0",
                        "me change_mode refused /",
                        "me logout done  0");
    }

    @Test
    void transfersThatAreCut() throws IOException {
        try (RawClient client = fixture.login();
                Socket data = client.data()) {
            client.command("STOR g", 150);
            data.getOutputStream().write(new byte[5]);
            await().until(() -> client.command("STAT", 213).contains(": 5 bytes"));
            client.command("ABOR", 426);
            client.expect(226);
        }
        RawClient gone = fixture.login();
        Socket data = gone.data();
        gone.command("STOR h", 150);
        gone.close();
        data.close();
        await().until(() -> events().stream().filter(e -> e.contains("logout")).count() == 2);
        assertThat(events()).contains("me upload aborted /g 5");
        assertThat(fixture.audited.stream().filter(e -> e.path().equals("/h"))).hasSize(1);
    }

    @Test
    void aConnectionTooMany() throws IOException {
        FtpSettings.Limits one = new FtpSettings.Limits(1, 0, 0, 0, 0);
        try (ServerFixture small = ServerFixture.start(settings -> settings.withLimits(one));
                RawClient first = small.login();
                RawClient second = small.connect()) {
            second.expect(421);
            await().until(() -> small.audited.stream()
                    .anyMatch(e -> e.action() == Action.CONNECT && e.outcome() == Outcome.REFUSED));
            first.command("NOOP", 200);
        }
    }
}
