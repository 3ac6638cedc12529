// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Volume;
import io.fairlead.ftp.client.connection.FtpOptions;
import io.fairlead.ftp.server.FtpSettings.Security;
import io.fairlead.ftp.server.FtpSettings.TlsMode;
import io.fairlead.ftp.server.FtpSettings.TlsSessionReuse;
import io.fairlead.testing.Contents;
import io.fairlead.testing.Conversation;
import io.fairlead.testing.ScriptedPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server connects to the client for data. */
class ActiveModeTest {
    private static final ConnectOptions ACTIVE = OurServer.ME.with(FtpOptions.ACTIVE, true);
    private static final String PORT = "PORT (\\d+,\\d+,\\d+,\\d+),(\\d+),(\\d+)";

    private final FtpConnector connector = new FtpConnector();

    @AfterEach
    void stop() {
        connector.close();
    }

    private Volume mount(URI uri, ConnectOptions options) throws StorageException {
        return connector.connect(uri, options).mount(Identity.ANONYMOUS);
    }

    private Volume mount(ScriptedPeer server, ConnectOptions options) throws StorageException {
        return mount(URI.create("ftp://127.0.0.1:" + server.port() + "/"), options);
    }

    private static byte[] random(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }

    private static void works(Volume volume) throws StorageException {
        byte[] content = random(2_000_000);
        for (int i = 0; i < 4; i++) {
            Contents.write(volume, "/a" + i, content);
            assertThat(Contents.read(volume, "/a" + i)).isEqualTo(content);
            Contents.write(volume, "/small" + i, "x".repeat(i));
        }
        assertThat(Contents.names(volume, "/")).hasSize(8);
    }

    @Test
    void allTransfersComeToTheClient() throws Exception {
        try (OurServer server = OurServer.start();
                ControlTap tap = new ControlTap(server.port())) {
            works(mount(tap.uri(), ACTIVE));
            assertThat(tap.takeVerbs()).contains("PORT").doesNotContain("EPSV", "PASV", "EPRT");
        }
    }

    @Test
    void dataConnectionsResumeTheTlsSession() throws Exception {
        Security strict = new Security(TlsMode.REQUIRED, TlsSessionReuse.REQUIRED, false, false);
        try (OurServer server = OurServer.start(settings -> settings.withSecurity(strict))) {
            works(mount(
                    server.uri("ftps"), ACTIVE.with(ConnectOptions.CERTIFICATE_SHA256, OurServer.certificateSha256())));
        }
    }

    @Test
    void itIsExtendedOverIpv6() throws Exception {
        InetAddress loopback = InetAddress.getByName("::1");
        assumeTrue(hasAddress(loopback), "no IPv6 here");
        try (OurServer server = OurServer.start(loopback)) {
            works(mount(URI.create("ftp://[::1]:" + server.port() + "/"), ACTIVE));
        }
    }

    private static boolean hasAddress(InetAddress address) {
        try (ServerSocket probe = new ServerSocket(0, 1, address)) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** The port of ours that was announced. */
    private static InetSocketAddress announced(Conversation peer) throws IOException {
        Matcher port = peer.match(PORT);
        int number = Integer.parseInt(port.group(2)) << 8 | Integer.parseInt(port.group(3));
        return new InetSocketAddress(InetAddress.getByName(port.group(1).replace(',', '.')), number);
    }

    private static void give(Socket data, String text) throws IOException {
        try (data) {
            data.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void theServerMayComeBeforeOrBehindItsReply() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            FtpScript.login(peer);
            for (boolean before : new boolean[] {true, false}) {
                InetSocketAddress to = announced(peer);
                Socket early = before ? new Socket(to.getAddress(), to.getPort()) : null;
                peer.send("200 ok\r\n").expectLine("RETR /a").send("150 here\r\n");
                give(before ? early : new Socket(to.getAddress(), to.getPort()), "came");
                peer.send("226 done\r\n");
            }
        })) {
            Volume volume = mount(server, ACTIVE);
            assertThat(Contents.text(volume, "/a")).isEqualTo("came");
            assertThat(Contents.text(volume, "/a")).isEqualTo("came");
            server.await();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX) // which has all of 127.0.0.0/8
    void strangersAreTurnedAway() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            FtpScript.login(peer);
            InetSocketAddress to = announced(peer);
            peer.send("200 ok\r\n").expectLine("RETR /a").send("150 here\r\n");
            try (Socket stranger = new Socket(to.getAddress(), to.getPort(), InetAddress.getByName("127.0.0.2"), 0)) {
                stranger.setSoTimeout(20_000);
                assertThat(stranger.getInputStream().read()).isEqualTo(-1);
            }
            give(new Socket(to.getAddress(), to.getPort()), "from the server");
            peer.send("226 done\r\n");
        })) {
            assertThat(Contents.text(mount(server, ACTIVE), "/a")).isEqualTo("from the server");
            server.await();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"425 no way there", ""})
    void aServerThatCannotComeIsNotWaitedForWithoutEnd(String reply) throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            FtpScript.login(peer).expectLine(PORT).send("200 ok\r\n").expectLine("RETR /a");
            peer.send("150 here\r\n");
            if (reply.isEmpty()) {
                peer.expectEnd();
            } else {
                peer.send(reply + "\r\n").stall();
            }
        })) {
            Volume volume = mount(server, ACTIVE.with(ConnectOptions.CONNECT_TIMEOUT, Duration.ofMillis(300)));
            assertThatThrownBy(() -> Contents.text(volume, "/a"))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining(reply.isEmpty() ? "did not connect to port" : reply);
        }
    }

    @Test
    void closingTheClientEndsTheWait() throws Exception {
        AtomicBoolean asked = new AtomicBoolean();
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            FtpScript.login(peer).expectLine(PORT).send("200 ok\r\n").expectLine("RETR /a");
            peer.send("150 here\r\n");
            asked.set(true);
            peer.stall();
        })) {
            Volume volume = mount(server, ACTIVE.with(ConnectOptions.CONNECT_TIMEOUT, Duration.ofMinutes(5)));
            CompletableFuture<String> reading = CompletableFuture.supplyAsync(() -> {
                try {
                    return Contents.text(volume, "/a");
                } catch (StorageException e) {
                    throw new IllegalStateException(e);
                }
            });
            await().until(asked::get);
            connector.close();
            assertThatThrownBy(() -> reading.get(20, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void otherPortsThanThoseAllowedAreNotTaken() throws Exception {
        List<Integer> seen = new CopyOnWriteArrayList<>();
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
                    FtpScript.login(peer);
                    for (int i = 0; i < 3; i++) {
                        seen.add(announced(peer).getPort());
                        peer.send("500 not here\r\n").expectLine("EPRT .*").send("522 nor so\r\n");
                    }
                });
                ServerSocket taken = ScriptedPeer.listen()) {
            Volume volume = mount(server, ACTIVE.with(FtpOptions.ACTIVE_PORTS, "20000-20999"));
            for (int i = 0; i < 3; i++) {
                refused(volume, "522 nor so");
            }
            assertThat(seen).hasSize(3).doesNotHaveDuplicates().allMatch(port -> port >= 20_000 && port <= 20_999);
            server.await();
            int busy = taken.getLocalPort();
            try (OurServer ours = OurServer.start()) {
                refused(
                        mount(ours.uri("ftp"), ACTIVE.with(FtpOptions.ACTIVE_PORTS, busy + "-" + busy)),
                        "no port is free for data connections; see ftp.activePorts");
            }
        }
    }

    private static void refused(Volume volume, String why) {
        assertThatThrownBy(() -> Contents.text(volume, "/a"))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(why);
    }

    @Test
    void theAddressToAnnounceCanBeAnother() throws Exception {
        try (ScriptedPeer server = ScriptedPeer.server(peer -> {
            Matcher old = FtpScript.login(peer).match("PORT 192,0,2,7,(\\d+),(\\d+)");
            int port = Integer.parseInt(old.group(1)) << 8 | Integer.parseInt(old.group(2));
            peer.send("502 not known\r\n")
                    .expectLine("EPRT \\|1\\|192\\.0\\.2\\.7\\|" + port + "\\|")
                    .send("522 not to there\r\n");
        })) {
            refused(mount(server, ACTIVE.with(FtpOptions.ACTIVE_ADDRESS, "192.0.2.7")), "522 not to there");
            server.await();
        }
        try (OurServer server = OurServer.start()) {
            refused(mount(server.uri("ftp"), ACTIVE.with(FtpOptions.ACTIVE_ADDRESS, "2001:db8::7")), "2001:db8");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "70000", "5-4", "x", "1-2-3", "-5"})
    void portsAreChecked(String ports) {
        assertThatThrownBy(() -> mount(URI.create("ftp://h/"), ACTIVE.with(FtpOptions.ACTIVE_PORTS, ports)))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NAME_INVALID))
                .hasMessageContaining("ftp.activePorts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"host.example", "1.2.3", "::g", "1.2.3.4|5"})
    void theAddressIsChecked(String address) {
        assertThatThrownBy(() -> mount(URI.create("ftp://h/"), ACTIVE.with(FtpOptions.ACTIVE_ADDRESS, address)))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NAME_INVALID))
                .hasMessageContaining("ftp.activeAddress");
    }
}
