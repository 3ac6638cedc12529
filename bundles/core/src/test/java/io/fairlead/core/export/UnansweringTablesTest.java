// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Watch;
import io.fairlead.core.Exports;
import io.fairlead.core.arbiter.ChangeFeed;
import io.fairlead.core.arbiter.LeaseBook;
import io.fairlead.core.arbiter.OpenTable;
import io.fairlead.core.arbiter.ParkingLot;
import io.fairlead.core.arbiter.RangeLocks;
import io.fairlead.core.arbiter.Tenure;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import io.fairlead.testing.CountingStorage;
import io.fairlead.testing.contract.Parallel;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tables that can't be asked now and then, as those of another machine: before they have done anything, or after. Whatever the
 * calls of sessions come to, in the end nothing is left of them.
 */
class UnansweringTablesTest {
    private static final int THREADS = 4;
    private static final int STEPS = 60;
    private static final int ROUNDS = Integer.getInteger("core.stress.rounds", 12);
    private static final String[] NAMES = {"/a", "/b", "/d/a"};

    /** What fails in a round; all for the empty one. */
    private static final String[] CALLS = {
        "",
        "",
        "",
        "closing",
        "withdraw",
        "forget",
        "park",
        "handOver",
        "take",
        "evict",
        "closed",
        "admit",
        "pendDeletion",
        "path"
    };

    private volatile int oneIn; // 0 for none
    private volatile String failing = "";

    private <T> T unanswering(Class<T> type, T table) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call(table, method, arguments)));
    }

    private Object call(Object table, Method method, Object[] arguments) throws Throwable {
        boolean mayFail = List.of(method.getExceptionTypes()).contains(StorageException.class);
        int fails = mayFail && method.getName().startsWith(failing) ? chance() : 0;
        if (fails == 1) {
            throw new StorageException(Reason.UNAVAILABLE, method.getName() + " can't be asked");
        }
        Object answer;
        try {
            answer = method.invoke(table, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        if (fails == 2) {
            if (answer instanceof AutoCloseable held) { // a passage, a subscription: not held without an answer
                held.close();
            }
            throw new StorageException(Reason.UNAVAILABLE, method.getName() + " has not answered");
        }
        return answer;
    }

    /** 1 to fail before the call, 2 to fail after it. */
    private int chance() {
        int of = oneIn;
        if (of == 0) {
            return 0;
        }
        int thrown = ThreadLocalRandom.current().nextInt(2 * of);
        return thrown < 2 ? thrown + 1 : 0;
    }

    private Tables tables(Storage storage) {
        Tables local = Tables.local(storage.features());
        return new Tables(
                unanswering(OpenTable.class, local.opens()),
                unanswering(RangeLocks.class, local.locks()),
                unanswering(LeaseBook.class, local.leases()),
                unanswering(ParkingLot.class, local.parking()),
                unanswering(ChangeFeed.class, local.changes()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void nothingIsLeft(long seed) throws Exception {
        CountingStorage below = new CountingStorage(new MemoryStorage());
        try (ArbitratedExport export = Exports.over(below).build()) {
            export.detach(below);
            Arbiter arbiter = new Arbiter("unanswering-" + seed, tables(below), Tenure.ALONE);
            export.attach(below, arbiter);
            int failed = 0;
            for (int round = 0; round < ROUNDS; round++) {
                Random random = new Random(seed * 1000 + round);
                prepare(export);
                String call = CALLS[random.nextInt(CALLS.length)];
                try (StressRecord record = new StressRecord()) {
                    round(export, call, random.nextLong(), record);
                    oneIn = 0;
                    failed += record.refusals(Reason.UNAVAILABLE);
                    check(export, below, call);
                }
            }
            assertThat(failed).as("calls that failed").isPositive();
        }
    }

    private static void prepare(ArbitratedExport export) throws StorageException {
        try (ExportVolume volume = export.mount(Identity.of("prepare"))) {
            if (!Contents.names(volume, "/").contains("d")) {
                Contents.makeDirectory(volume, "/d");
            }
            for (String name : List.of("/a", "/d/a")) {
                Contents.write(volume, name, "old");
            }
        }
    }

    private void round(ArbitratedExport export, String call, long seed, StressRecord record) throws Exception {
        try (ExportVolume watching = export.mount(Identity.of("watching"));
                Watch.Subscription all = watching.watch(VPath.ROOT, true, change -> {})) {
            failing = call;
            oneIn = call.isEmpty() ? 20 : 2;
            Parallel.run(THREADS, thread -> {
                StressActor actor = new StressActor(export, new Random(seed + thread), thread, NAMES, record);
                for (int i = 0; i < STEPS; i++) {
                    actor.step();
                }
                actor.closeAll();
            });
        }
    }

    private static void check(ArbitratedExport export, CountingStorage below, String call) throws Exception {
        Arbiter arbiter = export.arbiter();
        new Parking(arbiter).evict(export.name());
        await(call + ": tables", () -> assertThat(arbiter.opens.isEmpty()).isTrue());
        await(call + ": here", () -> assertThat(arbiter.here()).isEmpty());
        await(call + ": parked", () -> assertThat(arbiter.parking.isEmpty()).isTrue());
        await(call + ": leases", () -> assertThat(arbiter.leases.inForce()).isFalse());
        await(call + ": ledgers", () -> assertThat(export.ledgers().isEmpty()).isTrue());
        await(call + ": nodes", below::checkNoOpenNodes);
        await(call + ": volumes", below::checkNoOpenVolumes);
        await(call + ": watches", () -> assertThat(arbiter.changes.isWatched()).isFalse());
        try (ExportVolume last = export.mount(Identity.of("last"))) {
            for (String folder : List.of("", "/d")) {
                for (String name : Contents.names(last, folder.isEmpty() ? "/" : folder)) {
                    VPath path = VPath.of(folder + "/" + name);
                    OpenFile file =
                            last.open(path, ExportFixture.request(ExportFixture.NONE, Access.READ, Access.DELETE));
                    file.close();
                }
            }
        }
    }

    private static void await(String what, ThrowingRunnable holds) {
        Awaitility.await(what)
                .pollInterval(Duration.ofMillis(2))
                .atMost(ExportFixture.SOON)
                .untilAsserted(holds);
    }
}
