// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.export.OpenRequest.Share;
import io.fairlead.api.export.ParkedOpen;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.NodeId;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Open.Kind;
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
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Sessions at a handful of names, on a storage that fails now and then: opens that are refused, deletions that wait,
 * truncation, uploads, renames, parked opens. After each round everything is closed, and then nothing may be left of it:
 * nothing open, nothing pending, and no file that no call has said it made.
 */
class FaultStressTest {
    private static final int THREADS = 4;
    private static final int STEPS = 40;
    private static final int ROUNDS = Integer.getInteger("core.stress.rounds", 12);
    private static final String[] NAMES = {"/a", "/b", "/d/a"};

    /** What fails in a round; all for the empty one. */
    private static final String[] CALLS = {"", "resize", "rename", "delete", "close", "open"};

    private final Set<NodeId> made = ConcurrentHashMap.newKeySet();

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
                    String calls = CALLS[random.nextInt(CALLS.length)];
                    faulty.failSometimes(calls.isEmpty() ? 20 : 2, calls, Reason.NO_SPACE);
                    round(export, random.nextLong());
                    faulty.failSometimes(0, "", Reason.IO);
                    check(export, counting);
                }
            }
        }
    }

    private void prepare(ArbitratedExport export) throws StorageException {
        made.clear();
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
            for (String name : List.of("/a", "/d/a")) {
                Contents.write(volume, name, "old");
                made.add(volume.attributes(VPath.of(name)).id());
            }
        }
    }

    private void round(ArbitratedExport export, long seed) throws Exception {
        Parallel.run(THREADS, thread -> {
            Actor actor = new Actor(export, new Random(seed + thread), thread);
            for (int i = 0; i < STEPS; i++) {
                try {
                    actor.step();
                } catch (StorageException e) {
                    // refusals and faults are the point; what they leave is looked at afterwards
                }
            }
            actor.closeAll();
        });
        export.arbiter().parking.evictExport(export.name()).forEach(new Parking(export.arbiter())::discard);
    }

    private void check(ArbitratedExport export, CountingStorage counting) throws Exception {
        assertThat(export.arbiter().opens.isEmpty()).as("tables are empty").isTrue();
        assertThat(export.ledgers().isEmpty()).as("everything was given back").isTrue();
        counting.checkNoOpenNodes();
        counting.checkNoOpenVolumes();
        try (ExportVolume last = export.mount(Identity.of("last"))) {
            for (String folder : List.of("", "/d")) {
                for (String name : Contents.names(last, folder.isEmpty() ? "/" : folder)) {
                    VPath path = VPath.of(folder + "/" + name);
                    try (OpenFile file =
                            last.open(path, ExportFixture.request(ExportFixture.NONE, Access.READ, Access.DELETE))) {
                        if (!name.equals("d")) {
                            assertThat(made)
                                    .as("%s was made by a call that said so", path)
                                    .contains(file.id());
                        }
                    }
                }
            }
        }
    }

    /** One session and what it has open. */
    private final class Actor {
        private final ArbitratedExport export;
        private final Random random;
        private final int number;
        private final List<OpenFile> opens = new ArrayList<>();
        private ExportVolume volume;
        private int parked;

        Actor(ArbitratedExport export, Random random, int number) {
            this.export = export;
            this.random = random;
            this.number = number;
        }

        void step() throws StorageException {
            if (volume == null) {
                volume = export.mount(Identity.of("user" + number));
            }
            if (opens.size() < 3) {
                open();
                return;
            }
            OpenFile file = opens.get(random.nextInt(opens.size()));
            switch (random.nextInt(9)) {
                case 0 -> file.rename(VPath.of(pick()), random.nextBoolean(), random.nextBoolean(), soon());
                case 1 -> file.delete();
                case 2 -> file.deleteOnClose(random.nextBoolean());
                case 3 -> ExportFixture.write(file, "content");
                case 4 -> file.resize(random.nextInt(3));
                case 5 -> park(file);
                default -> close(file);
            }
        }

        private Patience soon() {
            return Patience.of(Duration.ofMillis(random.nextInt(3)));
        }

        private void open() throws StorageException {
            boolean upload = random.nextInt(4) == 0;
            boolean bare = random.nextInt(4) == 0; // holds no descriptor, and lets nobody in
            Set<Access> access = bare ? EnumSet.of(Access.DELETE) : subset(Access.class);
            Disposition[] some = {Disposition.OPEN, Disposition.CREATE, Disposition.OPEN_OR_CREATE};
            Open how = upload ? Open.replace() : new Open(access, some[random.nextInt(some.length)], Kind.FILE);
            OpenRequest request = OpenRequest.shared(how)
                    .withShare(bare && !upload ? EnumSet.noneOf(Share.class) : subset(Share.class));
            if (!upload && random.nextInt(3) == 0) {
                request = request.withTruncate();
            }
            if (!upload && random.nextInt(3) == 0) {
                request = request.withDeleteOnClose();
            }
            OpenFile file = volume.open(VPath.of(pick()), request, soon());
            opens.add(file);
            if (!upload) {
                made.add(file.id());
            }
        }

        private void park(OpenFile file) throws StorageException {
            ParkedOpen.Key key = new ParkedOpen.Key("test", number, parked++);
            file.park(key, Duration.ofMinutes(1), random.nextBoolean(), new byte[0]);
            opens.remove(file);
            if (random.nextBoolean()) {
                opens.add(export.reclaim(key, volume).file());
            }
        }

        private void close(OpenFile file) throws StorageException {
            opens.remove(file);
            NodeId id = file.id();
            boolean abort = random.nextInt(4) == 0;
            if (abort) {
                file.abort();
            } else {
                made.add(id); // before others can see it; a failure takes it back
            }
            file.close();
        }

        void closeAll() throws StorageException {
            for (OpenFile file : List.copyOf(opens)) {
                try {
                    close(file);
                } catch (StorageException e) {
                    // told
                }
            }
            if (volume != null) {
                try {
                    volume.close();
                } catch (StorageException e) {
                    // told
                }
            }
        }

        private <E extends Enum<E>> Set<E> subset(Class<E> type) {
            Set<E> subset = EnumSet.allOf(type);
            subset.removeIf(one -> random.nextInt(8) == 0);
            return subset;
        }

        private String pick() {
            return NAMES[random.nextInt(NAMES.length)];
        }
    }
}
