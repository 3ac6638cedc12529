// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.server.FileServer;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemManager;
import org.apache.commons.vfs2.Selectors;
import org.junit.jupiter.api.Test;

/** Servers from configuration only, and a whole exchange with them. */
class ConfiguredServerTest extends FrameworkTest {
    @Test
    void theServerIsAService() throws Exception {
        FtpSite site = FtpSite.start(framework, "service", scratch);
        FileServer server = site.server();
        assertThat(server.protocol()).isEqualTo("ftp");
        assertThat(server.state()).isEqualTo(FileServer.State.RUNNING);
        assertThat(server.addresses()).singleElement().satisfies(at -> {
            assertThat(at.getAddress().isLoopbackAddress()).isTrue();
            assertThat(at.getPort()).isEqualTo(site.port());
        });
        try (FtpPeer peer = site.login()) {
            peer.store("a.txt", "hello".getBytes(UTF_8));
            assertThat(peer.retrieve("a.txt")).asString(UTF_8).isEqualTo("hello");
            assertThat(server.sessions()).singleElement().satisfies(session -> assertThat(session.user())
                    .isEqualTo("alice"));
            peer.command("DELE a.txt", 250);
        }
        assertThat(site.names()).isEmpty();
    }

    @Test
    void anExchangeByCommonsVfs() throws Exception {
        FtpSite site = FtpSite.start(framework, "exchange", scratch);
        FileSystemManager vfs = framework.service(FileSystemManager.class);
        try (FileObject local = vfs.resolveFile(
                        site.write("local.txt", new byte[100_000]).toUri());
                FileObject remote = vfs.resolveFile(site.url("/docs/a.txt"))) {
            remote.copyFrom(local, Selectors.SELECT_SELF);
            assertThat(Files.size(site.folder().resolve("docs/a.txt"))).isEqualTo(100_000);
            assertThat(remote.getParent().getChildren())
                    .extracting(child -> child.getName().getBaseName())
                    .containsExactly("a.txt");
            assertThat(remote.getContent().getByteArray()).isEqualTo(new byte[100_000]);
            try (FileObject renamed = vfs.resolveFile(site.url("/docs/b.txt"))) {
                remote.moveTo(renamed);
                assertThat(renamed.exists()).isTrue();
                assertThat(site.folder().resolve("docs/a.txt")).doesNotExist();
                assertThat(renamed.delete()).isTrue();
            }
            assertThat(site.folder().resolve("docs/b.txt")).doesNotExist();
        }
    }

    @Test
    void theOrderOfConfigurationsDoesNotMatter() throws Exception {
        int port = FtpSite.freePort();
        framework.configure(
                FtpSite.SERVER, "late", "name", "late", "port", port, "export.target", "(export.name=late)");
        framework.service(FileServer.class, "(server.name=late)");
        try (FtpPeer peer = FtpPeer.connect(port)) {
            peer.expect(421);
            assertThat(peer.ended()).isTrue();
        }
        framework.configure(FtpSite.EXPORT, "late", "name", "late", "storage.target", "(storage.name=late)");
        Path users = Files.writeString(scratch.resolve("users"), FtpSite.ACCOUNT);
        framework.configure(FtpSite.USERS, "late", "name", "late", "file", users.toString());
        await().untilAsserted(() -> {
            try (FtpPeer peer = FtpPeer.connect(port)) {
                peer.expect(220);
            }
        });
        Files.write(scratch.resolve("f"), new byte[5]);
        framework.configure(FtpSite.STORAGE, "late", "name", "late", "path", scratch.toString());
        await().untilAsserted(() -> {
            try (FtpPeer peer = FtpPeer.login(port, "alice", "secret")) {
                assertThat(peer.command("SIZE f", 213)).isEqualTo("213 5");
            }
        });
    }

    /** Even while the server of an earlier configuration is still on its way out. */
    @Test
    void aDeletedConfigurationFreesThePortAtOnce() throws Exception {
        FtpSite site = FtpSite.start(framework, "deleted", scratch);
        site.configureServer("welcome", "changed").delete();
        await().until(() -> !framework.has(FileServer.class, site.serverFilter()));
        await().untilAsserted(() ->
                assertThatThrownBy(() -> FtpPeer.connect(site.port()).close()).isInstanceOf(ConnectException.class));
    }
}
