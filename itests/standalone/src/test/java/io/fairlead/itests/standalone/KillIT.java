// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 of the whole server while a file is being overwritten: the file is the old one or the new one, whole, and
 * after the next start nothing else is in the folder. {@code -Dkills=N} says how often; it is 15 in the profile {@code slow}.
 */
class KillIT {
    private static final int BYTES = 8_000_000;
    private static final long SEED = 20_261_123;
    private static final int KILLS = Integer.getInteger("kills", 8);
    private static final int LANES = 2; // the start of a server leaves most of a machine idle

    @TempDir
    Path folder;

    @Test
    void aFileIsOldOrNewAndNothingIsLeftBehind() throws Exception {
        Tools.require("curl");
        ExecutorService lanes = Executors.newFixedThreadPool(LANES);
        List<Future<Integer>> results = new ArrayList<>();
        for (int lane = 0; lane < LANES; lane++) {
            Path own = Files.createDirectory(folder.resolve("lane" + lane));
            Random random = new Random(SEED + lane);
            results.add(lanes.submit(() -> killRepeatedly(own, random)));
        }
        int cut = 0;
        for (Future<Integer> result : results) {
            cut += result.get();
        }
        lanes.shutdown();
        System.out.println(cut + " of " + KILLS + " uploads were cut");
        assertThat(cut).as("kills that came in the middle").isPositive();
    }

    /** How many kills came in the middle of an upload. */
    private static int killRepeatedly(Path own, Random random) throws Exception {
        Path served = Files.createDirectory(own.resolve("served"));
        Path target = Files.write(served.resolve("target"), content(0));
        int cut = 0;
        byte present = 0;
        for (int i = 1; i <= KILLS / LANES; i++) {
            byte next = (byte) i;
            try (ServeProcess server = ServeProcess.start(served, own.resolve("home"))) {
                assertThat(names(served)).as("after kill %d", i - 1).containsExactly("target");
                Process curl = upload(server, Files.write(own.resolve("upload"), content(next)));
                TimeUnit.MICROSECONDS.sleep(20_000 + random.nextInt(80_000));
                server.kill();
                curl.waitFor();
            }
            byte[] found = Files.readAllBytes(target);
            assertThat(found[0]).isIn(present, next);
            assertThat(Arrays.equals(found, content(found[0])))
                    .as("kill %d: whole", i)
                    .isTrue();
            cut += found[0] == next ? 0 : 1;
            present = found[0];
        }
        return cut;
    }

    private static Process upload(ServeProcess server, Path file) throws IOException {
        return new ProcessBuilder("curl", "-s", "--limit-rate", "100M", "-T", file.toString(), server.url("/target"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static byte[] content(int mark) {
        byte[] content = new byte[BYTES + mark];
        Arrays.fill(content, (byte) mark);
        return content;
    }

    private static Stream<String> names(Path in) throws IOException {
        try (Stream<Path> files = Files.list(in)) {
            return files.map(f -> f.getFileName().toString()).toList().stream();
        }
    }
}
