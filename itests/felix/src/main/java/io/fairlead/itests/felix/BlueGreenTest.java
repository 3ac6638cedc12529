// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.server.FileServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;

/** The recipe of {@code docs/install-osgi.md}, line by line as it is written there, while clients come and go. */
class BlueGreenTest extends FrameworkTest {
    private static final String TITLE = "**Blue/green**";

    private FtpSite site;
    private Bundle old;

    @BeforeEach
    void serve() throws Exception {
        site = FtpSite.start(framework, "green", scratch);
        site.write("large", new byte[30_000_000]);
        old = framework.bundle("ftp");
    }

    /** The tests that follow have the bundle that was there. */
    @AfterEach
    void goBack() throws Exception {
        for (Bundle bundle : framework.context().getBundles()) {
            if (bundle.getLocation().startsWith("file:" + scratch)) {
                bundle.uninstall();
            }
        }
        framework.context().installBundle(old.getLocation()).start();
    }

    private static List<String> recipe(Framework framework) throws Exception {
        Path page = Path.of(framework.context().getProperty("fairlead.itests.docs"), "install-osgi.md");
        String text = Files.readString(page);
        String block = text.substring(text.indexOf("```\n", text.indexOf(TITLE)) + 4);
        return block.substring(0, block.indexOf("```")).lines().toList();
    }

    private static byte[] read(Socket data) {
        try {
            return data.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theRecipeMovesClientsToTheNewVersion() throws Exception {
        Path jar = scratch.resolve("fairlead-ftp-NEW.jar");
        Files.copy(NewerVersion.of(old), jar);
        try (Knocking knocking = Knocking.at(site.port());
                FtpPeer idle = site.login();
                FtpPeer busy = site.login();
                Socket data = busy.data()) {
            busy.command("RETR large", 150);
            assertThat(data.getInputStream().read()).isZero();
            CompletableFuture<byte[]> rest = null;
            for (String line : recipe(framework)) {
                switch (line.split(" ")[0]) {
                    case "start" -> {
                        framework.context().installBundle("file:" + jar).start();
                        await().until(() -> framework
                                        .services(FileServer.class, site.serverFilter())
                                        .size()
                                == 2);
                        idle.command("NOOP", 200); // both serve; the port is the new one's
                        rest = CompletableFuture.supplyAsync(() -> read(data));
                    }
                    case "lb" -> assertThat(old.getState()).isEqualTo(Bundle.ACTIVE);
                    case "stop" -> {
                        old.stop();
                        idle.expect(421);
                        site.login().close();
                    }
                    case "uninstall" -> old.uninstall();
                    case "refresh" -> framework.refresh(old);
                    default -> throw new AssertionError(line);
                }
            }
            assertThat(rest.get()).hasSize(30_000_000 - 1);
            busy.expect(226);
            assertThat(old.getState()).isEqualTo(Bundle.UNINSTALLED);
            int before = knocking.count("220");
            await().until(() -> knocking.count("220") > before + 10);
            site.login().close();
            knocking.endsWithOnly("220", "421");
        }
    }
}
