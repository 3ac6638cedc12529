// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.storage.StorageException;
import io.fairlead.testing.Wire;
import io.fairlead.tftp.transfer.Timing;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that answers with damaged packets: the client ends with content or an exception, and soon. */
@Timeout(60)
class HostileServerTest {
    private static final Timing IMPATIENT =
            new Timing(Duration.ofMillis(20), Duration.ofMillis(10), Duration.ofMillis(40), Duration.ofMillis(100), 3);

    @Test
    void damagedAnswersEndInContentOrAnException() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (var socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0))) {
            startAnswering(socket);
            var address = (InetSocketAddress) socket.getLocalSocketAddress();
            try (var client = new ClientFixture(address, o -> o.with(TftpTarget.TIMING, IMPATIENT)
                    .with(ConnectOptions.CONNECT_TIMEOUT, Duration.ofMillis(150))
                    .with(ConnectOptions.MAX_CONNECTIONS, 8))) {
                List<Callable<Integer>> calls = new ArrayList<>();
                for (int i = 0; i < 150; i++) {
                    calls.add(() -> attempt(() -> client.read("/f").length));
                    calls.add(() -> attempt(() -> {
                        client.write("/f", new byte[2000], 500);
                        return 2000;
                    }));
                }
                for (Future<Integer> ended : threads.invokeAll(calls)) {
                    assertThat(ended.get()).isLessThan(200_000);
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static int attempt(Callable<Integer> call) throws Exception {
        try {
            return call.call();
        } catch (StorageException e) {
            assertThat(e.getMessage()).doesNotContain("\0");
            return -1;
        }
    }

    private static void startAnswering(DatagramSocket socket) {
        List<byte[]> goldens = List.of(
                Wire.golden(HostileServerTest.class, "oack.hex"),
                Wire.golden(HostileServerTest.class, "data-last.hex"),
                Wire.golden(HostileServerTest.class, "ack.hex"),
                Wire.golden(HostileServerTest.class, "error.hex"),
                Wire.hex("00 03 00 01 61"),
                Wire.hex("00 04 00 00"),
                Wire.hex("00 06 62 6c 6b 73 69 7a 65 00 31 34 36 38 00"));
        Iterator<byte[]> mutants = Wire.mutations(3, Integer.MAX_VALUE, goldens).iterator();
        var thread = new Thread(() -> {
            byte[] memory = new byte[70_000];
            try {
                while (true) {
                    var packet = new DatagramPacket(memory, memory.length);
                    socket.receive(packet);
                    for (int i = 0; i < 3; i++) {
                        byte[] mutant = mutants.next();
                        socket.send(new DatagramPacket(mutant, mutant.length, packet.getSocketAddress()));
                    }
                }
            } catch (IOException e) {
                return; // the test is over
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
