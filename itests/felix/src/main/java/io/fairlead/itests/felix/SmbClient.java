// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.api.server.FileServer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Samba's smbclient and rpcclient, as user alice; a test is skipped where they are missing, but not in CI. */
final class SmbClient {
    private static final int SECONDS = 30;

    private final int port;
    private final String share;

    SmbClient(int port, String share) {
        this.port = port;
        this.share = share;
    }

    /** Run to its end. */
    record Result(boolean succeeded, String text) {
        Result succeeds() {
            assertThat(succeeded).as(text).isTrue();
            return this;
        }

        Result fails() {
            assertThat(succeeded).as(text).isFalse();
            return this;
        }
    }

    static void require() {
        boolean there = Files.isExecutable(Path.of("/usr/bin/smbclient"));
        if (!there && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("smbclient is not installed, though CI=true");
        }
        assumeTrue(there, "smbclient is not installed");
    }

    /** The share on this address. */
    Result runAt(String host, String commands, String... options) throws IOException, InterruptedException {
        List<String> line = line("smbclient", options);
        line.addAll(List.of("//" + host + "/" + share, "-c", commands));
        return run(line);
    }

    Result run(String commands, String... options) throws IOException, InterruptedException {
        return runAt("127.0.0.1", commands, options);
    }

    /** The shares that there are. */
    String shares() throws IOException, InterruptedException {
        List<String> line = line("smbclient", "-g", "-L", "127.0.0.1");
        return run(line).succeeds().text();
    }

    /** What a remote procedure call answers. */
    String call(String command) throws IOException, InterruptedException {
        List<String> line = line("rpcclient", "-c", command, "127.0.0.1");
        return run(line).succeeds().text();
    }

    private List<String> line(String program, String... options) {
        require();
        List<String> line =
                new ArrayList<>(List.of(program, "-p", String.valueOf(port), "-s", "/dev/null", "-U", "alice%secret"));
        line.addAll(List.of(options));
        return line;
    }

    private static Result run(List<String> line) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        process.getOutputStream().close();
        try (InputStream said = process.getInputStream()) {
            String text = new String(said.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
            return new Result(process.exitValue() == 0, text);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Connects, and stays until it is closed. It says nothing before its end: the server tells when it is there. */
    Held hold(Supplier<FileServer> server) throws IOException {
        List<String> line = line("smbclient");
        line.add("//127.0.0.1/" + share);
        Process process = new ProcessBuilder(line)
                .redirectOutput(Redirect.DISCARD)
                .redirectErrorStream(true)
                .start();
        Held held = new Held(process);
        await().until(() -> !process.isAlive()
                || server.get().sessions().stream()
                        .anyMatch(session -> session.user().equals("alice")));
        return held;
    }

    /** A client that is logged in. */
    record Held(Process process) implements AutoCloseable {
        /** A line as a person types it. */
        void type(String command) throws IOException {
            process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
