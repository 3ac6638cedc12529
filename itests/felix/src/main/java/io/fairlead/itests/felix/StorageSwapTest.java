// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.storage.Storage;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
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

    @Test
    void anUploadUnderWayIsNotPublished() throws Exception {
        try (FtpPeer peer = site.login()) {
            upload(peer, "f");
            upload(peer, "g");
            await().untilAsserted(() -> assertThat(site.names()).containsExactly("f"));
            assertThat(site.folder().resolve("f")).hasBinaryContent(new byte[5]);
            assertThat(peer.command("SIZE f", 213)).isEqualTo("213 5");
        }
        knocking.endsWithOnly("220");
    }

    /** The storage goes and comes back in the middle of it. */
    private void upload(FtpPeer peer, String name) throws Exception {
        try (Socket data = peer.data()) {
            peer.command("STOR " + name, 150);
            data.getOutputStream().write(new byte[100_000]);
            await().untilAsserted(() -> assertThat(site.server().sessions())
                    .anySatisfy(session -> assertThat(session.activity()).contains(": 100000 ")));
            bundle().stop();
            bundle().start();
            sendUntilCut(data.getOutputStream());
            assertThat(peer.reply()).startsWith("4");
        }
    }

    private static void sendUntilCut(OutputStream out) throws IOException {
        try {
            for (int i = 0; i < 10_000; i++) {
                out.write(new byte[100_000]);
            }
            throw new AssertionError("the server takes everything");
        } catch (SocketException cut) {
            // as it should
        }
    }

    @Test
    void aDownloadUnderWayEndsWithAnErrorAndTheSessionGoesOn() throws Exception {
        site.write("large", LARGE);
        try (FtpPeer peer = site.login();
                Socket data = peer.data()) {
            peer.command("RETR large", 150);
            assertThat(data.getInputStream().read()).isZero();
            bundle().stop();
            int rest = 0;
            try {
                rest = data.getInputStream().readAllBytes().length;
            } catch (SocketException cut) {
                // a way to say that it is not whole
            }
            assertThat(rest).isLessThan(LARGE.length - 1);
            assertThat(peer.reply()).startsWith("4");
            bundle().start();
            assertThat(peer.retrieve("large")).hasSize(LARGE.length);
        }
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
