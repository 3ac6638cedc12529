// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.config.RefusedConfiguration;
import io.fairlead.api.server.FileServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

/** The bundle {@code bcpkix} is not there: {@code net} runs without, and only what needs it says so. */
class WithoutBouncyCastleTest extends FrameworkTest {
    private static final String LIBRARY = "bcpkix";

    private String location;

    @BeforeEach
    void uninstall() throws Exception {
        Bundle library = library();
        location = library.getLocation();
        library.uninstall();
        framework.refresh(library);
        await().until(() -> framework.bundle("net").getState() == Bundle.ACTIVE);
        assertThat(wiredTo(LIBRARY)).isFalse();
    }

    /** Before the framework is taken back, which starts whatever does not run. */
    @AfterEach
    void install() throws Exception {
        framework.context().installBundle(location).start();
        framework.refresh(framework.bundle("net"));
        assertThat(wiredTo(LIBRARY)).isTrue();
    }

    private Bundle library() {
        return List.of(framework.context().getBundles()).stream()
                .filter(bundle -> LIBRARY.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    private boolean wiredTo(String name) {
        return framework.bundle("net").adapt(BundleWiring.class).getRequiredWires(null).stream()
                .map(BundleWire::getProvider)
                .anyMatch(provider -> name.equals(provider.getSymbolicName()));
    }

    @Test
    void ftpServesWithoutTls() throws Exception {
        FtpSite site = FtpSite.start(framework, "plain", scratch, "tls", "off");
        await().untilAsserted(() -> site.login().close());
    }

    @Test
    void tftpServes() throws Exception {
        framework.configure("io.fairlead.tftp.server", "plain", "port", 0);
        framework.service(FileServer.class, "(server.protocol=tftp)");
    }

    @Test
    void tlsSaysWhatToInstall() throws Exception {
        framework.configure(FtpSite.SERVER, "tls", "name", "tls", "port", 0);
        RefusedConfiguration refused = framework.service(RefusedConfiguration.class);
        assertThat(refused.reason())
                .startsWith("tlsSelfSignedDirectory: ")
                .contains("add Bouncy Castle (bcprov-jdk18on, bcutil-jdk18on, bcpkix-jdk18on")
                .contains("refresh the bundle io.fairlead.net");
        assertThat(framework.has(FileServer.class, "(server.name=tls)")).isFalse();
    }
}
