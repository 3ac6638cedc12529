// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.export.Export;
import io.fairlead.api.server.FileServer;
import java.net.Socket;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;

/** Two versions of the server's bundle beside each other. */
class VersionsTest extends FrameworkTest {
    private FtpSite site;

    @BeforeEach
    void serve() throws Exception {
        site = FtpSite.start(framework, "versions", scratch);
        site.write("f", new byte[5]);
    }

    /** Each with a port of its own: the PID of a configuration may name a bundle and its version (OSGi Compendium 104.3.2). */
    @Test
    void serveTwoPortsOverOneArbiter() throws Exception {
        Bundle newer = framework.startNewer(framework.bundle("ftp"));
        int port = FtpSite.freePort();
        framework.configure(
                FtpSite.SERVER + "|io.fairlead.ftp|" + newer.getVersion(),
                "second",
                "name",
                "second",
                "port",
                port,
                "export.target",
                "(export.name=versions)",
                "authenticator.target",
                "(authenticator.name=versions)");
        await().until(() -> framework.has(FileServer.class, "(server.name=second)"));
        assertThat(framework.services(FileServer.class, "(server.name=second)")).hasSize(1);
        Export export = framework.service(Export.class, "(export.name=versions)");
        try (FtpPeer one = site.login();
                FtpPeer two = FtpPeer.login(port, "alice", "secret");
                Socket data = two.data()) {
            two.command("STOR g", 150);
            one.command("SIZE f", 213);
            await().untilAsserted(() -> assertThat(export.opens()).hasSize(1));
            data.close();
            two.expect(226);
            one.command("SIZE g", 213);
        }
    }

    @Test
    void haveOneCertificate() throws Exception {
        X509Certificate before = certificate();
        Bundle newer = framework.startNewer(framework.bundle("ftp"));
        await().until(() ->
                framework.services(FileServer.class, site.serverFilter()).size() == 2);
        assertThat(certificate()).isEqualTo(before);
        framework.bundle("ftp").stop();
        assertThat(certificate()).isEqualTo(before);
        newer.stop();
        framework.bundle("ftp").start();
        site.server();
        assertThat(certificate()).isEqualTo(before);
    }

    private X509Certificate certificate() throws Exception {
        try (FtpPeer peer = FtpPeer.connect(site.port())) {
            peer.expect(220);
            return peer.secure().certificate();
        }
    }
}
