// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import io.fairlead.api.storage.Watch;
import io.fairlead.testing.Contents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How long others wait for a watch: the slowest open, rename and upload while a tree comes under a recursive watch, while
 * folders come and go in it, and with no watch at all. A main program; arguments: a folder to work in, and how many folders.
 */
final class WatchStall {
    private static final int IN_ONE = 200;
    private static final long LIMIT_NANOS = 20_000_000;

    private final Path root;
    private final int folders;

    private WatchStall(Path root, int folders) {
        this.root = root;
        this.folders = folders;
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        Path root = Files.createTempDirectory(Path.of(args.length > 0 ? args[0] : "/dev/shm"), "stall");
        try {
            new WatchStall(root, args.length > 1 ? Integer.parseInt(args[1]) : 20_000).run();
        } finally {
            new ProcessBuilder("rm", "-rf", root.toString()).start().waitFor();
        }
    }

    private void run() throws Exception {
        make("tree", folders);
        Files.createFile(root.resolve("file"));
        try (Fixture local = Fixture.open(root)) {
            Watch watch = local.volume().extension(Watch.class).orElseThrow();
            for (int round = 0; round < 3; round++) {
                measure(local, "no watch", () -> Thread.sleep(2000));
                Watch.Subscription[] made = new Watch.Subscription[1];
                measure(local, "registering", () -> made[0] = watch.watch(VPath.ROOT, true, change -> {}));
                measure(local, "the same again", () -> watch.watch(VPath.ROOT, true, change -> {})
                        .close());
                measure(local, "folders come", () -> make("more", folders / 4));
                measure(local, "folders move", () -> {
                    for (int i = 0; i < 50; i++) {
                        Files.move(root.resolve("more"), root.resolve("more2"));
                        Files.move(root.resolve("more2"), root.resolve("more"));
                    }
                });
                measure(local, "folders go", () -> new ProcessBuilder(
                                "rm", "-rf", root.resolve("more").toString())
                        .start()
                        .waitFor());
                measure(local, "closing", made[0]::close);
            }
        }
    }

    private void make(String name, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Files.createDirectories(root.resolve(name + "/" + i / IN_ONE + "/" + i % IN_ONE));
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private void measure(Fixture local, String what, Work work) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        long[] worst = new long[3];
        int[] rounds = new int[2];
        Thread others = new Thread(() -> others(local, over, worst, rounds));
        others.start();
        long began = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - began) / 1e9;
        over.set(true);
        others.join();
        System.out.printf(
                Locale.ROOT,
                "%-15s %6.2f s; slowest open %7.2f, rename %7.2f, upload %7.2f ms; %d rounds, %d times more than 20 ms%n",
                what,
                seconds,
                worst[0] / 1e6,
                worst[1] / 1e6,
                worst[2] / 1e6,
                rounds[0],
                rounds[1]);
    }

    private static void others(Fixture local, AtomicBoolean over, long[] worst, int[] rounds) {
        Arrays.fill(worst, 0);
        try (Volume others = local.storage().mount(Identity.of("others"))) {
            do {
                long[] took = {
                    nanos(() -> others.open(VPath.of("/file"), Open.read()).close()),
                    Math.max(
                            nanos(() -> rename(others, "/file", "/file2")),
                            nanos(() -> rename(others, "/file2", "/file"))),
                    nanos(() -> Contents.write(others, "/tree/upload", "content"))
                };
                for (int i = 0; i < took.length; i++) {
                    worst[i] = Math.max(worst[i], took[i]);
                    rounds[1] += took[i] > LIMIT_NANOS ? 1 : 0;
                }
                rounds[0]++;
            } while (!over.get());
        } catch (Exception x) {
            throw new IllegalStateException(x);
        }
    }

    private static void rename(Volume volume, String from, String to) throws IOException {
        try (Node node = volume.open(VPath.of(from), Open.delete())) {
            node.rename(VPath.of(to), false);
        }
    }

    private static long nanos(Work work) throws Exception {
        long began = System.nanoTime();
        work.run();
        return System.nanoTime() - began;
    }
}
