// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.boot;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The built jar as a TFTP or an SMB server, and what its log says of the transfers. */
final class JarServer implements AutoCloseable {
    static final String USER = "boot";
    static final String PASSWORD = "secret";

    private static final Pattern PORT = Pattern.compile("(?:tftp -m binary 127\\.0\\.0\\.1|smbclient -p) (\\d+) ");
    private static final Pattern DONE =
            Pattern.compile("RRQ \\S+ \"(.*)\" octet: (\\d+) bytes, \\d+ blocks of (\\d+), window (\\d+), .*: done");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A file that was read to its end, and the size of block and window that were agreed. */
    record Download(String file, long bytes, int blockSize, int windowSize) {}

    /** On standard error also the line about blocks and windows, which is for those who look into the protocol. */
    private static final String LOGBACK =
            """
            <configuration>
              <appender name="CONSOLE" class="ch.qos.logback.core.ConsoleAppender">
                <target>System.err</target>
                <encoder><pattern>%d %-5level %logger{0}: %msg%n</pattern></encoder>
              </appender>
              <logger name="io.fairlead" level="INFO"/>
              <logger name="io.fairlead.tftp.server.TransferLog" level="DEBUG"/>
              <root level="WARN"><appender-ref ref="CONSOLE"/></root>
            </configuration>
            """;

    private final Program program;
    private final Path folder;

    private JarServer(Program program, Path folder) {
        this.program = program;
        this.folder = folder;
    }

    /** Serves {@code folder} at port 69 of {@code host} in a network; {@code home} is a folder that does not exist. */
    static JarServer start(Network network, String host, Path folder, Path home) throws Exception {
        return start(
                network::inside, folder, home, "--tftp", "69", "--host", host, "--allow-plaintext", "--smb", "off");
    }

    /** Serves {@code folder} at a free port of 127.0.0.1. */
    static JarServer startOnLoopback(Path folder, Path home) throws Exception {
        return start(UnaryOperator.identity(), folder, home, "--tftp", "0", "--smb", "off");
    }

    /** Serves {@code folder} by SMB at a free port of 127.0.0.1, as the share {@code files}. */
    static JarServer startSmbOnLoopback(Path folder, Path home) throws Exception {
        return start(UnaryOperator.identity(), folder, home, "--tftp", "off", "--smb", "0");
    }

    private static JarServer start(UnaryOperator<List<String>> place, Path folder, Path home, String... options)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", // it lives for seconds
                "-XX:+UseSerialGC",
                "-jar",
                System.getProperty("fairlead.jar"),
                "serve",
                folder.toString(),
                "--home",
                home.toString(),
                "--user",
                USER + ":" + PASSWORD,
                "--ftp",
                "off"));
        command.addAll(List.of(options));
        Files.writeString(Files.createDirectories(home.resolve("etc")).resolve("logback.xml"), LOGBACK);
        JarServer server = new JarServer(Program.start("fairlead serve", place.apply(command)), folder);
        try {
            server.program.await("READY", PATIENCE);
            return server;
        } catch (Throwable e) {
            server.close();
            throw e;
        }
    }

    /** The folder that it serves. */
    Path folder() {
        return folder;
    }

    /** Its port, if it is on loopback. */
    int port() {
        Matcher banner = PORT.matcher(program.output());
        if (!banner.find()) {
            throw new AssertionError("no port in " + program.output());
        }
        return Integer.parseInt(banner.group(1));
    }

    /** Files that were read to the end so far. */
    List<Download> downloads() {
        return DONE.matcher(log()).results().map(JarServer::download).toList();
    }

    private static Download download(MatchResult line) {
        return new Download(
                line.group(1),
                Long.parseLong(line.group(2)),
                Integer.parseInt(line.group(3)),
                Integer.parseInt(line.group(4)));
    }

    /** All that it told so far. */
    String log() {
        return program.output();
    }

    @Override
    public void close() throws InterruptedException {
        program.close();
    }
}
