// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import com.sun.management.ThreadMXBean;
import io.fairlead.api.auth.Identity;
import io.fairlead.api.export.ByteRange;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.core.Exports;
import io.fairlead.storage.local.LocalSettings;
import io.fairlead.storage.local.LocalStorage;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * What an open costs through the Export on storage-local, beside plain {@code java.nio} in the same run: CPU time of the
 * thread and garbage of one open with attributes and close, at depth 3, in one folder and in 400 at random, all of them kept open or as many as by default; and of a lock
 * with its unlock. A main program; argument: a folder to work in. With a second one it makes so many opens at depth 3 and
 * nothing else, for {@code strace -c -f}.
 */
final class OpenCost {
    private static final int OUTER = 20;
    private static final int ROUNDS = 12;
    private static final int CALLS = 20_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Path root;
    private final VPath[] names = new VPath[OUTER * OUTER];
    private final Path[] paths = new Path[OUTER * OUTER];
    private int next;
    private Object sink;

    private OpenCost(Path root) throws Exception {
        this.root = root;
        for (int i = 0; i < names.length; i++) {
            names[i] = VPath.of("/outer" + i / OUTER + "/inner" + i % OUTER + "/file.txt");
            paths[i] = root.resolve(names[i].toString().substring(1));
            Files.createDirectories(paths[i].getParent());
            Files.writeString(paths[i], "content");
        }
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        Path root = Files.createTempDirectory(Path.of(args.length > 0 ? args[0] : "/dev/shm"), "cost");
        try (LocalStorage storage = LocalStorage.open(LocalSettings.of(root));
                ArbitratedExport export =
                        (ArbitratedExport) Exports.over(storage).build();
                ExportVolume volume = export.mount(Identity.of("alice"));
                Volume plain = storage.mount(Identity.of("bob"))) {
            OpenCost cost = new OpenCost(root);
            if (args.length > 1) {
                for (int i = 0; i < Integer.parseInt(args[1]); i++) {
                    cost.opened(volume, 0);
                }
                return;
            }
            cost.run(volume, plain);
            cost.runWithAllFoldersKept();
        } finally {
            new ProcessBuilder("rm", "-rf", root.toString()).start().waitFor();
        }
    }

    private void run(ExportVolume volume, Volume plain) throws Exception {
        int[] random = new Random(1).ints(CALLS, 0, names.length).toArray();
        measure("depth 3: java.nio", () -> nio(0));
        measure("depth 3: storage, opened()", () -> stored(plain, 0));
        measure("depth 3: Export, opened()", () -> opened(volume, 0));
        measure("depth 3: Export, attributes()", () -> asked(volume, 0));
        measure("400 folders: java.nio", () -> nio(random[next++ % CALLS]));
        measure("400 folders: storage, opened()", () -> stored(plain, random[next++ % CALLS]));
        measure("400 folders: Export, opened()", () -> opened(volume, random[next++ % CALLS]));
        measure("400 folders: Export, attributes()", () -> asked(volume, random[next++ % CALLS]));
        try (OpenFile file = volume.open(names[0], OpenRequest.shared(Open.read()))) {
            ByteRange range = new ByteRange(100, 10);
            measure("lock and unlock", () -> {
                file.lock(range, false, Duration.ZERO);
                file.unlock(range);
            });
        }
    }

    private void runWithAllFoldersKept() throws Exception {
        int[] random = new Random(1).ints(CALLS, 0, names.length).toArray();
        LocalSettings all = LocalSettings.of(root).withKeptFolders(2 * names.length);
        try (LocalStorage storage = LocalStorage.open(all);
                ArbitratedExport export =
                        (ArbitratedExport) Exports.over(storage).build();
                ExportVolume volume = export.mount(Identity.of("alice"))) {
            measure("400 kept: java.nio", () -> nio(random[next++ % CALLS]));
            measure("400 kept: Export, opened()", () -> opened(volume, random[next++ % CALLS]));
        }
    }

    private void nio(int i) throws Exception {
        try (FileChannel channel = FileChannel.open(paths[i], StandardOpenOption.READ)) {
            sink = Files.readAttributes(paths[i], PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private void stored(Volume volume, int i) throws Exception {
        try (var node = volume.open(names[i], Open.read())) {
            sink = node.opened();
        }
    }

    private void opened(ExportVolume volume, int i) throws Exception {
        try (OpenFile file = volume.open(names[i], OpenRequest.shared(Open.read()))) {
            sink = file.opened();
        }
    }

    private void asked(ExportVolume volume, int i) throws Exception {
        try (OpenFile file = volume.open(names[i], OpenRequest.shared(Open.read()))) {
            sink = file.attributes();
        }
    }

    private interface Call {
        void run() throws Exception;
    }

    private void measure(String what, Call call) throws Exception {
        long thread = Thread.currentThread().getId();
        double[] micros = new double[ROUNDS];
        double[] bytes = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long allocated = THREADS.getThreadAllocatedBytes(thread);
            long cpu = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
            micros[round] = (THREADS.getCurrentThreadCpuTime() - cpu) / 1000.0 / CALLS;
            bytes[round] = (THREADS.getThreadAllocatedBytes(thread) - allocated) / (double) CALLS;
        }
        Arrays.sort(micros);
        Arrays.sort(bytes);
        System.out.printf(
                Locale.ROOT,
                "%-36s %7.2f us CPU (best %.2f), %6.0f bytes%n",
                what,
                micros[ROUNDS / 2],
                micros[0],
                bytes[ROUNDS / 2]);
    }
}
