// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.testing.FreePort;
import io.fairlead.testing.Tools;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The real distribution as a process, with nothing but our KAR to install from: no repository beyond this machine, and an
 * empty local one. All ports of its own are free ones. Commands go through its console.
 */
final class Karaf implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final int ANSWER_MILLIS = 10_000;
    private static final Pattern COLOURS = Pattern.compile("\u001b\\[[0-9;?]*[a-zA-Z]|\r");
    private static final Pattern PROMPT = Pattern.compile("karaf@root\\(\\)>\\s*");

    private final Path home;
    private final int ssh;
    private final Process process;
    private final PrintWriter console;
    private final List<String> lines = new ArrayList<>(); // guarded by itself
    private int commands;

    private Karaf(Path home, int ssh) throws IOException {
        this.home = home;
        this.ssh = ssh;
        ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/karaf").toString()).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("TERM", "dumb");
        builder.environment().remove("KARAF_HOME");
        process = builder.start();
        console = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, "console of Karaf");
        reader.setDaemon(true);
        reader.start();
    }

    /** Unpacks and starts it below {@code name}, and has it offer our features. */
    static Karaf start(String name) throws IOException {
        return start(name, false);
    }

    /** As {@link #start(String)}, but it may ask the Maven repositories that it asks as it comes. */
    static Karaf startOnline(String name) throws IOException {
        return start(name, true);
    }

    private static Karaf start(String name, boolean online) throws IOException {
        Path home = Path.of(System.getProperty("karaf.work"), name);
        delete(home);
        Files.createDirectories(home);
        Tools.run(PATIENCE, home, "tar", "xzf", System.getProperty("karaf.archive"), "--strip-components=1")
                .succeeded();
        Path etc = home.resolve("etc");
        if (!online) {
            replace(
                    etc.resolve("org.ops4j.pax.url.mvn.cfg"),
                    "(?s)\norg\\.ops4j\\.pax\\.url\\.mvn\\.repositories=.*?\n(?=[^ ])",
                    "\norg.ops4j.pax.url.mvn.repositories=\norg.ops4j.pax.url.mvn.localRepository="
                            + home.resolve("empty") + "\n");
        }
        Files.writeString(
                etc.resolve("users.properties"),
                "\nviewer = viewer,viewer,ssh\nadmin = admin,admin,ssh\n",
                StandardOpenOption.APPEND);
        int ssh = FreePort.find();
        replace(etc.resolve("org.apache.karaf.shell.cfg"), "sshPort *=.*", "sshPort = " + ssh);
        replace(etc.resolve("org.apache.karaf.management.cfg"), "= 1099", "= " + FreePort.find());
        replace(etc.resolve("org.apache.karaf.management.cfg"), "= 44444", "= " + FreePort.find());
        Karaf karaf = new Karaf(home, ssh);
        try {
            await("SSH").atMost(PATIENCE).until(() -> answers(ssh)); // the last of Karaf's own that starts
            karaf.offerFeatures();
            return karaf;
        } catch (RuntimeException | Error e) {
            karaf.close();
            throw e;
        }
    }

    /** Whether a connection is greeted. */
    static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), ANSWER_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            return socket.getInputStream().read() >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    private void offerFeatures() throws IOException {
        Path kar = Path.of(System.getProperty("fairlead.kar"));
        Files.createDirectories(home.resolve("deploy"));
        Path whole = Files.copy(kar, home.resolve("fairlead.kar.new"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(whole, home.resolve("deploy/fairlead.kar"), StandardCopyOption.ATOMIC_MOVE);
        await("the KAR").atMost(PATIENCE).until(() -> run("feature:list --no-format")
                .contains("fairlead-all"));
    }

    private static void replace(Path file, String pattern, String by) throws IOException {
        String before = Files.readString(file);
        String after = Pattern.compile(pattern).matcher(before).replaceFirst(by.replace("$", "\\$"));
        assertThat(after).as(file + ": " + pattern).isNotEqualTo(before);
        Files.writeString(file, after);
    }

    /** A port that nobody has at the moment. */
    Path home() {
        return home;
    }

    Path etc(String file) {
        return home.resolve("etc").resolve(file);
    }

    /** What the command printed. */
    String run(String command) {
        String end = "end-of-" + ++commands;
        int from;
        synchronized (lines) {
            from = lines.size();
        }
        console.println(command);
        console.println("echo \"\"" + end); // so that the echo of this line is not taken for its answer
        await(command).atMost(PATIENCE).until(() -> ended(from, end) >= 0 || !process.isAlive());
        synchronized (lines) {
            int to = ended(from, end);
            if (to < 0) {
                throw new AssertionError("Karaf has ended: " + lines);
            }
            return String.join("\n", lines.subList(Math.min(from + 1, to), to));
        }
    }

    /** What the command printed to somebody who logs in by SSH, whose password is as the name. */
    String runAs(String user, String command) throws IOException {
        ProcessBuilder client = new ProcessBuilder(
                        home.resolve("bin/client").toString(),
                        "-a",
                        Integer.toString(ssh),
                        "-u",
                        user,
                        "-p",
                        user,
                        command)
                .redirectErrorStream(true);
        client.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process running = client.start(); // whose input stays open: it gives up at the end of it
        try (InputStream out = running.getInputStream()) {
            return COLOURS.matcher(new String(out.readAllBytes(), StandardCharsets.UTF_8))
                    .replaceAll("");
        } finally {
            running.destroy();
        }
    }

    private int ended(int from, String end) {
        synchronized (lines) {
            for (int i = from; i < lines.size(); i++) {
                if (lines.get(i).equals(end)) {
                    return i;
                }
            }
            return -1;
        }
    }

    private void read() {
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                String uncoloured = COLOURS.matcher(line).replaceAll("");
                String plain = PROMPT.matcher(uncoloured).replaceAll("").stripTrailing();
                synchronized (lines) {
                    if (!plain.isEmpty() && !plain.startsWith("echo \"\"end-of-")) {
                        lines.add(plain);
                    }
                }
            }
        } catch (IOException e) {
            // it has ended
        }
    }

    /** Warnings and errors in its log that name something of ours. */
    List<String> complaints() throws IOException {
        try (Stream<String> log = Files.lines(home.resolve("data/log/karaf.log"))) {
            return log.filter(line -> line.contains("| ERROR |") || line.contains("| WARN "))
                    .filter(line -> line.contains("fairlead"))
                    .toList();
        }
    }

    @Override
    public void close() throws IOException {
        console.println("system:shutdown -f");
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError("Karaf does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
