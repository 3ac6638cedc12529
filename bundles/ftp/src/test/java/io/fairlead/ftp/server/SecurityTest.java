// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.net.PortRange;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What attackers of FTP servers have tried; RFC 2577, and the advisories named. */
class SecurityTest {
    private static final InetAddress STRANGER = address(127, 0, 0, 2);

    private ServerFixture fixture;

    @BeforeEach
    void start() throws IOException {
        fixture = ServerFixture.start();
        fixture.write("/a", "secret".getBytes(UTF_8));
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test // CVE-2011-0411 and its like
    void whatIsSentBehindAuthIsNeverDone() throws IOException {
        try (RawClient client = fixture.connect()) {
            client.expect(220);
            client.send("AUTH TLS\r\nFEAT\r\nUSER me\r\n");
            client.expect(421);
            assertThat(client.reply()).isNull();
        }
        try (RawClient client = fixture.connect()) { // in a segment of its own, but before the handshake
            client.expect(220);
            client.command("AUTH TLS", 234);
            client.send("FEAT\r\n");
            assertThatThrownBy(client::startTls).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PORT 127,0,0,2,200,0", "PORT 127,0,0,1,0,22", "PORT 127,0,0,1,0,0", "PORT 10,1,2,3,200,0",
                "EPRT |1|127.0.0.2|50000|", "EPRT |2|::1|50000|", "EPRT |2|::ffff:127.0.0.2|50000|",
                        "EPRT |1|127.0.0.1|22|"
            })
    void nobodyElseIsConnectedTo(String line) throws IOException {
        try (RawClient client = fixture.login()) {
            client.send(line + "\r\n");
            assertThat(client.reply()).startsWith("5");
            client.command("RETR a", 425);
        }
    }

    @Test
    void ourOwnPortIsNotConnectedTo() throws IOException {
        try (RawClient client = fixture.login()) {
            client.command("EPRT |1|127.0.0.1|" + fixture.port() + "|", 504);
        }
    }

    @Test // RFC 2577 3.1
    void aStrangerGetsNothingAndTheOwnerIsStillExpected() throws IOException {
        try (RawClient client = fixture.login()) {
            int port = client.passivePort();
            try (Socket thief = new Socket()) {
                thief.bind(new InetSocketAddress(STRANGER, 0));
                thief.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                client.send("RETR a\r\n");
                assertThat(readAll(thief)).isEmpty();
            }
            try (Socket owner = client.dataTo(port)) {
                client.expect(150);
                assertThat(owner.getInputStream().readAllBytes()).isEqualTo("secret".getBytes(UTF_8));
                client.expect(226);
            }
        }
    }

    @Test
    void passivePortsDoNotPileUp() throws IOException {
        Set<Integer> ports = new HashSet<>();
        int last = 0;
        try (RawClient client = fixture.login()) {
            for (int i = 0; i < 60; i++) {
                last = client.passivePort();
                ports.add(last);
            }
            await().atMost(Duration.ofSeconds(1))
                    .until(() -> ports.stream().filter(SecurityTest::isOpen).count() <= 1);
            client.command("ABOR", 226);
            assertThat(isOpen(last)).isFalse();
            last = client.passivePort();
        }
        int left = last;
        await().atMost(Duration.ofSeconds(1)).until(() -> !isOpen(left));
    }

    @Test
    void onePortServesOneThousandTimes() throws IOException {
        int free = PassivePortFinder.free();
        try (ServerFixture one = ServerFixture.start(
                        settings -> settings.withData(new FtpSettings.Data(new PortRange(free, free), null, false)));
                RawClient client = one.login();
                RawClient other = one.login()) {
            for (int i = 0; i < 1000; i++) {
                assertThat(client.passivePort()).isEqualTo(free);
            }
            other.command("EPSV", 425);
            client.command("ABOR", 226);
            assertThat(other.passivePort()).isEqualTo(free);
        }
    }

    @Test
    void aLineWithoutAnEndIsCutShort() throws IOException {
        try (RawClient client = fixture.connect()) {
            client.expect(220);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 16 * 1024; i++) {
                            client.send("a".repeat(1024));
                        }
                        throw new SocketException("swallowed 16 MiB");
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageNotContaining("swallowed");
        }
    }

    @Test
    void tenThousandCommandsAtOnceAreDoneInOrder() throws IOException {
        try (RawClient client = fixture.login()) {
            Thread sender = new Thread(() -> {
                try {
                    for (int i = 0; i < 5_000; i++) {
                        client.send("NOOP\r\nSYST\r\n");
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            sender.start();
            for (int i = 0; i < 5_000; i++) {
                client.expect(200);
                client.expect(215);
            }
        }
    }

    @ParameterizedTest // CVE-2021-3618
    @ValueSource(strings = {"POST / HTTP/1.1", "GET / HTTP/1.1", "EHLO me"})
    void otherProtocolsAreNotTalkedTo(String line) throws IOException {
        try (RawClient client = fixture.connect()) {
            client.expect(220);
            client.send(line + "\r\nHost: x\r\nUSER me\r\n");
            client.expect(500);
            assertThat(client.closedWithin(0)).isTrue();
        }
        try (RawClient client = fixture.connect()) {
            client.expect(220);
            client.send("x-y: z\r\n".repeat(20));
            assertThat(client.closedWithin(11)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../../etc/passwd",
                "../../../etc/passwd",
                "//etc//passwd",
                "/./etc/../../etc/passwd",
                "%2e%2e/etc/passwd"
            })
    void pathsStayInside(String path) throws IOException {
        try (RawClient client = fixture.login()) {
            client.command("SIZE " + path, 550);
            client.command("CWD " + path, 550);
            TransferTest.refused(client, "RETR " + path, 550);
        }
    }

    @Test
    void namesThatFoolOthersAreRefusedOrKept() throws IOException {
        try (RawClient client = fixture.login()) {
            client.send("MKD x\0y\r\n");
            client.expect(501);
            client.send("MKD x\ry\r\n");
            client.expect(501);
            client.send("MKD x\u00c0\u00afy\r\n".getBytes(ISO_8859_1)); // overlong UTF-8
            client.expect(501);
            client.command("MKD ..\\..\\w", 257); // one name, a strange one
            client.command("MKD " + "x".repeat(7000), 553);
            client.command("MKD " + "x".repeat(8200), 500);
        }
        assertThat(fixture.names("/")).containsExactlyInAnyOrder("a", "..\\..\\w");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                "\n",
                " NOOP\r\n",
                "\u00e4\u00f6\r\n",
                "\u00ff\u00f4\u00ff\u00f2\r\n",
                "\u0000\r\n",
                "N\u0000OP\r\n"
            })
    void garbageDoesNotEndASession(String line) throws IOException {
        try (RawClient client = fixture.login()) {
            client.send(line.getBytes(ISO_8859_1));
            client.expect(500);
            client.command("NOOP", 200);
        }
    }

    @Test // CVE-2023-51713 and its like
    void namesNeverBecomeReplies() throws IOException {
        fixture.write("/x\r\n250 injected\u001b[2J", new byte[0]);
        fixture.makeDirectory("/q\"uote");
        try (RawClient client = fixture.login()) {
            for (String line : List.of("LIST", "NLST", "MLSD")) {
                String list = client.text(line);
                assertThat(list.lines().count()).as(line).isEqualTo(3);
                assertThat(list).doesNotContain("\u001b").doesNotContain("\r\n250");
            }
            assertThat(client.command("STAT /", 212)).doesNotContain("\u001b").doesNotContain("\n250");
            client.command("CWD q\"uote", 250);
            assertThat(client.command("PWD", 257)).isEqualTo("257 \"/q\"\"uote\" is the current directory");
        }
    }

    @Test
    void patternsStayCheap() throws IOException {
        try (RawClient client = fixture.login()) {
            fixture.write("/" + "a".repeat(200), new byte[0]);
            long start = System.nanoTime();
            assertThat(client.text("NLST " + "*a".repeat(100) + "b")).isEmpty();
            client.command("STAT */../*/../*/../*/../*", 212);
            client.command("STAT {a,b}{a,b}", 550);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void loginsInClearTextNeedPermissionWhereTlsIsRequired() throws IOException {
        try (ServerFixture strict = ServerFixture.start(settings -> settings.withSecurity(new FtpSettings.Security(
                        FtpSettings.TlsMode.REQUIRED, FtpSettings.TlsSessionReuse.PREFERRED, true, false)));
                RawClient client = strict.connect()) {
            client.expect(220);
            client.command("USER me", 534);
            client.command("AUTH TLS", 234);
            client.startTls();
            client.command("USER me", 331);
            client.command("PASS " + ServerFixture.PASSWORD, 230);
            client.passivePort();
            client.command("LIST", 521);
            client.protectData();
            client.command("PROT C", 534);
            assertThat(client.text("LIST")).isEmpty();
        }
    }

    private static boolean isOpen(int port) {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (ConnectException e) {
            return false;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] readAll(Socket socket) throws IOException {
        socket.setSoTimeout(5_000);
        try {
            return socket.getInputStream().readAllBytes();
        } catch (SocketException reset) {
            return new byte[0];
        }
    }

    private static InetAddress address(int... bytes) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {(byte) bytes[0], (byte) bytes[1], (byte) bytes[2], (byte) bytes[3]});
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static final class PassivePortFinder {
        static int free() throws IOException {
            try (var socket = new java.net.ServerSocket(0)) {
                return socket.getLocalPort();
            }
        }
    }
}
