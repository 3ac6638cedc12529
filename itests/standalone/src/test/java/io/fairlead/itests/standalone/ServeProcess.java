// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.standalone;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code fairlead serve} as a process of its own, with one account {@code me:secret}. */
final class ServeProcess implements AutoCloseable {
    static final String USER = "me:secret";
    private static final Pattern URL = Pattern.compile("\\s*lftp .*ftp://127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern TFTP = Pattern.compile("\\s*tftp -m binary 127\\.0\\.0\\.1 (\\d+) .*");
    private static final Pattern SMB = Pattern.compile("\\s*smbclient -p (\\d+) .*");
    private static final int PATIENCE_SECONDS = 60;

    private final Process process;
    private final Path errors;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Boolean> ready = new CompletableFuture<>();

    private ServeProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        Thread reader = new Thread(this::read, "stdout of serve");
        reader.setDaemon(true);
        reader.start();
    }

    /** Serves {@code folder} from {@code home} on free ports; returns when it is ready. */
    static ServeProcess start(Path folder, Path home, String... more) throws Exception {
        List<Object> arguments =
                new ArrayList<>(List.of("serve", folder, "--home", home, "--user", USER, "--ftp", "0"));
        if (!List.of(more).contains("--tftp")) {
            arguments.addAll(List.of("--tftp", "0"));
        }
        if (!List.of(more).contains("--smb")) {
            arguments.addAll(List.of("--smb", "0"));
        }
        arguments.addAll(List.of(more));
        return launch(List.of(), arguments.toArray()).awaitReady();
    }

    /** As {@link #start}, on another JDK, and with all the options that are given. */
    static ServeProcess startOn(Path jdk, Path folder, Path home, Object... options) throws Exception {
        List<Object> arguments = new ArrayList<>(List.of("serve", folder, "--home", home, "--user", USER));
        arguments.addAll(List.of(options));
        return launch(FairleadJar.command(jdk, List.of(), arguments.toArray())).awaitReady();
    }

    /** Starts any command line of the jar without waiting. */
    static ServeProcess launch(List<String> jvmOptions, Object... arguments) throws IOException {
        return launch(FairleadJar.command(jvmOptions, arguments));
    }

    private static ServeProcess launch(List<String> command) throws IOException {
        Path errors = Files.createTempFile("serve", ".err");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C.UTF-8");
        return new ServeProcess(builder.redirectError(errors.toFile()).start(), errors);
    }

    private void read() {
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
                if (line.equals("READY")) {
                    ready.complete(true);
                }
            }
        } catch (IOException e) {
            // killed
        }
        ready.complete(false);
    }

    ServeProcess awaitReady() throws Exception {
        if (!ready.get(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("not ready: " + lines + errors());
        }
        return this;
    }

    /** What it printed so far, by lines. */
    List<String> lines() {
        return lines;
    }

    /** What it wrote to standard error so far. */
    String errors() throws IOException {
        return Files.readString(errors);
    }

    /** The FTP port it printed. */
    int port() {
        return port(URL);
    }

    /** The TFTP port it printed. */
    int tftpPort() {
        return port(TFTP);
    }

    /** The SMB port it printed. */
    int smbPort() {
        return port(SMB);
    }

    private int port(Pattern pattern) {
        return lines.stream()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .map(m -> Integer.parseInt(m.group(1)))
                .findFirst()
                .orElseThrow();
    }

    /** A URL with user and password. */
    String url(String path) {
        return "ftp://" + USER + "@127.0.0.1:" + port() + path;
    }

    long pid() {
        return process.pid();
    }

    /** As {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Sends a signal and returns the exit status. */
    int stop(String signal) throws Exception {
        new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                .start()
                .waitFor();
        return exitStatus();
    }

    /** Waits for its end. */
    int exitStatus() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("it does not end");
        }
        return process.exitValue();
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        Files.deleteIfExists(errors);
    }
}
