// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.standalone.CommandRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** IPv6 addresses with a zone, as RFC 6874 has them and as people type them. */
class ZonedAddressTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"%25", "%"})
    void theZoneIsPartOfTheAddress(String sign) throws IOException {
        InetAddress loopback = InetAddress.getByName("::1");
        NetworkInterface zone = NetworkInterface.getByInetAddress(loopback);
        assumeTrue(zone != null, "no IPv6 here");
        try (FakeFtpServer server = new FakeFtpServer(loopback)) {
            server.put("/a", "content");
            String url = "ftp://me:secret@[::1" + sign + zone.getName() + "]:" + server.port();
            CommandRun cat = CommandRun.of("cat", url + "/a");
            assertThat(cat.out()).as(cat.err()).isEqualTo("content");
            CommandRun ls = CommandRun.of("ls", url + "/");
            assertThat(ls.out()).as(ls.err()).isEqualTo("a\n");
            Path file = Files.writeString(folder.resolve("b"), "mine");
            CommandRun put = CommandRun.of("put", "-o", "ftp.active=false", file.toString(), url + "/");
            assertThat(put.status()).as(put.err()).isZero();
            assertThat(server.text("/b")).isEqualTo("mine");
        }
    }

    @Test
    void aZoneThatIsNotHereIsToldOf() {
        CommandRun run = CommandRun.of("ls", "ftp://me:secret@[fe80::1%25nowhere0]:2121/");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains("nowhere0").doesNotContain("secret");
    }
}
