// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.smb.protocol.NetworkInterfaceInfo;
import io.fairlead.smb.server.Served;
import io.fairlead.testing.CuttingRelay;
import io.fairlead.testing.Pattern;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that tells more addresses than the one that was connected to: some of them are its own. */
@Timeout(120)
class SmbChannelAddressesTest {
    private static final int PIECE = 1024 * 1024;
    private static final long GIGABIT = 1_000_000_000L;

    @TempDir
    Path folder;

    private Served served;
    private InetAddress other;

    @BeforeEach
    void serve() throws Exception {
        served = new Served(folder.resolve("one"), 0, given -> given);
        other = InetAddress.getByName("127.0.0.2");
    }

    @AfterEach
    void stop() throws Exception {
        served.close();
    }

    /** What the server would tell if 127.0.0.2 were an address of an interface of its own. */
    private List<NetworkInterfaceInfo> told() throws Exception {
        return List.of(
                new NetworkInterfaceInfo(1, 0, GIGABIT, InetAddress.getByName("127.0.0.1")),
                new NetworkInterfaceInfo(2, 0, GIGABIT, other));
    }

    private InetSocketAddress there() {
        return new InetSocketAddress(other, served.port());
    }

    /** Listens at the address that is told, and passes on to a server. */
    private CuttingRelay there(Served server) throws Exception {
        return new CuttingRelay(
                there(), () -> new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), 0);
    }

    private interface Script {
        void run(SmbConnector connector, Callable<Boolean> write) throws Exception;
    }

    private void transfer(int channels, Script script) throws Exception {
        List<NetworkInterfaceInfo> told = told();
        ConnectOptions options = SmbClientStorageTest.ME
                .with(SmbOptions.CHANNELS, channels)
                .with(ConnectOptions.IO_TIMEOUT, Duration.ofSeconds(60));
        try (SmbConnector connector = new SmbConnector(tree -> told);
                RemoteStorage storage =
                        connector.connect(URI.create("smb://127.0.0.1:" + served.port() + "/share"), options);
                Volume volume = storage.mount(Identity.ANONYMOUS);
                Node node = volume.open(VPath.of("/f"), Open.replace())) {
            ByteBuffer piece = ByteBuffer.wrap(new Pattern(5).bytes(0, PIECE));
            script.run(connector, () -> {
                node.write(piece.duplicate(), 0);
                return true;
            });
        }
    }

    private static void awaitTrue(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(20))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(condition);
    }

    @Test
    void theServersOwnIsUsed() throws Exception {
        try (CuttingRelay relay = there(served)) {
            transfer(
                    2,
                    (connector, write) -> awaitTrue(() -> write.call()
                            && relay.bytes().size() == 1
                            && relay.bytes().get(0) > 4 * PIECE));
        }
    }

    @Test
    void anotherServersGetsNoLogin() throws Exception {
        try (Served wrong = new Served(folder.resolve("two"), 0, given -> given);
                CuttingRelay relay = there(wrong)) {
            transfer(2, (connector, write) -> {
                awaitTrue(() -> write.call() && relay.bytes().size() == 1 && connector.connections() == 1);
                for (int i = 0; i < 100; i++) {
                    write.call();
                }
                assertThat(relay.requests()).as("NEGOTIATE alone").isEqualTo(1);
                assertThat(wrong.server().sessions()).isEmpty();
            });
            assertThat(relay.bytes()).as("it is not asked again").hasSize(1);
        }
    }

    @Test
    void oneThatKeepsSilentHoldsNothingUp() throws Exception {
        List<Socket> taken = new ArrayList<>();
        try (ServerSocket silent = new ServerSocket(served.port(), 5, other)) {
            transfer(3, (connector, write) -> {
                awaitTrue(() -> write.call() && connector.connections() == 3);
                taken.add(silent.accept());
                long begin = System.nanoTime();
                for (int i = 0; i < 100; i++) {
                    write.call();
                }
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
                assertThat(connector.connections()).isEqualTo(3);
            });
        } finally {
            for (Socket each : taken) {
                each.close();
            }
        }
    }

    @Test
    void oneThatRefusesHoldsNothingUp() throws Exception {
        transfer(2, (connector, write) -> {
            awaitTrue(() -> write.call() && connector.connections() == 2); // at the address where it began
        });
    }
}
