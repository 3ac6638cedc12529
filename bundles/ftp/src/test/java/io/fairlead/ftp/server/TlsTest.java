// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.ftp.protocol.TextCodec;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 4217. */
class TlsTest {
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void everythingWorksInsideTls(String version) throws IOException {
        try (ServerFixture fixture = ServerFixture.start();
                RawClient client = secure(fixture, version)) {
            client.command("AUTH TLS", 503);
            for (int size : new int[] {0, 1, 20_000, 3_000_000}) {
                byte[] content = new byte[size];
                new Random(size).nextBytes(content);
                client.store("STOR f", content);
                assertThat(fixture.read("/f")).isEqualTo(content);
                assertThat(client.receive("RETR f")).isEqualTo(content);
            }
            assertThat(client.text("LIST")).contains(" 3000000 ");
            assertThat(client.command("STAT", 211)).contains("inside TLS");
            client.command("QUIT", 221);
            assertThat(client.reply()).isNull();
        }
    }

    @Test
    void whatWasAgreedUponInClearIsForgotten() throws IOException {
        try (ServerFixture fixture = ServerFixture.start();
                RawClient client = fixture.login()) {
            client.command("PROT P", 503);
            client.command("AUTH TLS", 234);
            client.startTls();
            client.command("PWD", 530);
            client.command("PASS x", 503);
            client.command("PROT P", 503);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void anUploadCutWithoutCloseNotifyIsNotPublished(String version) throws IOException {
        try (ServerFixture fixture = ServerFixture.start();
                RawClient client = secure(fixture, version);
                Socket data = client.data()) {
            client.command("STOR f", 150);
            SSLSocket secure = (SSLSocket) client.protect(data);
            secure.getOutputStream().write(new byte[100_000]);
            data.shutdownOutput(); // the end of TCP is not the end of the file
            client.expect(426);
            assertThat(fixture.names("/")).isEmpty();
        }
    }

    /** Interop: cameras, and old .NET and Node clients, end TCP only. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void anUploadWithoutCloseNotifyIsPublishedWhereThatIsAllowed(String version) throws IOException {
        try (ServerFixture fixture = ServerFixture.start(settings -> settings.withLeniency(
                                new FtpSettings.Leniency(true, TextCodec.UTF8))
                        .withSecurity(new FtpSettings.Security(
                                FtpSettings.TlsMode.OFFERED,
                                FtpSettings.TlsSessionReuse.PREFERRED, // a client that reads nothing gets no ticket
                                false,
                                false,
                                true)));
                RawClient client = secure(fixture, version)) {
            for (int size : new int[] {0, 1, 100_000}) {
                try (Socket data = client.data()) {
                    client.command("STOR f" + size, 150);
                    client.protect(data).getOutputStream().write(new byte[size]);
                    data.shutdownOutput();
                    client.expect(226);
                    assertThat(fixture.read("/f" + size)).hasSize(size);
                }
            }
            try (Socket data = client.data()) { // in the middle of a record something is missing for certain
                client.command("STOR g", 150);
                client.protect(data).getOutputStream().write(new byte[100_000]);
                data.getOutputStream().write(new byte[] {23, 3, 3, 1, 0, 5});
                data.shutdownOutput();
                client.expect(426);
                assertThat(fixture.read("/g")).isNull();
            }
        }
    }

    /** Interop: basic-ftp shakes hands before the 150, and closes an empty upload as soon as it sees that. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void clientsMayShakeHandsBeforeThe150(String version) throws Exception {
        try (ServerFixture fixture = ServerFixture.start();
                RawClient client = secure(fixture, version);
                Socket data = client.data()) {
            CountDownLatch helloSent = new CountDownLatch(1);
            FutureTask<Socket> handshake = new FutureTask<>(() -> client.protect(new Tapped(data, helloSent)));
            new Thread(handshake).start();
            helloSent.await();
            client.send("STOR f\r\n");
            Socket secure = handshake.get();
            client.expect(150);
            secure.close();
            client.expect(226);
            assertThat(fixture.read("/f")).isEmpty();
        }
    }

    @Test
    void aHandshakeThatHasBegunComesBeforeThe150() throws IOException {
        try (ServerFixture fixture = ServerFixture.start();
                RawClient client = secure(fixture, "TLSv1.3");
                Socket data = client.data()) {
            data.getOutputStream().write("this is no handshake".getBytes(US_ASCII));
            data.shutdownOutput();
            client.command("STOR f", 522);
            client.command("NOOP", 200);
        }
    }

    @Test
    void aClientThatBeginsToShakeHandsAndWaitsForThe150GetsIt() throws IOException {
        try (ServerFixture fixture = ServerFixture.start();
                RawClient client = secure(fixture, "TLSv1.3");
                Socket data = client.data()) {
            byte[] half = {22, 3, 1, 2, 0, 1};
            data.getOutputStream().write(half);
            client.command("STOR f", 150);
            data.shutdownOutput();
            client.expect(522);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void dataConnectionsMustResumeTheSessionUnlessToldOtherwise(String version) throws IOException {
        try (ServerFixture fixture = ServerFixture.start();
                RawClient client = secure(fixture, version)) {
            for (int i = 0; i < 5; i++) {
                client.store("STOR f", new byte[1000]);
                assertThat(client.receive("RETR f")).hasSize(1000);
            }
            try (RawClient other = secure(fixture, version);
                    Socket data = client.data()) {
                client.command("RETR f", 150);
                Socket thief = other.protect(data); // a good handshake, of somebody else
                assertThat(client.expect(522)).contains("tlsSessionReuse", "did not resume");
                assertThat(thief.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void plainDataConnectionsAreRefusedWhereTlsWasAgreedUpon() throws IOException {
        try (ServerFixture fixture = ServerFixture.start();
                RawClient client = secure(fixture, "TLSv1.3");
                Socket data = client.data()) {
            client.command("STOR f", 150);
            data.getOutputStream().write("this is no handshake".getBytes(US_ASCII));
            data.shutdownOutput();
            client.expect(522);
            assertThat(fixture.names("/")).isEmpty();
        }
    }

    @Test
    void stoppingSaysGoodbyeInsideTls() throws IOException {
        try (ServerFixture fixture = ServerFixture.start();
                RawClient client = secure(fixture, "TLSv1.3")) {
            fixture.server.close();
            client.expect(421);
            await().until(() -> client.reply() == null);
        }
    }

    /** Beside virtual threads; else no transfer has a thread of its own. */
    @Test
    void theThreadOfATransferIsGivenBackWhenTlsBegins() throws IOException {
        try (ServerFixture fixture = ServerFixture.start();
                RawClient client = fixture.login()) {
            client.store("STOR f", new byte[10]);
            client.command("AUTH TLS", 234);
            client.startTls("TLSv1.3");
            client.command("NOOP", 200);
            await().until(() -> Thread.getAllStackTraces().entrySet().stream()
                    .filter(each -> each.getKey().getName().startsWith("ftp-data-"))
                    .noneMatch(each -> Arrays.stream(each.getValue())
                            .anyMatch(frame -> frame.getClassName().equals(CommandLoop.class.getName()))));
            client.command("NOOP", 200);
        }
    }

    /** Tells when the first bytes have been sent. */
    private static final class Tapped extends PortAlias {
        private final CountDownLatch sent;

        Tapped(Socket socket, CountDownLatch sent) {
            super(socket, socket.getPort());
            this.sent = sent;
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                @Override
                public void write(byte[] from, int offset, int length) throws IOException {
                    out.write(from, offset, length);
                    sent.countDown();
                }
            };
        }
    }

    private static RawClient secure(ServerFixture fixture, String version) throws IOException {
        RawClient client = fixture.connect();
        client.expect(220);
        client.command("AUTH TLS", 234);
        client.startTls(version);
        client.command("USER me", 331);
        client.command("PASS " + ServerFixture.PASSWORD, 230);
        client.command("TYPE I", 200);
        return client.protectData();
    }
}
