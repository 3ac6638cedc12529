// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;

/** What a file says of an FTP server's limits, as a client sees it. */
class FtpLimitsFileTest extends FileTest {
    @Test
    @ShowsKeys(
            pid = FtpSite.SERVER,
            value = {"maxConnections", "maxConnectionsPerAddress", "maxSessionsPerUser"})
    void howMany() throws Exception {
        for (String key : new String[] {"maxConnections", "maxConnectionsPerAddress", "maxSessionsPerUser"}) {
            site.ftp(key + " = 1");
            await(key).untilAsserted(() -> {
                try (FtpPeer first = site.login()) {
                    first.command("NOOP", 200);
                    assertThatThrownBy(() -> site.login().close()).isInstanceOf(AssertionError.class);
                }
            });
        }
        site.ftp();
        await().untilAsserted(() -> {
            try (FtpPeer first = site.login()) {
                site.login().close();
                first.command("NOOP", 200);
            }
        });
    }

    @Test
    @ShowsKeys(
            pid = FtpSite.SERVER,
            value = {"maxUnauthenticated"})
    void howManyWhoSayNothing() throws Exception {
        site.ftp("maxUnauthenticated = 1");
        await().untilAsserted(() -> {
            try (FtpPeer first = FtpPeer.connect(site.port())) {
                first.expect(220);
                try (FtpPeer second = FtpPeer.connect(site.port())) {
                    second.expect(220);
                    first.expect(421);
                }
            }
        });
    }

    @Test
    @ShowsKeys(
            pid = FtpSite.SERVER,
            value = {"maxFailedLogins"})
    void howManyFailures() throws Exception {
        site.ftp("maxFailedLogins = 1");
        await().untilAsserted(() -> {
            try (FtpPeer peer = FtpPeer.connect(site.port())) {
                peer.expect(220);
                peer.command("USER nobody", 331);
                peer.send("PASS wrong");
                peer.reply();
                assertThat(peer.ended()).isTrue();
            }
        });
    }

    @Test
    @ShowsKeys(
            pid = FtpSite.SERVER,
            value = {"loginTimeoutSeconds", "idleTimeoutSeconds", "stallTimeoutSeconds", "dataConnectTimeoutSeconds"})
    void howLong() throws Exception {
        site.ftp("loginTimeoutSeconds = 1");
        await().untilAsserted(() -> {
            try (FtpPeer stranger = FtpPeer.connect(site.port())) {
                stranger.expect(220);
                stranger.expect(421);
            }
        });
        site.ftp("idleTimeoutSeconds = 1", "stallTimeoutSeconds = 1", "dataConnectTimeoutSeconds = 1");
        await().untilAsserted(() -> {
            try (FtpPeer idle = site.login();
                    FtpPeer stalled = site.login();
                    FtpPeer late = site.login()) {
                try (Socket data = stalled.data()) {
                    stalled.command("STOR g", 150);
                    late.passivePort();
                    late.send("RETR f");
                    assertThat(stalled.reply()).startsWith("426");
                    assertThat(data.isClosed()).isFalse();
                }
                idle.expect(421);
                String reply = late.reply(); // the 150, or at once that there is no connection
                assertThat(reply.startsWith("150") ? late.reply() : reply).startsWith("425");
            }
        });
    }

    @Test
    @ShowsKeys(
            pid = FtpSite.SERVER,
            value = {"drainSeconds", "lingerSeconds"})
    void howItStops() throws Exception {
        site.ftp("drainSeconds = 0", "lingerSeconds = 0");
        await().untilAsserted(() -> site.login().close());
        Bundle module = framework.bundle("ftp");
        try (FtpPeer peer = site.login();
                Socket data = peer.data()) {
            peer.command("STOR g", 150);
            data.getOutputStream().write(1);
            module.stop(); // waits for no upload
            assertThatThrownBy(() -> FtpPeer.connect(site.port()).close()).isInstanceOf(IOException.class);
            assertThat(peer.reply()).startsWith("4"); // cut before its end could be taken for that of the file
        }
        module.start();
        await().untilAsserted(() -> site.login().close());
        assertThat(site.folder().resolve("g")).doesNotExist();
    }
}
