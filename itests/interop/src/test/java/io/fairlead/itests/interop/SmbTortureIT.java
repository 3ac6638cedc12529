// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Samba's own tests: each passes, or is in the list of those that are expected to fail, which only shrinks. Most of them wait
 * for somebody most of the time, so several run at once, each with a share for itself.
 */
class SmbTortureIT {
    private static final Duration MOST = Duration.ofSeconds(90);
    private static final int AT_ONCE = 6;
    private static final String TIME = "@GMT-2026.11.01-10.00.00";
    private static final List<String> SNAPSHOT = List.of(
            "--option=torture:twrp_file=foo",
            "--option=torture:twrp_stream=bar",
            "--option=torture:twrp_stream_size=3",
            "--option=torture:twrp_snapshot=" + TIME);

    @TempDir
    static Path folder;

    private static final Map<String, Tools.Result> RESULTS = new ConcurrentHashMap<>();

    @BeforeAll
    static void runAll() throws Exception {
        Tools.require("smbtorture");
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try (Site site = Site.start(folder, 2 * AT_ONCE)) {
            makeSnapshot(site);
            Queue<String> rest = new ConcurrentLinkedQueue<>(selected()); // which begins with those that take long
            List<Future<?>> all = new ArrayList<>();
            for (int i = 1; i <= AT_ONCE; i++) {
                int share = i;
                all.add(threads.submit(() -> {
                    int turn = 0; // the files of the last test are told to nobody any more when its share is used again
                    for (String test = rest.poll(); test != null; test = rest.poll()) {
                        RESULTS.put(test, run(site, share + AT_ONCE * (turn++ % 2), test));
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                await(one);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void await(Future<?> worker) throws Exception {
        try {
            worker.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    @AfterAll
    static void forget() {
        RESULTS.clear();
    }

    static List<String> selected() throws IOException {
        return lines("smbtorture.txt").toList();
    }

    private static Stream<String> lines(String file) throws IOException {
        return Files.readAllLines(Site.file(file)).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"));
    }

    /** Why, by test. */
    private static Map<String, String> expectedFailures() throws IOException {
        return lines("smbtorture-failures.txt")
                .map(line -> line.split(" {2,}", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }

    /** Its files, in a folder of its own, for it leaves some there; they are gone afterwards. */
    private static Tools.Result run(Site site, int share, String test) throws IOException {
        Path work = Files.createDirectories(folder.resolve("work" + share));
        List<String> line = new ArrayList<>(List.of(
                "smbtorture",
                "-s",
                "/dev/null",
                "-p",
                String.valueOf(site.port()),
                "--option=torture:progress=no",
                "--option=torture:user2name=torture2",
                "--option=torture:user2password=Passw0rd!2",
                "--option=client min protocol=SMB2_02",
                "--option=client max protocol=SMB3_11",
                "-U",
                Site.USER + "%" + Site.PASSWORD));
        line.addAll(wants(test, Site.SHARE + share));
        line.add(test);
        try {
            return Tools.run(MOST, work, line.toArray(String[]::new));
        } catch (AssertionError tooLong) {
            return new Tools.Result(-1, "", tooLong.toString());
        } finally {
            clear(site.files(share));
        }
    }

    /** Options and the share. */
    private static List<String> wants(String test, String share) {
        List<String> wants = new ArrayList<>();
        String on = share;
        if (test.startsWith("smb2.twrp.")) {
            wants.addAll(SNAPSHOT);
            on = "shadow";
        } else if (test.equals("smb2.create.quota-fake-file")) {
            on = "quota";
        }
        wants.add("//127.0.0.1/" + on);
        return wants;
    }

    /** What the tests of snapshots find: a file with a stream, and a folder, as hard links, so that their ids are the same. */
    private static void makeSnapshot(Site site) throws IOException {
        Files.writeString(folder.resolve("three"), "abc");
        site.samba(
                        "smbclient",
                        "//127.0.0.1/shadow",
                        "-c",
                        "put three foo; put three foo:bar; mkdir subdir; put three subdir\\hardlink")
                .succeeded();
        Path snapshot = folder.resolve("snapshots").resolve(TIME);
        Tools.run("cp", "-al", folder.resolve("shadow").toString(), snapshot.toString())
                .succeeded();
    }

    @ParameterizedTest
    @MethodSource("selected")
    void passesOrIsExpectedToFail(String test) throws IOException {
        Tools.Result result = RESULTS.get(test);
        String expected = expectedFailures().get(test);
        if (expected == null) {
            assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
        } else {
            assertThat(result.exitCode())
                    .as("%s passes now: take it out of smbtorture-failures.txt", test)
                    .isNotZero();
        }
    }

    @Test
    void whatIsExpectedToFailIsSelectedAndExplained() throws IOException {
        assertThat(selected()).containsAll(expectedFailures().keySet()).doesNotHaveDuplicates();
        assertThat(expectedFailures().values()).allMatch(why -> why.length() > 10);
    }

    private static void clear(Path files) throws IOException {
        try (Stream<Path> all = Files.walk(files)) {
            for (Path file : all.filter(path -> !path.equals(files))
                    .sorted((a, b) -> b.compareTo(a))
                    .toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
