// SPDX-License-Identifier: Apache-2.0
package io.fairlead.howto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.auth.LoginThrottle;
import io.fairlead.auth.users.UserOptions;
import io.fairlead.auth.users.UsersAuthenticator;
import io.fairlead.auth.users.UsersFile;
import io.fairlead.auth.users.UsersSettings;
import io.fairlead.core.Exports;
import io.fairlead.net.SocketEndpoints;
import io.fairlead.smb.server.SmbServer;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.vfs.FileWatch;
import io.fairlead.vfs.SmbFileProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the SMB client, against a server. */
class ShareInboxTest {
    @TempDir
    Path folder;

    private final SocketEndpoints endpoints = new SocketEndpoints();
    private final DefaultFileSystemManager manager = new DefaultFileSystemManager();
    private UsersAuthenticator users;
    private SmbServer server;
    private String url;

    @BeforeEach
    void serve() throws Exception {
        UsersFile file = UsersFile.load(folder.resolve("users"));
        file.add("me", "secret".toCharArray(), UserOptions.parse("").withNtlm(true));
        file.save();
        users = new UsersAuthenticator(UsersSettings.of(folder.resolve("users")), () -> LoginThrottle.NONE);
        server = SmbServer.builder(endpoints)
                .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .share(
                        "files",
                        Exports.over(new MemoryStorage())
                                .name("files")
                                .caseInsensitive(true)
                                .build())
                .authenticator(users)
                .start();
        url = "smb://127.0.0.1:" + server.addresses().get(0).getPort() + "/files/inbox";
        manager.addProvider("smb", new SmbFileProvider());
        manager.init();
    }

    @AfterEach
    void stop() {
        manager.close();
        server.close(true);
        endpoints.close();
        users.close();
    }

    @Test
    void tellsOfWhatComes() throws Exception {
        List<String> came = new CopyOnWriteArrayList<>();
        ShareInbox inbox = new ShareInbox(manager, url, "me", "secret");
        try (FileWatch watch = inbox.arrivals(came::add)) {
            assertThat(watch).isNotNull();
            new NightlyReport(manager, Map.of("url", url, "user", "me", "password", "secret"))
                    .write("report.txt", "all is well");
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(came).contains("report.txt"));
        }
        byte[] found = manager.resolveFile(url.replace("smb://", "smb://me:secret@") + "/report.txt")
                .getContent()
                .getByteArray();
        assertThat(new String(found, StandardCharsets.UTF_8)).isEqualTo("all is well");
    }
}
