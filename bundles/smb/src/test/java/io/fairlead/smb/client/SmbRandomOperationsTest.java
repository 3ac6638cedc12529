// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.client.RemoteStorage;
import io.fairlead.api.storage.Volume;
import io.fairlead.smb.server.Served;
import io.fairlead.testing.CuttingRelay;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random operations by eight threads over one connection that is cut again and again, each thread checked against a model of
 * its folder. For {@code -Dfairlead.smb.random.seconds} in all, 16 unless set; the seed is told, and may be set by
 * {@code -Dfairlead.smb.random.seed}.
 */
class SmbRandomOperationsTest {
    private static final int THREADS = 8;
    private static final int CASES = 4;
    private static final long SECONDS = Long.getLong("fairlead.smb.random.seconds", 16);
    private static final long SEED = Long.getLong("fairlead.smb.random.seed", System.nanoTime());
    private static final long CUT_MILLIS = 400;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"false, offered", "false, required", "true, offered", "true, required"})
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void agreesWithTheModel(boolean samba, String encryption) throws Exception {
        if (samba) {
            assumeTrue(
                    Files.isExecutable(Path.of("/usr/sbin/smbd"))
                            && SambaServer.user().equals("root"),
                    "no Samba here");
            List<String> durable = List.of("kernel share modes = no", "posix locking = no");
            try (SambaServer server = SambaServer.start(folder, durable)) {
                ConnectOptions me = ConnectOptions.NONE
                        .with(ConnectOptions.USER, SambaServer.user())
                        .with(ConnectOptions.PASSWORD, SambaServer.PASSWORD);
                run(
                        server.port(),
                        server.files(),
                        me.with(SmbOptions.ENCRYPTION, encryption)
                                .with(SmbOptions.RECOVERY_TIMEOUT, Duration.ofSeconds(5)));
            }
        } else {
            try (Served server = new Served(folder, 0, given -> given)) {
                run(
                        server.port(),
                        folder.resolve("files"),
                        SmbClientStorageTest.ME.with(SmbOptions.ENCRYPTION, encryption));
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(
                                () -> assertThat(server.server().sessions()).isEmpty());
            }
        }
    }

    private static void run(int port, Path files, ConnectOptions options) throws Exception {
        AtomicLong operations = new AtomicLong();
        AtomicLong unknown = new AtomicLong();
        ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS + 1);
        SmbConnector connector = new SmbConnector();
        try (CuttingRelay relay = new CuttingRelay(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
                RemoteStorage storage =
                        connector.connect(URI.create("smb://127.0.0.1:" + relay.port() + "/share"), options)) {
            try (Volume volume = storage.mount(Identity.ANONYMOUS)) {
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS) / CASES;
                Future<?> cutter =
                        threads.scheduleWithFixedDelay(relay::cut, CUT_MILLIS, CUT_MILLIS, TimeUnit.MILLISECONDS);
                List<Future<?>> all = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    String name = "t" + i;
                    ModelledFolder model =
                            new ModelledFolder(volume, Files.createDirectory(files.resolve(name)), name, SEED + i);
                    all.add(threads.submit(() -> {
                        while (System.nanoTime() - end < 0) {
                            model.step();
                            operations.incrementAndGet();
                        }
                        unknown.addAndGet(model.unknown());
                        return null;
                    }));
                }
                for (Future<?> each : all) {
                    each.get();
                }
                cutter.cancel(false);
            }
            assertThat(connector.handles()).as("handles").isZero();
        } catch (Throwable e) {
            throw new AssertionError("seed " + SEED + " after " + operations + " operations", e);
        } finally {
            threads.shutdownNow();
            connector.close();
        }
        assertThat(connector.connections()).as("connections").isZero();
        assertThat(operations.get()).as("operations").isGreaterThan(THREADS);
        System.getLogger("random").log(System.Logger.Level.INFO, operations + " operations, unknown " + unknown);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .as("threads")
                        .noneMatch(thread -> thread.getName().startsWith("fairlead-smb-client")));
    }
}
