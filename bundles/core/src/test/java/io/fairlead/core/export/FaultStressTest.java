// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest.Share;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.Exports;
import io.fairlead.storage.local.LocalSettings;
import io.fairlead.storage.local.LocalStorage;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import io.fairlead.testing.CountingStorage;
import io.fairlead.testing.FaultyStorage;
import io.fairlead.testing.contract.Parallel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Sessions at a handful of names, on a storage that fails now and then: opens that are refused, deletions that wait,
 * truncation, uploads, renames, links, named streams, locks, leases, parked opens. After each round everything is closed, and
 * then nothing may be left of it: nothing open, nothing pending, and no file that no call has said it made; and nothing may be
 * missing: what only refused calls have touched is there as it was.
 */
class FaultStressTest {
    private static final int THREADS = 4;
    private static final int STEPS = 40;
    private static final int ROUNDS = Integer.getInteger("core.stress.rounds", 12);
    private static final String KEPT = "/d/kept";
    private static final String[] NAMES = {"/a", "/b", "/d/a", "/c", "/d/c", KEPT};

    /** What fails in a round; all for the empty one. */
    private static final String[] CALLS = {"", "resize", "rename", "delete", "close", "open"};

    private final Map<VPath, NodeId> old = new HashMap<>(); // what was there before the round
    private int untouched;

    @ParameterizedTest
    @CsvSource({"1, false", "2, false", "3, false", "1, true", "2, true", "3, true"})
    void leavesNothing(long seed, boolean onDisk, @TempDir Path folder) throws Exception {
        LocalSettings settings = LocalSettings.of(folder).withSync(LocalSettings.Sync.NONE);
        try (LocalStorage local = onDisk ? LocalStorage.open(settings) : null) {
            Storage below = onDisk ? local : new MemoryStorage();
            FaultyStorage faulty = new FaultyStorage(below);
            CountingStorage counting = new CountingStorage(faulty);
            try (ArbitratedExport export = Exports.over(counting).build()) {
                for (int round = 0; round < ROUNDS; round++) {
                    Random random = new Random(seed * 1000 + round);
                    faulty.failSometimes(0, "", Reason.IO);
                    prepare(export);
                    try (StressRecord record = new StressRecord()) {
                        old.values().forEach(record::made);
                        String calls = CALLS[random.nextInt(CALLS.length)];
                        round(export, faulty, calls, random.nextLong(), record);
                        faulty.undeleted().forEach(record::made); // nobody could take these back
                        check(export, counting, record);
                    }
                }
                assertThat(untouched)
                        .as("names that only refused calls have touched")
                        .isPositive();
            }
        }
    }

    private void prepare(ArbitratedExport export) throws StorageException {
        old.clear();
        try (ExportVolume volume = export.mount(Identity.of("prepare"))) {
            for (String name : Contents.names(volume, "/")) {
                if (!name.equals("d")) {
                    Contents.delete(volume, "/" + name);
                }
            }
            if (!Contents.names(volume, "/").contains("d")) {
                Contents.makeDirectory(volume, "/d");
            }
            for (String name : Contents.names(volume, "/d")) {
                Contents.delete(volume, "/d/" + name);
            }
            for (String name : List.of("/a", "/d/a", "/c", "/d/c", KEPT)) {
                Contents.write(volume, name, "old");
                old.put(VPath.of(name), volume.attributes(VPath.of(name)).id());
            }
        }
    }

    private static void round(
            ArbitratedExport export, FaultyStorage faulty, String calls, long seed, StressRecord record)
            throws Exception {
        try (ExportVolume keeping = export.mount(Identity.of("keeping"));
                OpenFile kept = keep(keeping)) {
            faulty.failSometimes(calls.isEmpty() ? 20 : 2, calls, Reason.NO_SPACE);
            Parallel.run(THREADS, thread -> {
                StressActor actor = new StressActor(export, new Random(seed + thread), thread, NAMES, record);
                for (int i = 0; i < STEPS; i++) {
                    actor.step();
                }
                actor.closeAll();
            });
            faulty.failSometimes(0, "", Reason.IO);
            assertThat(kept.path()).isEqualTo(VPath.of(KEPT));
            assertThat(Contents.text(kept)).as("what everybody may only read").isEqualTo("old");
        }
        new Parking(export.arbiter()).evict(export.name());
    }

    /** Lets others read, and nothing else: whatever is done to that name is refused. */
    private static OpenFile keep(ExportVolume volume) throws StorageException {
        return volume.open(VPath.of(KEPT), ExportFixture.request(EnumSet.of(Share.READ), Access.READ));
    }

    private void check(ArbitratedExport export, CountingStorage counting, StressRecord record) throws Exception {
        ExportFixture.await(export.arbiter().opens::isEmpty); // parked ones are closed from other threads
        ExportFixture.await(() -> !export.arbiter().leases.inForce());
        Awaitility.await()
                .pollInterval(Duration.ofMillis(2))
                .atMost(ExportFixture.SOON)
                .untilAsserted(counting::checkNoOpenVolumes);
        counting.checkNoOpenNodes();
        assertThat(export.ledgers().isEmpty()).as("everything was given back").isTrue();
        try (ExportVolume last = export.mount(Identity.of("last"))) {
            for (String folder : List.of("", "/d")) {
                for (String name : Contents.names(last, folder.isEmpty() ? "/" : folder)) {
                    VPath path = VPath.of(folder + "/" + name);
                    try (OpenFile file =
                            last.open(path, ExportFixture.request(ExportFixture.NONE, Access.READ, Access.DELETE))) {
                        if (!name.equals("d")) {
                            assertThat(record.made())
                                    .as("%s was made by a call that said so", path)
                                    .contains(file.id());
                        }
                    }
                }
            }
            for (Map.Entry<VPath, NodeId> one : old.entrySet()) {
                if (record.isUntouched(one.getValue(), one.getKey())) {
                    untouched++;
                    assertThat(last.attributes(one.getKey()).id())
                            .as("%s, which only refused calls have touched", one.getKey())
                            .isEqualTo(one.getValue());
                    assertThat(Contents.text(last, one.getKey().toString())).isEqualTo("old");
                }
            }
        }
    }
}
