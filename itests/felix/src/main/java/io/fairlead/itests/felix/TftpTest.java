// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.server.FileServer;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileSystemManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** A TFTP server from configuration, and what it does when storage and module are swapped under it. */
class TftpTest extends FrameworkTest {
    private static final String SERVER = "io.fairlead.tftp.server";
    private static final String FILTER = "(server.name=boot)";

    private int port;

    @BeforeEach
    void serve() throws Exception {
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.write(scratch.resolve("f"), "hello".getBytes(US_ASCII));
        framework.configure(FtpSite.STORAGE, "boot", "name", "boot", "path", scratch.toString());
        framework.configure(FtpSite.EXPORT, "boot", "name", "boot", "storage.target", "(storage.name=boot)");
        configure("port", port);
        framework.service(FileServer.class, FILTER);
        await().untilAsserted(() -> assertThat(read("f")).isEqualTo("hello"));
    }

    private void configure(Object... more) throws Exception {
        Object[] all = new Object[more.length + 4];
        System.arraycopy(new Object[] {"name", "boot", "export.target", "(export.name=boot)"}, 0, all, 0, 4);
        System.arraycopy(more, 0, all, 4, more.length);
        framework.configure(SERVER, "boot", all);
    }

    private String read(String name) throws Exception {
        try (TftpPeer peer = TftpPeer.read(port, name)) {
            return peer.answer();
        }
    }

    @Test
    void aReadIsAnswered() throws Exception {
        assertThat(read("f")).isEqualTo("hello");
        assertThat(read("missing")).startsWith("error 1");
        FileServer server = framework.service(FileServer.class, FILTER);
        assertThat(server.protocol()).isEqualTo("tftp");
        assertThat(server.statistics().transfers()).isPositive();
    }

    @Test
    void theStorageIsSwapped() throws Exception {
        Bundle storage = framework.bundle("storage.local");
        storage.stop();
        assertThat(read("f")).startsWith("error 0").contains("try again");
        storage.start();
        assertThat(read("f")).isEqualTo("hello");
        framework.updateAndRefresh(storage);
        assertThat(read("f")).isEqualTo("hello");
    }

    /** A request that comes while there is no module waits in the socket, which stays bound. */
    @Test
    void theModuleIsSwapped() throws Exception {
        Bundle module = framework.bundle("tftp");
        framework.updateAndRefresh(module);
        assertThat(read("f")).isEqualTo("hello");
        module.stop();
        try (TftpPeer waiting = TftpPeer.read(port, "f")) {
            module.start();
            assertThat(waiting.answer()).isEqualTo("hello");
        }
        Bundle newer = framework.startNewer(module);
        module.stop();
        assertThat(read("f")).isEqualTo("hello");
        module.start();
        newer.uninstall();
        assertThat(read("f")).isEqualTo("hello");
    }

    @Test
    void aBadConfigurationChangesNothing() throws Exception {
        try (LogLines log = new LogLines(framework)) {
            configure("port", port, "maxWindowSize", 0);
            await().untilAsserted(() -> assertThat(log.problems(SERVER + "~boot"))
                    .singleElement()
                    .asString()
                    .contains("maxWindowSize = 0; expected 1 to 16384; the TFTP server goes on as it was"));
            assertThat(read("f")).isEqualTo("hello");
            configure("port", port, "export.target", "(export.name=nobody)");
            await().untilAsserted(
                            () -> assertThat(log.problems("TFTP server boot: no export fits (export.name=nobody)"))
                                    .hasSize(1));
            assertThat(read("f")).startsWith("error 0").contains("try again");
            configure("port", port);
            await().untilAsserted(() -> assertThat(read("f")).isEqualTo("hello"));
            framework.configure(SERVER, "second", "name", "second", "port", port);
            await().untilAsserted(() -> assertThat(log.problems(SERVER + "~second"))
                    .singleElement()
                    .asString()
                    .contains(SERVER + "~boot listens there"));
            assertThat(read("f")).isEqualTo("hello");
        }
    }

    @Test
    void aRunningTransferEndsWholeBeforeTheModuleStops() throws Exception {
        Files.write(scratch.resolve("blocks"), "x".repeat(1300).getBytes(US_ASCII));
        Bundle module = framework.bundle("tftp");
        FileServer server = framework.service(FileServer.class, FILTER);
        try (TftpPeer peer = TftpPeer.read(port, "blocks");
                TftpPeer late = TftpPeer.read(port, "f")) {
            assertThat(late.answer()).isEqualTo("hello");
            String first = peer.next();
            CompletableFuture<Void> stop = CompletableFuture.runAsync(() -> stop(module));
            await().until(() -> server.state() == FileServer.State.DRAINING);
            peer.acknowledge();
            assertThat(first + peer.answer()).isEqualTo("x".repeat(1300));
            stop.join();
            await().until(() -> server.state() == FileServer.State.STOPPED);
        }
    }

    private static void stop(Bundle bundle) {
        try {
            bundle.stop();
        } catch (BundleException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theSchemeComesAndGoesWithTheBundle() throws Exception {
        FileSystemManager vfs = framework.service(FileSystemManager.class);
        String url = "tftp://127.0.0.1:" + port + "/f";
        FileObject file = vfs.resolveFile(url);
        assertThat(file.getContent().getString(US_ASCII)).isEqualTo("hello");
        framework.bundle("tftp").stop();
        await().until(() -> !vfs.hasProvider("tftp")); // it is kept for a moment, for a client that comes back
        assertThatThrownBy(() -> file.getContent().getString(US_ASCII)).isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() -> vfs.resolveFile(url)).isInstanceOf(FileSystemException.class);
        framework.bundle("tftp").start();
        await().until(() -> vfs.hasProvider("tftp"));
        assertThat(vfs.resolveFile(url).getContent().getString(US_ASCII)).isEqualTo("hello");
    }
}
