// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.interop;

import io.fairlead.testing.Tools;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code serve.sh} serves: a process of its own, on a free port, over a folder. */
final class Site implements AutoCloseable {
    static final String USER = "torture1";
    static final String PASSWORD = "Passw0rd!1";
    static final String SHARE = "share";
    static final Duration LONG = Duration.ofMinutes(10);

    private static final Pattern PORT = Pattern.compile("\\s*smbclient -p (\\d+) .*");

    private final Path folder;
    private final Process process;
    private int port;

    private Site(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    static Site start(Path folder) throws IOException {
        return start(folder, 0, "127.0.0.1");
    }

    static Site start(Path folder, int onPort, String host) throws IOException {
        return start(folder, onPort, host, 0);
    }

    /** With as many further shares. */
    static Site start(Path folder, int more) throws IOException {
        return start(folder, 0, "127.0.0.1", more);
    }

    private static Site start(Path folder, int onPort, String host, int more) throws IOException {
        ProcessBuilder script = new ProcessBuilder(
                file("serve.sh").toString(),
                System.getProperty("fairlead.jar"),
                folder.toString(),
                String.valueOf(onPort),
                host,
                String.valueOf(more));
        script.environment().put("LC_ALL", "C.UTF-8");
        script.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Path errors = folder.resolve("errors");
        Site site = new Site(folder, script.redirectError(errors.toFile()).start());
        site.port = onPort; // unless another one is told
        try {
            site.awaitReady();
            return site;
        } catch (IOException | RuntimeException | Error e) {
            site.close();
            throw new AssertionError(Files.readString(errors), e);
        }
    }

    private void awaitReady() throws IOException {
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); !"READY".equals(line); line = out.readLine()) {
            if (line == null) {
                throw new IOException("it does not start");
            }
            Matcher port = PORT.matcher(line);
            if (port.matches()) {
                this.port = Integer.parseInt(port.group(1));
            }
        }
    }

    /** A file of this module. */
    static Path file(String name) {
        return Path.of(System.getProperty("interop"), name);
    }

    int port() {
        return port;
    }

    /** What is served. */
    Path files() {
        return folder.resolve("files");
    }

    /** What a further share serves; the first is 1. */
    Path files(int share) {
        return folder.resolve("files" + share);
    }

    /** Does these commands of smbclient. */
    Tools.Result smbclient(String commands) {
        return samba("smbclient", "//127.0.0.1/" + SHARE, "-c", commands).succeeded();
    }

    /** A tool of Samba's, as the first user. */
    Tools.Result samba(String program, String... arguments) {
        Tools.require(program);
        List<String> line = new ArrayList<>(
                List.of(program, "-p", String.valueOf(port), "-s", "/dev/null", "-U", USER + "%" + PASSWORD));
        line.addAll(List.of(arguments));
        return Tools.run(LONG, folder, line.toArray(String[]::new));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
