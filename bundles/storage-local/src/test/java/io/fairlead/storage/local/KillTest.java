// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A server killed in the middle of an upload leaves the old file or the new one, whole, and after a restart nothing else.
 * {@code -Dkills=N} says how often; it is 15 in the profile {@code slow}.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Execution(ExecutionMode.CONCURRENT)
class KillTest {
    private static final int KILLS = Integer.getInteger("kills", 8);
    private static final int LANES = 2;
    private static final long SEED = 20_240_917;
    private static final int MAX_NANOS = 30_000_000;

    @TempDir
    Path temporary;

    @Test
    void theFileIsOldOrNewAndNothingElseIsLeft() throws Exception {
        ExecutorService lanes = Executors.newFixedThreadPool(LANES);
        List<Future<Integer>> results = new ArrayList<>();
        for (int lane = 0; lane < LANES; lane++) {
            Path root = Files.createDirectory(temporary.resolve("lane" + lane));
            Random random = new Random(SEED + lane);
            results.add(lanes.submit(() -> killRepeatedly(root, random)));
        }
        int litter = 0;
        for (Future<Integer> result : results) {
            litter += result.get();
        }
        lanes.shutdown();
        assertThat(litter).as("kills that hit an upload").isPositive();
    }

    /** How many kills left something for the next start to remove. */
    private static int killRepeatedly(Path root, Random random) throws IOException {
        int litter = 0;
        Files.createDirectory(root.resolve("d"));
        for (int i = 0; i < KILLS / LANES; i++) {
            String path = i % 2 == 0 ? "/file" : "/d/file";
            try (ChildProcess child = ChildProcess.start(OverwriteLoop.class, Map.of(), root.toString(), path)) {
                child.await("ready");
                LockSupport.parkNanos(random.nextInt(MAX_NANOS));
            }
            litter += Fixture.unpublished(root).isEmpty() ? 0 : 1;
            startAgain(root);
            check(root);
        }
        return litter;
    }

    /** What was between its two renames lies beside its target, and goes when that folder is listed. */
    private static void startAgain(Path root) throws IOException {
        try (LocalStorage storage = LocalStorage.open(LocalSettings.of(root));
                Volume volume = storage.mount(Identity.of("alice"));
                Node folder = volume.open(VPath.of("/d"), Open.list())) {
            assertThat(folder.next(10)).hasSizeLessThan(2);
        }
    }

    private static void check(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.toList()) {
                String name = root.relativize(file).toString();
                assertThat(name).isIn("", "d", "file", "d/file");
                if (Files.isRegularFile(file)) {
                    byte[] content = Files.readAllBytes(file);
                    assertThat(content).isNotEmpty().hasSize(OverwriteLoop.length(content[0]));
                    assertThat(content).containsOnly(content[0]);
                }
            }
        }
    }
}
