// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.testing.FreePort;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A private Samba on loopback with the share {@code share}, for the user that runs the tests, who has to be root; tests are
 * skipped where that is not so, or there is no Samba.
 */
final class SambaServer implements AutoCloseable {
    static final String PASSWORD = "Passw0rd!1";

    private final Process process;
    private final int port;
    private final Path files;

    private SambaServer(Process process, int port, Path files) {
        this.process = process;
        this.port = port;
        this.files = files;
    }

    static String user() {
        return System.getProperty("user.name");
    }

    /** @param options lines of the section {@code [global]} */
    static SambaServer start(Path folder, List<String> options) throws Exception {
        return start(folder, options, Map.of());
    }

    /**
     * @param options lines of the section {@code [global]}
     * @param environment variables that the server has besides those of the tests
     */
    static SambaServer start(Path folder, List<String> options, Map<String, String> environment) throws Exception {
        Path smbd = Path.of("/usr/sbin/smbd");
        assumeTrue(Files.isExecutable(smbd), "no Samba here");
        assumeTrue(user().equals("root"), "Samba is started by root only");
        int port = FreePort.find();
        Path files = Files.createDirectories(folder.resolve("files"));
        Path configuration = folder.resolve("smb.conf");
        Files.writeString(configuration, configuration(folder, files, port, options));
        setPassword(configuration);
        ProcessBuilder builder = new ProcessBuilder(
                // in a process group of its own: at its end it ends all of the group
                smbd.toString(), "--foreground", "--configfile=" + configuration);
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("smbd.log").toFile())
                .start();
        SambaServer server = new SambaServer(process, port, files);
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!listens(port)) {
            if (System.nanoTime() - deadline > 0 || !process.isAlive()) {
                server.close();
                throw new IOException("Samba does not start: " + Files.readString(folder.resolve("smbd.log")));
            }
            Thread.sleep(50);
        }
        return server;
    }

    private static String configuration(Path folder, Path files, int port, List<String> options) throws IOException {
        StringBuilder text = new StringBuilder("[global]\n");
        for (String directory : List.of("private", "lock", "state", "cache", "pid", "ncalrpc")) {
            Path made = Files.createDirectories(folder.resolve(directory));
            text.append(' ')
                    .append(directory)
                    .append(directory.equals("ncalrpc") || directory.equals("private") ? " dir = " : " directory = ")
                    .append(made)
                    .append('\n');
        }
        for (String line : List.of(
                "server role = standalone server",
                "passdb backend = tdbsam:" + folder.resolve("private/passdb.tdb"),
                "log file = " + folder.resolve("log.%m"),
                "interfaces = lo",
                "bind interfaces only = yes",
                "smb ports = " + port,
                "disable netbios = yes",
                "server min protocol = SMB2_02",
                "kernel oplocks = no",
                "store dos attributes = yes",
                "ea support = yes",
                "mangled names = no",
                "map archive = no",
                "map readonly = no",
                "load printers = no",
                "printing = bsd",
                "printcap name = /dev/null")) {
            text.append(' ').append(line).append('\n');
        }
        options.forEach(line -> text.append(' ').append(line).append('\n'));
        text.append("[share]\n path = ").append(files).append("\n read only = no\n");
        text.append("[enc]\n path = ").append(files).append("\n read only = no\n smb encrypt = required\n");
        return text.toString();
    }

    private static void setPassword(Path configuration) throws Exception {
        Process process = new ProcessBuilder("smbpasswd", "-c", configuration.toString(), "-s", "-a", user())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (OutputStream in = process.getOutputStream()) {
            in.write((PASSWORD + "\n" + PASSWORD + "\n").getBytes(StandardCharsets.US_ASCII));
        }
        assumeTrue(process.waitFor() == 0, "smbpasswd takes no password for " + user());
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    /** What is shared. */
    Path files() {
        return files;
    }

    /** Ends it and all its processes, as a power cut would. */
    void kill() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws Exception {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        process.waitFor(Duration.ofSeconds(10).toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
        process.destroyForcibly();
    }
}
