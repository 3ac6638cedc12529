// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.storage.Storage;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;

/** The storage is replaced under a running server, with clients logged in and others that come all the time. */
class StorageSwapTest extends FrameworkTest {
    private static final byte[] LARGE = new byte[20_000_000];

    private FtpSite site;
    private Knocking knocking;

    @BeforeEach
    void serve() throws Exception {
        site = FtpSite.start(framework, "swap", scratch);
        site.write("f", new byte[5]);
        knocking = Knocking.at(site.port());
    }

    @AfterEach
    void stopKnocking() throws Exception {
        knocking.close();
    }

    private Bundle bundle() {
        return framework.bundle("storage.local");
    }

    @Test
    void whileItIsStoppedSessionsAreToldToTryAgain() throws Exception {
        try (FtpPeer peer = site.login()) {
            peer.command("SIZE f", 213);
            bundle().stop();
            assertThat(peer.command("SIZE f", 450)).contains("try again later");
            try (Socket unused = peer.data()) {
                peer.command("RETR f", 450);
            }
            try (FtpPeer late = FtpPeer.connect(site.port())) {
                late.expect(220);
                late.command("USER alice", 331);
                assertThat(late.command("PASS secret", 421)).contains("try again later");
                assertThat(late.ended()).isTrue();
            }
            bundle().start();
            assertThat(peer.command("SIZE f", 213)).isEqualTo("213 5");
            assertThat(peer.retrieve("f")).hasSize(5);
            site.login().close();
        }
        knocking.endsWithOnly("220");
    }

    @Test
    void anUpdateWithRefreshIsNoMore() throws Exception {
        try (FtpPeer peer = site.login()) {
            peer.command("SIZE f", 213);
            for (int i = 0; i < 3; i++) {
                framework.updateAndRefresh(bundle());
                assertThat(peer.command("SIZE f", 213)).isEqualTo("213 5");
            }
            peer.store("g", "new".getBytes(UTF_8));
        }
        assertThat(site.folder().resolve("g")).hasContent("new");
        knocking.endsWithOnly("220");
    }

    /** What is open goes on with the storage that was there; a command in between is served by the next one. */
    @Test
    void transfersUnderWayEndWhole() throws Exception {
        site.write("large", LARGE);
        try (FtpPeer up = site.login();
                Socket upData = up.data();
                FtpPeer down = site.login();
                Socket downData = down.data()) {
            up.command("STOR g", 150);
            upData.getOutputStream().write(new byte[100_000]);
            await().untilAsserted(() -> assertThat(site.server().sessions())
                    .anySatisfy(session -> assertThat(session.activity()).contains(": 100000 ")));
            down.command("RETR large", 150);
            assertThat(downData.getInputStream().read()).isZero();
            for (int i = 0; i < 3; i++) {
                framework.updateAndRefresh(bundle());
                try (FtpPeer other = site.login()) {
                    other.command("SIZE f", 213);
                }
            }
            upData.getOutputStream().write(new byte[100_000]);
            upData.close();
            up.expect(226);
            assertThat(downData.getInputStream().readAllBytes()).hasSize(LARGE.length - 1);
            down.expect(226);
            assertThat(up.command("SIZE g", 213)).isEqualTo("213 200000");
            assertThat(down.command("SIZE g", 213)).isEqualTo("213 200000");
        }
        await().untilAsserted(() -> assertThat(site.names()).containsExactly("f", "g", "large"));
        knocking.endsWithOnly("220");
    }

    @Test
    void oneOfHigherRankingTakesOver() throws Exception {
        Path better = Files.createDirectory(scratch.resolve("better"));
        Files.write(better.resolve("f"), new byte[7]);
        framework.configure(FtpSite.STORAGE, "better", "name", "better", "path", better.toString());
        Storage storage = framework.service(Storage.class, "(storage.name=better)");
        try (FtpPeer peer = site.login()) {
            assertThat(peer.command("SIZE f", 213)).isEqualTo("213 5");
            ServiceRegistration<Storage> registration = framework.publish(
                    Storage.class, storage, Storage.NAME, site.name(), Constants.SERVICE_RANKING, 100);
            assertThat(peer.command("SIZE f", 213)).isEqualTo("213 7");
            framework.withdraw(registration);
            assertThat(peer.command("SIZE f", 213)).isEqualTo("213 5");
        }
        knocking.endsWithOnly("220");
    }

    @Test
    void aChangedConfigurationReplacesIt() throws Exception {
        Path other = Files.createDirectory(scratch.resolve("other"));
        Files.write(other.resolve("f"), new byte[9]);
        try (FtpPeer peer = site.login()) {
            site.configureStorage("path", other.toString());
            await().untilAsserted(() -> assertThat(peer.command("SIZE f", 213)).isEqualTo("213 9"));
            Configuration readOnly = site.configureExport("readOnly", true);
            await().untilAsserted(() -> peer.command("DELE f", 550));
            readOnly.delete();
            await().untilAsserted(() -> peer.command("SIZE f", 450));
        }
        site.configureExport();
        await().untilAsserted(() -> site.login().close());
    }
}
