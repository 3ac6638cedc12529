// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.net.Endpoints;
import io.fairlead.net.SocketEndpoints;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a session took comes back, however it ends. */
class GiveBackTest {
    @Test
    void aPassivePortThatNobodyUses() throws IOException {
        FtpSettings.Timeouts timeouts =
                new FtpSettings.Timeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ofMillis(200));
        try (ServerFixture fixture = ServerFixture.start(settings -> settings.withTimeouts(timeouts));
                RawClient client = fixture.login()) {
            fixture.write("/f", new byte[10]);
            int port = client.passivePort();
            await().until(() -> isFree(port));
            client.command("RETR f", 425);
            assertThat(client.receive("RETR f")).hasSize(10);
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket bound = new ServerSocket()) {
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /** A connection that fails while its session is made, by an exception or for lack of a thread. */
    @Test
    @SuppressWarnings("unchecked")
    void thePermitOfASessionThatNeverBegan() throws IOException {
        FtpSettings settings = FtpSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .withLimits(new FtpSettings.Limits(1, 1, 0, 0, 0));
        AtomicReference<Consumer<SocketChannel>> handler = new AtomicReference<>();
        try (SocketEndpoints real = new SocketEndpoints()) {
            Endpoints spied = (Endpoints) Proxy.newProxyInstance(
                    Endpoints.class.getClassLoader(), new Class<?>[] {Endpoints.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("attachTcp")) {
                            handler.set((Consumer<SocketChannel>) arguments[1]);
                        }
                        return method.invoke(real, arguments);
                    });
            FtpServices services =
                    new FtpServices(Optional::empty, Optional::empty, spied, Optional.of(ServerFixture.certificate()));
            try (FtpServer server = FtpServer.start(settings.withDrain(Duration.ZERO), services)) {
                InetSocketAddress address = server.addresses().get(0);
                for (Throwable failure :
                        new Throwable[] {new IOException("on purpose"), new OutOfMemoryError("no thread")}) {
                    accept(handler.get(), new FailingChannel(SocketChannel.open(address), failure));
                }
                await().until(() -> greeting(address).contains("Service not available"));
            }
        }
    }

    private static void accept(Consumer<SocketChannel> handler, SocketChannel channel) throws IOException {
        try (channel) {
            handler.accept(channel);
        } catch (OutOfMemoryError e) {
            assertThat(e).hasMessage("no thread"); // the listener outlives it
        }
    }

    private static String greeting(InetSocketAddress address) throws IOException {
        try (java.net.Socket socket = new java.net.Socket(address.getAddress(), address.getPort())) {
            return new String(socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII);
        }
    }
}
