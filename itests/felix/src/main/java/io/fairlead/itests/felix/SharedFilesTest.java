// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.auth.AuthenticationException;
import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.LoginThrottle;
import io.fairlead.api.storage.Snapshots;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What files say of storages, exports and accounts, as FTP shows it. */
class SharedFilesTest extends FrameworkTest {
    private static final String MEMORY = "io.fairlead.storage.memory";
    private static final String THROTTLE = "io.fairlead.auth.throttle";

    private final AtomicInteger number = new AtomicInteger();
    private FiledSite site;

    @BeforeEach
    void prepare() throws Exception {
        site = new FiledSite(framework, scratch);
        site.accounts(FtpSite.ACCOUNT
                + Stream.of("first", "second")
                        .map(name -> FtpSite.ACCOUNT.replace("alice", name))
                        .collect(Collectors.joining()));
        site.files().ftp();
        await().untilAsserted(() -> site.login().close());
    }

    @Test
    @ShowsKeys(
            pid = FtpSite.STORAGE,
            value = {"name", "path", "createPath", "readOnly", "umask", "symlinks"})
    void aFolder() throws Exception {
        Path other = scratch.resolve("to be made");
        site.storage("path = " + other, "createPath = true", "umask = 077");
        await().until(() -> Files.isDirectory(other));
        await().untilAsserted(() -> store("a"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(other.resolve("a"))))
                .isEqualTo("rw-------");
        Files.createSymbolicLink(other.resolve("link"), Path.of("a"));
        try (FtpPeer peer = site.login()) {
            assertThat(peer.command("SIZE link", 213)).isEqualTo("213 5");
        }
        site.storage("path = " + other, "symlinks = refuse");
        replies("SIZE link", "550");
        site.storage("path = " + other, "readOnly = true");
        replies("SITE CHMOD 644 a", "550");
        replies("DELE a", "550");
    }

    @Test
    @ShowsKeys(
            pid = FtpSite.STORAGE,
            value = {"exclude"})
    void foldersThatAreNotServed() throws Exception {
        site.file("one/a", "hello");
        site.file("two/a", "hello");
        site.file("three/a", "hello");
        Path folder = site.folder();
        site.storage("exclude = " + folder.resolve("one") + ", " + folder.resolve("two"));
        replies("SIZE one/a", "550");
        replies("SIZE two/a", "550");
        replies("SIZE three/a", "213 5");
    }

    @Test
    @ShowsKeys(
            pid = FtpSite.STORAGE,
            value = {"snapshots", "snapshotNames"})
    void howAFolderWas() throws Exception {
        Path day = Files.createDirectories(scratch.resolve("kept").resolve("2026-11-29"));
        Files.writeString(day.resolve("a"), "as it was");
        site.storage("snapshots = " + scratch.resolve("kept") + "/*", "snapshotNames = %Y-%m-%d");
        await().ignoreExceptionsInstanceOf(StorageException.class) // of a storage that is being replaced
                .untilAsserted(() -> assertThat(timesOf("/a")).containsExactly(Instant.parse("2026-11-29T00:00:00Z")));
    }

    private List<Instant> timesOf(String path) throws StorageException {
        Storage storage = framework.service(Storage.class, "(storage.name=" + FiledSite.NAME + ")");
        try (Volume volume = storage.mount(Identity.of("alice"))) {
            Optional<Snapshots> snapshots = volume.extension(Snapshots.class);
            return snapshots.isEmpty() ? List.of() : snapshots.get().times(VPath.of(path));
        }
    }

    @Test
    @ShowsKeys(
            pid = FtpSite.STORAGE,
            value = {"sync", "caseInsensitive", "owners"})
    void howAFolderIsUsed() throws Exception {
        site.storage("caseInsensitive = true", "owners = true", "sync = full");
        site.file("a", "hello");
        String owner = Files.getOwner(site.folder().resolve("a")).getName();
        await().untilAsserted(() -> assertThat(listing()).contains(owner));
        store("b"); // on stable storage, which nobody sees
    }

    @Test
    @ShowsKeys(
            pid = MEMORY,
            value = {"name", "maxBytes", "caseInsensitive"})
    void memory() throws Exception {
        framework.writeFile(MEMORY, "filed", List.of("name = small", "maxBytes = 4", "caseInsensitive = true"));
        site.file("a", "not in memory");
        site.export("storage.target = (storage.name=small)");
        replies("SIZE a", "550");
        replies("MKD Folder", "257");
        try (FtpPeer peer = site.login()) {
            peer.command("CWD FOLDER", 250);
            Socket data = peer.data();
            peer.command("STOR a", 150);
            data.getOutputStream().write("hello".getBytes(UTF_8));
            data.close();
            assertThat(peer.reply()).startsWith("452");
        }
    }

    @Test
    @ShowsKeys(
            pid = FtpSite.EXPORT,
            value = {"name", "storage.target", "path", "readOnly", "homes", "hidden"})
    void anExport() throws Exception {
        site.file("sub/own/a", "hello");
        site.file("sub/secret-plans", "hello");
        site.file("sub/old.bak", "hello");
        site.export("path = /sub", "hidden = *.bak, secret*");
        replies("SIZE own/a", "213 5");
        replies("SIZE old.bak", "550");
        replies("SIZE secret-plans", "550");
        site.accounts(FtpSite.ACCOUNT.strip() + " home=/own\n");
        site.export("path = /sub", "homes = true", "readOnly = true");
        replies("SIZE a", "213 5");
        replies("DELE a", "550");
    }

    @Test
    @ShowsKeys(
            pid = FtpSite.EXPORT,
            value = {"limitsPerUser", "limitsPerExport"})
    void howMuchMayBeOpen() throws Exception {
        for (String limit : List.of("limitsPerUser", "limitsPerExport")) {
            site.export(limit + " = locks=5, opens=1");
            try (FtpPeer first = site.login();
                    Socket data = first.data()) {
                first.command("STOR a", 150);
                await().untilAsserted(
                                () -> { // until the new limit counts
                                    try (FtpPeer second = site.login();
                                            Socket more = second.data()) {
                                        assertThat(second.command("STOR b", 450))
                                                .contains("Too much is open");
                                    }
                                });
                data.close();
                assertThat(first.reply()).startsWith("226");
            }
        }
    }

    @Test
    @ShowsKeys(
            pid = FtpSite.EXPORT,
            value = {"caseInsensitive"})
    void namesInAnyCase() throws Exception {
        site.file("Name", "hello");
        replies("SIZE NAME", "550");
        site.export("caseInsensitive = true");
        replies("SIZE NAME", "213 5");
    }

    @Test
    @ShowsKeys(
            pid = FtpSite.EXPORT,
            value = {"quotaBytes", "quotaFiles", "userQuotaBytes", "userQuotaFiles"})
    void aFullExport() throws Exception {
        site.file("own/a", "hello");
        site.accounts(FtpSite.ACCOUNT.strip() + " home=/own\n");
        site.export("homes = true", "quotaFiles = 6");
        fills();
        site.export("homes = true", "userQuotaFiles = 7");
        fills();
        site.export("homes = true", "quotaBytes = 60");
        fills();
        site.export("homes = true", "userQuotaBytes = 90");
        fills();
    }

    /** Uploads until there is no room; before what is there was counted, and the file was read, there may be some. */
    private void fills() {
        await().untilAsserted(() -> {
            try (FtpPeer peer = site.login();
                    Socket data = peer.data()) {
                peer.send("STOR up" + number.incrementAndGet());
                String reply = peer.reply();
                if (reply.startsWith("150")) {
                    data.getOutputStream().write("hello".getBytes(UTF_8));
                    data.close();
                    reply = peer.reply();
                }
                assertThat(reply).startsWith("552");
            }
        });
    }

    @Test
    @ShowsKeys(
            pid = FtpSite.USERS,
            value = {"name", "file", "cacheSeconds", "firstUser", "firstUserNtlm"})
    void users() throws Exception {
        Path other = Files.writeString(scratch.resolve("other"), FtpSite.ACCOUNT.strip() + " rights=list\n");
        site.file("a", "hello");
        replies("SITE CHMOD 644 a", "200");
        site.users("file = " + other, "cacheSeconds = 0");
        replies("SITE CHMOD 644 a", "550");
        site.users("file = " + scratch.resolve("new"), "firstUser = alice");
        await().until(() -> Files.exists(scratch.resolve("new.password")));
        await().untilAsserted(() -> assertThat(scratch.resolve("new")).content().doesNotContain("nt="));
        site.users("file = " + scratch.resolve("newer"), "firstUser = alice", "firstUserNtlm = true");
        await().untilAsserted(
                        () -> assertThat(scratch.resolve("newer")).content().contains("nt="));
    }

    /** Each with an account of its own, for what is counted outlives a configuration. */
    @Test
    @ShowsKeys(
            pid = THROTTLE,
            value = {"accountAddressFailures", "windowSeconds", "banSeconds"})
    void bans() throws Exception {
        throttle("freeFailures = 100", "accountAddressFailures = 1", "banSeconds = 7200", "windowSeconds = 3600");
        await().untilAsserted(() -> {
            fails("first", "192.0.2.1");
            assertThat(bansByAddress()).containsKey("192.0.2.1");
            assertThat(bansByAddress().get("192.0.2.1").left())
                    .isBetween(Duration.ofSeconds(7000), Duration.ofSeconds(7200));
            assertThat(bansByAddress().get("192.0.2.1").account()).isEqualTo("first");
        });
    }

    @Test
    @ShowsKeys(
            pid = THROTTLE,
            value = {"exempt"})
    void someAreNeverBanned() throws Exception {
        throttle("freeFailures = 100", "accountAddressFailures = 1", "exempt = 192.0.2.7, 198.51.100.0/24");
        await().untilAsserted(() -> {
            fails("second", "192.0.2.7");
            fails("second", "198.51.100.9");
            fails("second", "203.0.113.5");
            assertThat(bansByAddress()).containsKey("203.0.113.5").doesNotContainKeys("192.0.2.7", "198.51.100.9");
        });
    }

    /** As if from far away, since nobody on loopback is ever banned; one who is banned already fails as well. */
    private void fails(String account, String address) throws IOException {
        LoginThrottle guard = framework.service(LoginThrottle.class);
        guard.unban(address);
        try (LoginThrottle.Attempt attempt = guard.begin(account, InetAddress.getByName(address))) {
            attempt.failed();
        } catch (AuthenticationException e) {
            throw new IOException(e);
        }
    }

    private Map<String, LoginThrottle.Ban> bansByAddress() {
        return framework.service(LoginThrottle.class).bans().stream()
                .collect(Collectors.toMap(LoginThrottle.Ban::address, ban -> ban, (one, other) -> one));
    }

    private void throttle(String... lines) throws IOException {
        List<String> all = new ArrayList<>(List.of(lines));
        all.add("addressFailures = 100000"); // all tests come from one address
        framework.writeFile(THROTTLE, "", all);
    }

    private void store(String name) throws IOException {
        try (FtpPeer peer = site.login()) {
            peer.store(name, "hello".getBytes(UTF_8));
        }
    }

    private String listing() throws IOException {
        try (FtpPeer peer = site.login();
                Socket data = peer.data()) {
            peer.command("LIST", 150);
            return new String(data.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private void replies(String command, String reply) {
        await().untilAsserted(() -> {
            try (FtpPeer peer = site.login()) {
                peer.send(command);
                assertThat(peer.reply()).startsWith(reply);
            }
        });
    }
}
