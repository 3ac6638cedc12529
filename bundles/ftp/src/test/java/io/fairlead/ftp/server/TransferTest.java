// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.storage.VPath;
import io.fairlead.core.export.ArbitratedExport;
import io.fairlead.core.export.ExportSettings;
import io.fairlead.testing.FaultyStorage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class TransferTest {
    private ServerFixture fixture;

    @BeforeEach
    void start() throws IOException {
        fixture = ServerFixture.start();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void storesAndRetrieves() throws IOException {
        try (RawClient client = fixture.login()) {
            for (int size : new int[] {0, 1, 4096, 100_000, 5_000_000}) {
                byte[] content = random(size);
                client.store("STOR f" + size, content);
                assertThat(fixture.read("/f" + size)).isEqualTo(content);
                assertThat(client.receive("RETR f" + size)).isEqualTo(content);
            }
            client.command("RETR nope", 425);
            assertThat(fixture.server.statistics().transfers()).isEqualTo(10);
            assertThat(fixture.server.statistics().bytesIn()).isEqualTo(5_104_097);
            assertThat(fixture.server.statistics().bytesOut()).isEqualTo(5_104_097);
        }
    }

    @Test
    void activeConnectionsBothWays() throws IOException {
        fixture.write("/f", random(10_000));
        try (RawClient client = fixture.login();
                ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = listener.getLocalPort();
            for (String line :
                    List.of("PORT 127,0,0,1," + port / 256 + "," + port % 256, "EPRT |1|127.0.0.1|" + port + "|")) {
                client.command(line, 200);
                client.send("RETR f\r\n");
                try (Socket data = listener.accept()) {
                    client.expect(150);
                    assertThat(data.getInputStream().readAllBytes()).isEqualTo(fixture.read("/f"));
                }
                client.expect(226);
            }
        }
    }

    @Test
    void restartsWhereItWasToldTo() throws IOException {
        byte[] content = random(300_000);
        fixture.write("/f", content);
        try (RawClient client = fixture.login()) {
            client.command("REST 123456", 350);
            assertThat(client.receive("RETR f")).isEqualTo(Arrays.copyOfRange(content, 123_456, 300_000));
            assertThat(client.receive("RETR f")).isEqualTo(content); // REST counts once
            client.command("REST 300000", 350);
            assertThat(client.receive("RETR f")).isEmpty();
            client.command("REST 300001", 350);
            refused(client, "RETR f", 554);
            client.command("REST 300001", 350);
            refused(client, "STOR f", 554);

            client.command("REST 299999", 350);
            client.store("STOR f", new byte[] {1, 2});
            byte[] changed = Arrays.copyOf(content, 300_001);
            changed[299_999] = 1;
            changed[300_000] = 2;
            assertThat(fixture.read("/f")).isEqualTo(changed);
            client.store("APPE f", new byte[] {3});
            assertThat(fixture.read("/f")).hasSize(300_002).endsWith(1, 2, 3);
            client.store("APPE new", new byte[] {3});
            assertThat(fixture.read("/new")).containsExactly(3);
        }
    }

    @Test
    void asciiIsConvertedBothWays() throws IOException {
        try (RawClient client = fixture.login()) {
            client.command("TYPE A", 200);
            client.store("STOR f", "a\r\nb\nc\rd\r\r\n\r".getBytes(UTF_8));
            assertThat(fixture.read("/f")).isEqualTo("a\nb\nc\rd\r\n\r".getBytes(UTF_8));
            assertThat(client.text("RETR f")).isEqualTo("a\r\nb\r\nc\rd\r\n\r");
            client.command("REST 0", 350);
            client.command("REST 5", 504);
            client.command("TYPE I", 200);
            client.command("REST 5", 350);
            client.command("TYPE A", 200);
            refused(client, "RETR f", 554);
            client.command("TYPE I", 200);
            assertThat(client.text("RETR f")).isEqualTo("a\nb\nc\rd\r\n\r");
        }
    }

    @Test
    void uniqueNamesAreTold() throws IOException {
        try (RawClient client = fixture.login();
                Socket data = client.data()) {
            String reply = client.command("STOU", 150);
            assertThat(reply).startsWith("150 FILE: /");
            data.getOutputStream().write('x');
            data.close();
            client.expect(226);
            assertThat(fixture.read(reply.substring("150 FILE: ".length()))).containsExactly('x');
        }
    }

    @Test
    void anUploadShowsWhenItIsComplete() throws IOException {
        fixture.write("/f", "old".getBytes(UTF_8));
        try (RawClient client = fixture.login();
                Socket data = client.data()) {
            client.command("STOR f", 150);
            data.getOutputStream().write("new".getBytes(UTF_8));
            await().until(() -> client.command("STAT", 213).contains("3 bytes"));
            assertThat(fixture.read("/f")).isEqualTo("old".getBytes(UTF_8));
            data.close();
            client.expect(226);
            assertThat(fixture.read("/f")).isEqualTo("new".getBytes(UTF_8));
        }
    }

    @Test
    void anUploadThatIsCutLeavesTheOldFile() throws IOException {
        fixture.write("/f", "old".getBytes(UTF_8));
        try (RawClient client = fixture.login();
                Socket data = client.data()) {
            client.command("STOR f", 150);
            data.getOutputStream().write("new".getBytes(UTF_8));
            client.close();
            await().until(() -> fixture.server.sessions().isEmpty());
        }
        assertThat(fixture.read("/f")).isEqualTo("old".getBytes(UTF_8));

        try (RawClient client = fixture.login();
                Socket data = client.data()) {
            client.command("STOU", 150);
            data.setSoLinger(true, 0);
            data.close(); // a reset is no end of a file
            client.expect(426);
            assertThat(fixture.names("/")).containsExactly("f");
        }
    }

    @Test
    void theControlConnectionAnswersMeanwhile() throws IOException {
        fixture.write("/f", random(20_000_000));
        try (RawClient client = fixture.login();
                Socket data = client.data()) {
            client.command("RETR f", 150);
            assertThat(client.command("STAT", 213)).contains("RETR /f: ", " of 20000000 bytes");
            client.command("NOOP", 200);
            client.send("PWD\r\nSTAT\r\n"); // in order: they wait
            assertThat(data.getInputStream().readAllBytes()).hasSize(20_000_000);
            client.expect(226);
            client.expect(257);
            client.expect(211);
        }
    }

    @Test
    void quitWaitsForTheTransfer() throws IOException {
        fixture.write("/f", random(20_000_000));
        try (RawClient client = fixture.login();
                Socket data = client.data()) {
            client.command("RETR f", 150);
            client.send("QUIT\r\n");
            assertThat(data.getInputStream().readAllBytes()).hasSize(20_000_000);
            client.expect(226);
            client.expect(221);
            assertThat(client.reply()).isNull();
        }
    }

    @Test
    void aStorageThatBreaksWhenAnUploadIsDroppedHarmsNoSession() throws IOException {
        var storage = new FaultyStorage(fixture.storage);
        try (var export = new ArbitratedExport(new ExportSettings("broken", VPath.ROOT, false, false, List.of()))) {
            export.attach(storage);
            fixture.served = Optional.of(export);
            try (RawClient client = fixture.login();
                    Socket data = client.data()) {
                client.command("STOR f", 150);
                data.getOutputStream().write("new".getBytes(UTF_8));
                storage.breakEvery("close");
                client.command("ABOR", 426);
                client.expect(226);
                storage.breakEvery(null);
                client.command("NOOP", 200);
                assertThat(client.text("NLST")).isEmpty();
            }
            await().until(() -> fixture.server.sessions().isEmpty());
        }
        assertThat(fixture.names("/")).isEmpty();
    }

    @Test
    void abortsAtAnyMoment() throws IOException {
        fixture.write("/f", random(3_000_000));
        fixture.write("/g", "old".getBytes(UTF_8));
        Random random = new Random(426);
        try (RawClient client = fixture.login()) {
            for (int i = 0; i < 100; i++) {
                boolean download = random.nextBoolean();
                try (Socket data = client.data()) {
                    client.command(download ? "RETR f" : "STOR g", 150);
                    if (download) {
                        data.getInputStream().readNBytes(random.nextInt(3_000_000));
                    } else {
                        data.getOutputStream().write(new byte[random.nextInt(300_000)]);
                    }
                    client.send("ABOR\r\n");
                    String reply = client.reply();
                    assertThat(reply).matches("(426|226) .*");
                    client.expect(226);
                }
                client.command("NOOP", 200);
                assertThat(fixture.read("/g")).isEqualTo("old".getBytes(UTF_8));
            }
            assertThat(client.receive("RETR f")).hasSize(3_000_000);
        }
    }

    @Test
    void abortComesThroughUrgentData() throws IOException {
        fixture.write("/f", random(20_000_000));
        try (RawClient client = fixture.login()) {
            try (Socket data = client.data()) {
                client.command("RETR f", 150);
                client.send(new byte[] {(byte) 255, (byte) 244}); // IAC IP, then the Synch, as RFC 959 has it
                client.sendUrgent(255);
                client.send(new byte[] {(byte) 242});
                client.send("ABOR\r\n");
                client.expect(426);
                client.expect(226);
                data.close();
            }
            try (Socket data = client.data()) { // Interop: Python's ftplib
                client.command("RETR f", 150);
                client.send("ABOR\r");
                client.sendUrgent('\n');
                client.expect(426);
                client.expect(226);
                data.close();
            }
        }
    }

    @Test
    void tellsWhatWentWrong() throws IOException {
        fixture.makeDirectory("/dir");
        try (RawClient client = fixture.login()) {
            refused(client, "RETR nope", 550);
            refused(client, "RETR dir", 550);
            refused(client, "STOR dir", 550);
            refused(client, "STOR no/f", 550);
            refused(client, "LIST nope", 550);
            fixture.storage.limit(10);
            try (Socket data = client.data()) {
                client.command("STOR big", 150);
                data.getOutputStream().write(new byte[100]);
                data.shutdownOutput();
                client.expect(452);
            }
            assertThat(fixture.read("/big")).isNull();
        }
    }

    static void refused(RawClient client, String line, int code) throws IOException {
        try (Socket data = client.data()) {
            client.command(line, code);
            assertThat(data.getInputStream().read()).isEqualTo(-1);
        } catch (SocketException reset) {
            // the other way to see that nobody accepted it
        }
    }

    private static byte[] random(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }
}
