// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.names;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.LinkPolicy;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.storage.local.LocalSettings;
import io.fairlead.storage.local.LocalStorage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Looks names up in a folder of 100,000, exact, in another case, and ones that are not there; each beside the bare storage.
 * Run {@code main} with a folder on tmpfs, such as {@code /dev/shm}; it works in a folder of its own there.
 */
public final class NamesBenchmark {
    private static final int ENTRIES = 100_000;
    private static final int LOOKS = 20_000;
    private static final int ROUNDS = 5;

    private final Volume volume;
    private final CaseBlindNames names;

    private NamesBenchmark(Volume volume, CaseBlindNames names) {
        this.volume = volume;
        this.names = names;
    }

    public static void main(String[] arguments) throws IOException {
        Path root = Files.createTempDirectory(Path.of(arguments.length > 0 ? arguments[0] : "/dev/shm"), "names");
        try (LocalStorage storage = LocalStorage.open(LocalSettings.of(root).withSync(LocalSettings.Sync.NONE));
                CaseBlindNames names = new CaseBlindNames(storage);
                Volume volume = names.holding(storage.mount(Identity.of("benchmark"), LinkPolicy.STOP))) {
            Path big = Files.createDirectory(root.resolve("big"));
            for (int i = 0; i < ENTRIES; i++) {
                Files.createFile(big.resolve("File-Number-" + i));
            }
            new NamesBenchmark(volume, names).run();
        } finally {
            try (Stream<Path> all = Files.walk(root)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private void run() throws StorageException {
        long start = System.nanoTime();
        find(Names.EXACT, "/big/absent");
        find(names, "/big/absent");
        System.out.printf(Locale.ROOT, "first miss, listing the folder: %.0f ms%n", (System.nanoTime() - start) / 1e6);
        for (int round = 0; round < ROUNDS; round++) {
            report("exact, storage", i -> find(Names.EXACT, "/big/File-Number-" + i));
            report("exact, case-blind", i -> find(names, "/big/File-Number-" + i));
            report("another case", i -> find(names, "/BIG/FILE-NUMBER-" + i));
            report("absent, storage", i -> find(Names.EXACT, "/big/absent-" + i));
            report("absent, case-blind", i -> find(names, "/big/absent-" + i));
            int number = round;
            report("created, storage", i -> create(Names.EXACT, "/big/new-s-" + number + "-" + i));
            report("created, case-blind", i -> create(names, "/big/new-b-" + number + "-" + i));
        }
    }

    private interface Look {
        void at(int number) throws StorageException;
    }

    private static void report(String what, Look look) throws StorageException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < LOOKS; i++) {
            look.at(i);
        }
        long spent = threads.getCurrentThreadCpuTime() - start;
        System.out.printf(Locale.ROOT, "%-20s %6.1f us of CPU%n", what, spent / 1e3 / LOOKS);
    }

    private void find(Names by, String path) throws StorageException {
        try {
            by.find(volume, VPath.of(path), volume::attributes);
        } catch (StorageException e) {
            if (!path.contains("absent")) {
                throw e;
            }
        }
    }

    private void create(Names by, String path) throws StorageException {
        by.make(volume, VPath.of(path), null, at -> {
            volume.open(at, Open.openOrCreate(Access.WRITE)).close();
            names.changed(Change.of(Change.Type.CREATED, at));
            return null;
        });
    }
}
