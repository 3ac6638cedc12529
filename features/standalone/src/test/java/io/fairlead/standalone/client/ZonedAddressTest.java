// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.api.auth.LoginThrottle;
import io.fairlead.auth.users.UserOptions;
import io.fairlead.auth.users.UsersAuthenticator;
import io.fairlead.auth.users.UsersFile;
import io.fairlead.auth.users.UsersSettings;
import io.fairlead.core.Exports;
import io.fairlead.net.SocketEndpoints;
import io.fairlead.smb.server.SmbServer;
import io.fairlead.standalone.CommandRun;
import io.fairlead.storage.local.LocalSettings;
import io.fairlead.storage.local.LocalStorage;
import io.fairlead.tftp.server.TftpServer;
import io.fairlead.tftp.server.WritePolicy;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** IPv6 addresses with a zone, as RFC 6874 has them and as people type them. */
class ZonedAddressTest {
    @TempDir
    private Path folder;

    /** An address of this machine, and what a URL has of it. */
    private record Zoned(InetAddress address, String text, String zone) {
        /** @param kind {@code loopback} or {@code link-local}; the test is skipped if this machine has none */
        static Zoned of(String kind) throws SocketException {
            Optional<Inet6Address> found = NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(Inet6Address.class::isInstance)
                    .map(Inet6Address.class::cast)
                    .filter(address ->
                            kind.equals("loopback") ? address.isLoopbackAddress() : address.isLinkLocalAddress())
                    .findFirst();
            assumeTrue(found.isPresent(), "this machine has no " + kind + " address of IPv6");
            String[] parts = found.get().getHostAddress().split("%");
            return new Zoned(found.get(), parts[0], parts[1]);
        }

        String url(String sign, int port) {
            return "[" + text + sign + zone + "]:" + port + "/";
        }
    }

    private void worksAt(String url) throws IOException {
        Path file = Files.writeString(folder.resolve("b"), "mine");
        CommandRun put = CommandRun.of("put", file.toString(), url + "b");
        assertThat(put.status()).as(put.err()).isZero();
        CommandRun cat = CommandRun.of("cat", url + "b");
        assertThat(cat.out()).as(cat.err()).isEqualTo("mine");
    }

    private static void lists(String url, String names) {
        CommandRun ls = CommandRun.of("ls", url);
        assertThat(ls.out()).as(ls.err()).isEqualTo(names);
    }

    @ParameterizedTest
    @CsvSource({"loopback, %25", "loopback, %", "link-local, %25", "link-local, %"})
    void ftp(String kind, String sign) throws IOException {
        Zoned zoned = Zoned.of(kind);
        try (FakeFtpServer server = new FakeFtpServer(zoned.address())) {
            String url = "ftp://me:secret@" + zoned.url(sign, server.port());
            worksAt(url);
            lists(url, "b\n");
            assertThat(server.text("/b")).isEqualTo("mine");
        }
    }

    @ParameterizedTest
    @CsvSource({"loopback, %25", "loopback, %", "link-local, %25", "link-local, %"})
    void tftp(String kind, String sign) throws IOException {
        Zoned zoned = Zoned.of(kind);
        try (SocketEndpoints endpoints = new SocketEndpoints();
                LocalStorage storage = LocalStorage.open(LocalSettings.of(Files.createDirectory(folder.resolve("s"))));
                TftpServer server = TftpServer.builder(
                                endpoints, Exports.over(storage).name("files").build())
                        .address(new InetSocketAddress(zoned.address(), 0))
                        .writes(WritePolicy.REPLACE)
                        .drain(Duration.ZERO)
                        .start()) {
            worksAt("tftp://" + zoned.url(sign, server.addresses().get(0).getPort()));
            assertThat(folder.resolve("s/b")).hasContent("mine");
        }
    }

    @ParameterizedTest
    @CsvSource({"loopback, %25", "loopback, %", "link-local, %25", "link-local, %"})
    void smb(String kind, String sign) throws IOException {
        Zoned zoned = Zoned.of(kind);
        UsersFile file = UsersFile.load(folder.resolve("users"));
        file.add("me", "secret".toCharArray(), UserOptions.parse("").withNtlm(true));
        file.save();
        try (SocketEndpoints endpoints = new SocketEndpoints();
                LocalStorage storage = LocalStorage.open(LocalSettings.of(Files.createDirectory(folder.resolve("s"))));
                UsersAuthenticator users =
                        new UsersAuthenticator(UsersSettings.of(folder.resolve("users")), () -> LoginThrottle.NONE);
                SmbServer server = SmbServer.builder(endpoints)
                        .address(new InetSocketAddress(zoned.address(), 0))
                        .share("files", Exports.over(storage).name("files").build())
                        .authenticator(users)
                        .start()) {
            String url = "smb://me:secret@"
                    + zoned.url(sign, server.addresses().get(0).getPort());
            worksAt(url + "files/");
            lists(url, "files/\n");
            assertThat(folder.resolve("s/b")).hasContent("mine");
        }
    }

    @Test
    void aZoneThatIsNotHereIsToldOf() {
        for (String scheme : new String[] {"ftp", "smb"}) {
            CommandRun run = CommandRun.of("ls", scheme + "://me:secret@[fe80::1%25nowhere0]:2121/");
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.err().lines()).hasSize(1);
            assertThat(run.err()).contains("nowhere0").doesNotContain("secret");
        }
        CommandRun run = CommandRun.of("get", "tftp://[fe80::1%25nowhere0]:2121/a");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains("nowhere0");
    }
}
