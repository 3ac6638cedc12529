// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;

/**
 * Measures listing, small uploads and small downloads, single-threaded, by the clock and by the thread's CPU time (which
 * tells more on a busy machine). Run {@code main} with a folder on tmpfs, such as
 * {@code /dev/shm}; it works in a folder of its own there.
 */
public final class LocalStorageBenchmark {
    private static final int ENTRIES = 100_000;
    private static final int FILES = 20_000;
    private static final int ROUNDS = 5;
    private static final int SMALL_BYTES = 4096;

    private final Volume volume;

    private LocalStorageBenchmark(Volume volume) {
        this.volume = volume;
    }

    public static void main(String[] arguments) throws IOException {
        Path base = Path.of(arguments.length > 0 ? arguments[0] : "/dev/shm");
        for (boolean secure : new boolean[] {true, false}) {
            Path root = Files.createTempDirectory(base, "fairlead-benchmark");
            try (LocalStorage storage = LocalStorage.open(LocalSettings.of(root), secure)) {
                new LocalStorageBenchmark(storage.mount(Identity.of("benchmark"))).run(secure ? "secure" : "by path");
            } finally {
                delete(root);
            }
        }
    }

    private void run(String mode) throws IOException {
        VPath big = VPath.of("/big");
        volume.open(big, Open.createDirectory()).close();
        for (int i = 0; i < ENTRIES; i++) {
            volume.open(big.child("file-number-" + i), Open.openOrCreate(Open.Access.WRITE))
                    .close();
        }
        for (int round = 1; round <= ROUNDS; round++) {
            report(mode, round, "list, entries", ENTRIES, () -> list(big));
            report(mode, round, "attributes", FILES, () -> {
                for (int i = 0; i < FILES; i++) {
                    volume.attributes(big.child("file-number-" + i));
                }
            });
            report(mode, round, "upload 4 KiB", FILES, () -> upload(VPath.of("/new")));
            report(mode, round, "open, read, close", FILES, () -> download(VPath.of("/new")));
            report(mode, round, "delete", FILES, () -> deleteAll(VPath.of("/new")));
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void report(String mode, int round, String what, int count, Work work) throws IOException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = System.nanoTime();
        long startCpu = threads.getCurrentThreadCpuTime();
        work.run();
        double perCpuSecond = count * 1e9 / (threads.getCurrentThreadCpuTime() - startCpu);
        double perSecond = count * 1e9 / (System.nanoTime() - start);
        System.out.printf(
                Locale.ROOT,
                "%-8s round %d  %-18s %,10.0f /s  %,10.0f / s of CPU%n",
                mode,
                round,
                what,
                perSecond,
                perCpuSecond);
    }

    private void list(VPath directory) throws IOException {
        int count = 0;
        try (Node node = volume.open(directory, Open.list())) {
            for (List<Entry> page = node.next(1000); !page.isEmpty(); page = node.next(1000)) {
                count += page.size();
            }
        }
        if (count != ENTRIES) {
            throw new IllegalStateException(count + " entries");
        }
    }

    private void upload(VPath directory) throws IOException {
        volume.open(directory, new Open(Open.list().access(), Open.Disposition.OPEN_OR_CREATE, Open.Kind.DIRECTORY))
                .close();
        ByteBuffer content = ByteBuffer.allocateDirect(SMALL_BYTES);
        for (int i = 0; i < FILES; i++) {
            try (Node node = volume.open(directory.child("f" + i), Open.replace())) {
                node.write(content.clear(), 0);
            }
        }
    }

    private void download(VPath directory) throws IOException {
        ByteBuffer content = ByteBuffer.allocateDirect(SMALL_BYTES);
        for (int i = 0; i < FILES; i++) {
            try (Node node = volume.open(directory.child("f" + i), Open.read())) {
                node.read(content.clear(), 0);
            }
        }
    }

    private void deleteAll(VPath directory) throws IOException {
        for (int i = 0; i < FILES; i++) {
            try (Node node = volume.open(directory.child("f" + i), Open.delete())) {
                node.delete();
            }
        }
    }

    private static void delete(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
