// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that say nothing. */
@Timeout(60)
class LobbyTest {
    private final List<RawClient> silent = new ArrayList<>();
    private ServerFixture fixture;

    @BeforeEach
    void serve() throws IOException {
        fixture = ServerFixture.start(settings -> settings.withLimits(new FtpSettings.Limits(20, 0, 0, 3, 4)));
    }

    @AfterEach
    void stop() throws IOException {
        for (RawClient client : silent) {
            client.close();
        }
        fixture.close();
    }

    private RawClient silentFrom(String address) throws IOException {
        RawClient client = new RawClient(fixture.port(), InetAddress.getByName(address));
        client.expect(220);
        silent.add(client);
        return client;
    }

    @Test
    void silentConnectionsShutNobodyElseOut() throws Exception {
        RawClient old = silentFrom("127.0.0.9");
        for (int i = 0; i < 40; i++) {
            silentFrom("127.0.0.7");
        }
        silent.get(1).expect(421);
        for (int i = 0; i < 3; i++) {
            try (RawClient client = fixture.login()) {
                client.command("NOOP", 200);
            }
        }
        old.command("NOOP", 200);
        assertThat(fixture.server.statistics().refusedSessions()).isGreaterThanOrEqualTo(37);
    }

    @Test
    void whoIsLoggedInDoesNotCountAndWhoLogsOutDoes() throws Exception {
        for (int i = 0; i < 6; i++) {
            silent.add(fixture.login());
        }
        for (RawClient client : silent) {
            client.command("NOOP", 200);
        }
        assertThat(fixture.server.statistics().refusedSessions()).isZero();
        for (int i = 0; i < 5; i++) {
            silent.get(i).command("REIN", 220);
        }
        silent.get(0).expect(421);
        await().until(() -> fixture.server.sessions().size() == 5);
        silent.get(5).command("NOOP", 200);
    }
}
