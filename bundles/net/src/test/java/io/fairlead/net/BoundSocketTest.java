// SPDX-License-Identifier: Apache-2.0
package io.fairlead.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BoundSocketTest {
    @Test
    void failuresToAcceptAreRetriedWithPauses() throws Exception {
        var calls = new AtomicInteger();
        ServerSocketChannel channel = ServerSocketChannel.open();
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        var local = (InetSocketAddress) channel.getLocalAddress();
        var socket = new BoundSocket<Runnable>(null, channel, local, SelectionKey.OP_ACCEPT) {
            @Override
            boolean serveOne(Runnable handler, SelectionKey ready) throws IOException {
                if (calls.incrementAndGet() <= 4) {
                    throw new IOException("Too many open files");
                }
                handler.run();
                return channel.accept() != null;
            }
        };
        socket.start();
        var served = new AtomicInteger();
        long start = System.nanoTime();
        socket.attach(served::incrementAndGet, Endpoint.of(local));
        try (Socket client = new Socket(local.getAddress(), local.getPort())) {
            assertThat(client.isConnected()).isTrue();
            await().until(() -> served.get() > 0);
            // 10 + 20 + 40 + 80 ms of pauses
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(150));
        } finally {
            socket.unbind();
        }
    }
}
