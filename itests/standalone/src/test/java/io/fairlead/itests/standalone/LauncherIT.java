// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script that starts the jar by an archive of its classes, as it lies in the distribution. */
@DisabledOnOs(OS.WINDOWS)
class LauncherIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    private Path script;

    @BeforeEach
    void unpack() throws IOException {
        Path jar = Path.of(System.getProperty("fairlead.jar")).toRealPath();
        script = Files.createDirectory(folder.resolve("bin")).resolve("fairlead");
        Files.copy(jar.resolve("../../src/main/launcher/fairlead").normalize(), script);
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Files.createSymbolicLink(Files.createDirectory(folder.resolve("lib")).resolve("fairlead.jar"), jar);
        Files.writeString(Files.createDirectory(folder.resolve("data")).resolve("a b*"), "x");
    }

    private Tools.Result run(Path jdk, String... arguments) {
        List<String> command = new ArrayList<>(List.of("/usr/bin/env", "XDG_CACHE_HOME=" + folder.resolve("cache")));
        command.addAll(List.of("JAVA_HOME=" + jdk, script.toString()));
        command.addAll(List.of(arguments));
        return Tools.run(PATIENCE, folder, command.toArray(String[]::new));
    }

    private List<Path> cached(String end) throws IOException {
        Path cache = folder.resolve("cache/fairlead");
        if (!Files.isDirectory(cache)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(cache)) {
            return files.filter(file -> file.toString().endsWith(end)).toList();
        }
    }

    private void archived() {
        await().atMost(PATIENCE)
                .until(() -> !cached(".archive").isEmpty() && cached(".making").isEmpty());
    }

    @Test
    void theFirstRunMakesTheArchiveThatTheSecondUses() throws IOException {
        makesAndUses(Path.of(System.getProperty("java.home")));
    }

    @Test
    void theNewestJdkHasAnArchiveOfItsOwn() throws IOException {
        Path newest = Jvm.newestJdk().orElse(null);
        assumeTrue(newest != null, "no newer JDK here");
        makesAndUses(newest);
    }

    private void makesAndUses(Path jdk) throws IOException {
        assertThat(run(jdk, "ls", "data").succeeded().out()).isEqualTo("a b*\n");
        archived();
        Tools.Result second = run(jdk, "ls", "data").succeeded();
        assertThat(second.out()).isEqualTo("a b*\n");
        assertThat(second.err()).isEmpty();
        Path archive = cached(".archive").get(0);
        assertThat(shared(jdk, archive)).contains("io.fairlead.standalone.client.ListCommand");
        Files.delete(archive);
        Files.writeString(archive, "no archive at all");
        assertThat(run(jdk, "ls", "data").succeeded().out()).isEqualTo("a b*\n");
    }

    /** The classes of a run that came out of the archive. */
    private String shared(Path jdk, Path archive) {
        String use = Jvm.version(jdk) >= 25 ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=";
        Path jar = folder.resolve("bin/../lib/fairlead.jar");
        return Tools.run(
                        PATIENCE,
                        folder,
                        jdk.resolve("bin/java").toString(),
                        use + archive,
                        "-XX:+UseSerialGC",
                        "-Xlog:class+load",
                        "-jar",
                        jar.toString(),
                        "ls",
                        "data")
                .succeeded()
                .out()
                .lines()
                .filter(line -> line.contains("shared objects file"))
                .reduce("", (all, line) -> all + line + "\n");
    }

    @Test
    void runsWithoutAnArchiveWhereNoneCanBe() throws IOException {
        Path jdk = Path.of(System.getProperty("java.home"));
        Files.writeString(folder.resolve("cache"), "a file in the place of the folder");
        assertThat(run(jdk, "ls", "data").succeeded().out()).isEqualTo("a b*\n");
        assertThat(run(jdk, "cat", "data/none").exitCode()).isEqualTo(1);
        assertThat(run(jdk, "lss").exitCode()).isEqualTo(2);
    }
}
