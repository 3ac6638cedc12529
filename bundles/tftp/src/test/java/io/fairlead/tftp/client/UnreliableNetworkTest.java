// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.client.ConnectOptions;
import io.fairlead.testing.UnreliableRelay;
import io.fairlead.tftp.offload.SegmentationOffload;
import io.fairlead.tftp.server.ServerFixture;
import io.fairlead.tftp.server.WritePolicy;
import io.fairlead.tftp.transfer.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Transfers over networks that lose up to 30 % of the packets, and double and delay others: {@code -Dtftp.relay.transfers}
 * each way over each network, which are 20 in the profile {@code slow}. Others come with another
 * {@code -Dtftp.relay.seed}.
 */
class UnreliableNetworkTest {
    private static final int TRANSFERS = Integer.getInteger("tftp.relay.transfers", 6);
    private static final Timing HASTY = new Timing(
            Duration.ofMillis(40), Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(20), 40);

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "0, 10, 20",
        "3, 3, 3",
        "10, 0, 0",
        "10, 5, 10",
        "15, 10, 10",
        "20, 0, 20",
        "25, 5, 5",
        "30, 0, 0",
        "30, 10, 10"
    })
    void everyFileArrivesAsItWas(int lost, int doubled, int late) throws Exception {
        int seed = seed(lost, doubled, late);
        run(new UnreliableRelay.Faults(lost, doubled, late), seed, 1 + seed % 7, false);
    }

    /** Windows that the system cuts into packets, and packets taken several at a time; without, before Java 22. */
    @ParameterizedTest
    @CsvSource({"0, 10, 20", "3, 3, 3", "10, 5, 10", "30, 10, 10"})
    void offloadChangesNothing(int lost, int doubled, int late) throws Exception {
        int seed = seed(lost, doubled, late);
        run(new UnreliableRelay.Faults(lost, doubled, late), seed, 4 + seed % 60, true);
    }

    private static int seed(int lost, int doubled, int late) {
        return lost * 10_000 + doubled * 100 + late + 1_000_000 * Integer.getInteger("tftp.relay.seed", 0);
    }

    private static void run(UnreliableRelay.Faults faults, int seed, int window, boolean offload) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        boolean singlePort = !offload && seed % 2 == 1;
        var where = offload ? SegmentationOffload.ON : SegmentationOffload.OFF;
        try (var server = new ServerFixture(b -> b.writes(WritePolicy.CREATE)
                        .timing(HASTY)
                        .singlePort(singlePort)
                        .segmentationOffload(where));
                var relay = new UnreliableRelay(server.address(), faults, seed);
                var client = new ClientFixture(relay.address(), o -> o.with(TftpTarget.TIMING, HASTY)
                        .with(ConnectOptions.CONNECT_TIMEOUT, Duration.ofSeconds(20))
                        .with(ConnectOptions.MAX_CONNECTIONS, 16)
                        .with(TftpOptions.SEGMENTATION_OFFLOAD, where.name())
                        .with(TftpOptions.WINDOW_SIZE, window)
                        .with(TftpOptions.BLOCK_SIZE, 512 + seed % 900))) {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < TRANSFERS; i++) {
                int number = i;
                tasks.add(() -> roundTrip(server, client, seed, number));
            }
            for (Future<Void> done : threads.invokeAll(tasks)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Void roundTrip(ServerFixture server, ClientFixture client, int seed, int number) throws Exception {
        int size = new SplittableRandom(seed + number).nextInt(20_000);
        byte[] content = ServerFixture.random(size, number);
        String name = "/f" + number;
        client.write(name, content, 5_000);
        assertThat(server.content(name)).as("written %s", name).isEqualTo(content);
        assertThat(client.read(name)).as("read %s", name).isEqualTo(content);
        return null;
    }
}
