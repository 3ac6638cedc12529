// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.server.FileServer;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** The protocol's own bundle is replaced while 100 clients a second connect. */
class ModuleSwapTest extends FrameworkTest {
    private static final int UPDATES = 3;

    private FtpSite site;

    @BeforeEach
    void serve() throws Exception {
        site = FtpSite.start(framework, "module", scratch);
        site.write("f", new byte[5]);
    }

    private Bundle bundle() {
        return framework.bundle("ftp");
    }

    @Test
    void anUpdateWithRefreshRefusesNobody() throws Exception {
        try (Knocking knocking = Knocking.at(site.port())) {
            for (int i = 0; i < UPDATES; i++) {
                try (FtpPeer idle = site.login()) {
                    framework.updateAndRefresh(bundle());
                    idle.expect(421);
                    assertThat(idle.ended()).isTrue();
                }
                int before = knocking.count("220");
                await().until(() -> knocking.count("220") > before + 10);
            }
            site.login().close();
            knocking.endsWithOnly("220", "421");
        }
    }

    @Test
    void aNewerVersionBesideItTakesOver() throws Exception {
        try (Knocking knocking = Knocking.at(site.port());
                FtpPeer old = site.login()) {
            Bundle newer = framework.startNewer(bundle());
            await().until(() -> servers() == 2);
            old.command("SIZE f", 213);
            try (FtpPeer fresh = site.login()) {
                bundle().stop();
                old.expect(421);
                assertThat(servers()).isEqualTo(1);
                fresh.command("SIZE f", 213);
                assertThat(servedBy()).isEqualTo(newer);
                bundle().start(); // and back again
                await().until(() -> servers() == 2);
                newer.uninstall();
                fresh.expect(421);
            }
            assertThat(servedBy()).isEqualTo(bundle());
            site.login().close();
            knocking.endsWithOnly("220", "421");
        }
    }

    private int servers() {
        return framework.services(FileServer.class, site.serverFilter()).size();
    }

    private Bundle servedBy() throws Exception {
        return framework
                .context()
                .getServiceReferences(FileServer.class, site.serverFilter())
                .iterator()
                .next()
                .getBundle();
    }

    @Test
    void aRunningTransferEndsWholeAfterTheModuleHasStopped() throws Exception {
        byte[] content = new byte[30_000_000];
        new Random(1).nextBytes(content);
        site.write("large", content);
        try (FtpPeer idle = site.login();
                FtpPeer busy = site.login();
                Socket data = busy.data()) {
            busy.command("RETR large", 150);
            assertThat(data.getInputStream().readNBytes(1)).containsExactly(content[0]);
            CompletableFuture<Void> stop = CompletableFuture.runAsync(this::stop);
            idle.expect(421);
            stop.join(); // which the transfer does not hold up
            try (FtpPeer waiting = FtpPeer.connect(site.port())) { // in the queue, for the next one
                byte[] rest = data.getInputStream().readAllBytes();
                busy.expect(226);
                busy.expect(421);
                assertThat(rest).hasSize(content.length - 1).endsWith(content[content.length - 1]);
                assertThat(servers()).isZero();
                bundle().start();
                waiting.expect(220);
            }
        }
    }

    private void stop() {
        try {
            bundle().stop();
        } catch (BundleException e) {
            throw new IllegalStateException(e);
        }
    }
}
