// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** External programs that tests talk to: curl, lftp and the like. */
public final class Tools {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

    private Tools() {}

    /**
     * How a program ended.
     *
     * @param exitCode its status
     * @param out its standard output, as UTF-8
     * @param err its standard error, as UTF-8
     */
    public record Result(int exitCode, String out, String err) {
        /**
         * This result, if the program succeeded.
         *
         * @throws AssertionError if it did not, with what it printed
         */
        public Result succeeded() {
            if (exitCode != 0) {
                throw new AssertionError("exit status " + exitCode + "\n" + out + err);
            }
            return this;
        }
    }

    /**
     * Skips the test unless all programs are on the PATH; where the environment says {@code CI=true} it fails instead, so
     * that no test is skipped there by oversight.
     */
    public static void require(String... programs) {
        List<String> missing = Arrays.stream(programs)
                .filter(program -> find(program).isEmpty())
                .toList();
        if (!missing.isEmpty() && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("not installed, though CI=true: " + missing);
        }
        assumeTrue(missing.isEmpty(), () -> "not installed: " + missing);
    }

    /** Where a program is: on the PATH, or where its whole path says. */
    public static Optional<Path> find(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder).resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** As {@link #run(Duration, Path, String...)}, for a minute at most, in the present folder. */
    public static Result run(String... command) {
        return run(DEFAULT_TIMEOUT, Path.of("."), command);
    }

    /**
     * Runs a program, with nothing to read on its standard input, to its end. Messages are in English.
     *
     * @throws AssertionError if it ran longer than {@code timeout} and was killed, with what it printed so far
     */
    public static Result run(Duration timeout, Path folder, String... command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            CompletableFuture<String> out =
                    CompletableFuture.supplyAsync(() -> text(process.getInputStream()), Tools::read);
            CompletableFuture<String> err =
                    CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), Tools::read);
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
                throw new AssertionError(
                        "no end after " + timeout + ": " + String.join(" ", command) + "\n" + out.join() + err.join());
            }
            return new Result(process.exitValue(), out.join(), err.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** On a thread of its own: a program may run for long, and others beside it. */
    private static void read(Runnable reading) {
        Thread thread = new Thread(reading, "output");
        thread.setDaemon(true);
        thread.start();
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) { // closed by force
            return "";
        }
    }
}
