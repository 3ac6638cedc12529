// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Open.Kind;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.smb.server.Served;
import io.fairlead.testing.Contents;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A client that remembers what it reads, while itself, another client and a program on the server write: no read that began
 * after a write was acknowledged, and after the client has heard of it, gives what was there before. For
 * {@code -Dfairlead.smb.random.seconds} in all, 16 unless set; the seed is told, and may be set by
 * {@code -Dfairlead.smb.random.seed}.
 */
class SmbCacheStressTest {
    private static final int CASES = 4;
    private static final long SECONDS = Long.getLong("fairlead.smb.random.seconds", 16);
    private static final long SEED = Long.getLong("fairlead.smb.random.seed", System.nanoTime());
    private static final int FILES =
            12; // the first third is the other client's, the second ours, the third the program's
    private static final int READERS = 4;
    private static final int MOST_BYTES = 4096;
    private static final long CUT_MILLIS = 400;
    private static final int PATIENCE = 2000; // answers of the server, in which a break has to come
    private static final Open WRITE = new Open(EnumSet.of(Access.READ, Access.WRITE), Disposition.OPEN, Kind.FILE);

    @TempDir
    Path folder;

    private final AtomicLongArray acknowledged = new AtomicLongArray(FILES);
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong late = new AtomicLong();
    private CachingClients clients;
    private long end;

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void readsNothingOld(boolean samba, boolean cuts) throws Exception {
        if (samba) {
            boolean there = Files.isExecutable(Path.of("/usr/sbin/smbd"))
                    && SambaServer.user().equals("root");
            assumeTrue(there, "no Samba here");
            try (SambaServer server = SambaServer.start(folder, List.of("smb2 leases = yes"))) {
                ConnectOptions me = ConnectOptions.NONE
                        .with(ConnectOptions.USER, SambaServer.user())
                        .with(ConnectOptions.PASSWORD, SambaServer.PASSWORD);
                run(new CachingClients(server::port, server.files(), me), cuts, 2 * FILES / 3);
            }
        } else {
            try (Served server = new Served(folder, 0, given -> given)) {
                run(new CachingClients(server::port, folder.resolve("files"), SmbClientStorageTest.ME), cuts, FILES);
                await().untilAsserted(
                                () -> assertThat(server.server().sessions()).isEmpty());
            }
        }
    }

    private void run(CachingClients made, boolean cuts, int files) throws Exception {
        clients = made;
        end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS) / CASES;
        ScheduledExecutorService threads = Executors.newScheduledThreadPool(READERS + 4);
        try {
            for (int i = 0; i < files; i++) {
                Files.write(clients.root().resolve("f" + i), content(0, 100));
            }
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                Random random = new Random(SEED + i);
                all.add(threads.submit(each(() -> read(random, files))));
            }
            all.add(threads.submit(each(writer(clients.other(), 0, new Random(SEED + 100)))));
            all.add(threads.submit(each(writer(clients.first(), FILES / 3, new Random(SEED + 101)))));
            if (files == FILES) {
                Random random = new Random(SEED + 102);
                all.add(threads.submit(each(() -> writeThere(2 * FILES / 3 + random.nextInt(FILES / 3), random))));
            }
            ScheduledFuture<?> cutter = threads.scheduleWithFixedDelay(
                    cuts ? clients.relay()::cut : reads::get, CUT_MILLIS, CUT_MILLIS, TimeUnit.MILLISECONDS);
            for (Future<?> each : all) {
                each.get();
            }
            cutter.cancel(false);
            for (int i = 0; i < files; i++) {
                converges("f" + i);
            }
        } catch (Throwable e) {
            throw new AssertionError("seed " + SEED + " after " + reads + " reads, " + writes + " writes", e);
        } finally {
            threads.shutdownNow();
            clients.close();
        }
        assertThat(clients.connector().handles()).as("handles").isZero();
        assertThat(clients.connector().cachedBytes()).as("bytes").isZero();
        assertThat(writes.get()).as("writes").isPositive();
        System.getLogger("random")
                .log(System.Logger.Level.INFO, reads + " reads, " + writes + " writes, breaks awaited " + late);
    }

    /** Again and again; what can't be done now, for others are at it or the connection is cut, is not done. */
    private Callable<Void> each(Callable<Void> step) {
        return () -> {
            while (System.nanoTime() - end < 0) {
                try {
                    step.call();
                } catch (StorageException e) {
                    switch (e.reason()) {
                        // Interop: Samba may take its own, deferred CREATE of a new name for another one
                        case UNAVAILABLE, IN_USE, NOT_FOUND, EXISTS, DELETE_PENDING, ACCESS_DENIED, STALE ->
                            reads.get();
                        default -> throw e;
                    }
                }
            }
            return null;
        };
    }

    private static byte[] content(long version, int size) {
        ByteBuffer all = ByteBuffer.allocate(size / Long.BYTES * Long.BYTES);
        while (all.hasRemaining()) {
            all.putLong(version);
        }
        return all.array();
    }

    private Void read(Random random, int files) throws Exception {
        int file = random.nextInt(files);
        long least = acknowledged.get(file);
        for (int i = 0; ; i++) {
            clients.barrier();
            byte[] found = Contents.read(clients.first(), "/f" + file);
            reads.incrementAndGet();
            ByteBuffer all = ByteBuffer.wrap(found);
            long oldest = Long.MAX_VALUE;
            while (all.remaining() >= Long.BYTES) {
                oldest = Math.min(oldest, all.getLong());
            }
            if (oldest >= least) {
                return null;
            }
            late.incrementAndGet();
            assertThat(i)
                    .as("f%d has %d, and %d was there before", file, oldest, least)
                    .isLessThan(PATIENCE);
        }
    }

    private Callable<Void> writer(Volume volume, int from, Random random) {
        AtomicLong versions = new AtomicLong();
        return () -> {
            int file = from + random.nextInt(FILES / 3);
            String name = "/f" + file;
            long version = versions.incrementAndGet();
            byte[] content = content(version, Long.BYTES + random.nextInt(MOST_BYTES));
            switch (random.nextInt(4)) {
                case 0 -> Contents.write(volume, name, content);
                case 1 -> {
                    Contents.write(volume, "/new" + from, content);
                    try (Node node = volume.open(VPath.of("/new" + from), Open.delete())) {
                        node.rename(VPath.of(name), true);
                    }
                }
                case 2 -> {
                    Contents.delete(volume, name);
                    Contents.write(volume, name, content);
                }
                default -> {
                    try (Node node = volume.open(VPath.of(name), WRITE)) {
                        node.resize(0);
                        node.write(ByteBuffer.wrap(content), 0);
                    }
                }
            }
            acknowledged.set(file, version);
            writes.incrementAndGet();
            return null;
        };
    }

    /** A program on the server: nobody tells the client when it has written, so that only the end counts. */
    private Void writeThere(int file, Random random) throws Exception {
        byte[] content = content(random.nextLong() >>> 1, Long.BYTES + random.nextInt(MOST_BYTES));
        Path path = clients.root().resolve("f" + file);
        if (random.nextBoolean()) {
            Files.write(path, content);
        } else {
            Path made = Files.write(clients.root().resolve("made"), content);
            Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
        }
        return null;
    }

    private void converges(String name) {
        await().ignoreExceptions().untilAsserted(() -> {
            Path there = clients.root().resolve(name);
            byte[] found = Files.exists(there) ? Contents.read(clients.first(), "/" + name) : new byte[0];
            assertThat(found).isEqualTo(Files.exists(there) ? Files.readAllBytes(there) : new byte[0]);
        });
    }
}
