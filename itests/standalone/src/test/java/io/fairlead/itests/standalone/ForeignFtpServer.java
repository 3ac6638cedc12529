// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.testing.Tools;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An FTP server of others over a new folder, on a free port of loopback. Some of them run as root only. */
final class ForeignFtpServer implements AutoCloseable {
    private static final String NOBODY = "65534";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;
    private final Path home;
    private final String url;

    private ForeignFtpServer(Process process, Path home, String url) {
        this.process = process;
        this.home = home;
        this.url = url;
    }

    /** The servers. */
    enum Kind {
        VSFTPD {
            @Override
            List<String> command(Path home, int port) throws IOException {
                Tools.require("vsftpd");
                return List.of("vsftpd", conf(home, VSFTPD_CONF.formatted(port, home.resolve("files"))));
            }

            @Override
            String url(int port) {
                return "ftp://anonymous@127.0.0.1:" + port + "/up";
            }
        },
        PROFTPD {
            @Override
            List<String> command(Path home, int port) throws IOException {
                Tools.require("proftpd", "ftpasswd");
                Path files = requireRoot(home);
                List<String> account = List.of(
                        "--name=me", "--uid=" + NOBODY, "--gid=" + NOBODY, "--home=" + files, "--shell=/bin/sh");
                List<String> line =
                        new ArrayList<>(List.of("ftpasswd", "--stdin", "--passwd", "--file=" + home + "/passwd"));
                line.addAll(account);
                feed("secret\n", line);
                Files.setPosixFilePermissions(home.resolve("passwd"), PosixFilePermissions.fromString("rw-------"));
                return List.of("proftpd", "-n", "-c", conf(home, PROFTPD_CONF.formatted(port, home, home, home, home)));
            }
        },
        PURE_FTPD {
            @Override
            List<String> command(Path home, int port) throws IOException {
                Tools.require("pure-ftpd", "pure-pw");
                Path files = requireRoot(home);
                String database = home.resolve("accounts").toString();
                feed(
                        "secret\nsecret\n",
                        List.of(
                                "pure-pw",
                                "useradd",
                                "me",
                                "-f",
                                home + "/passwd",
                                "-F",
                                database,
                                "-u",
                                NOBODY,
                                "-g",
                                NOBODY,
                                "-d",
                                files.toString(),
                                "-m"));
                return List.of(
                        "pure-ftpd",
                        "-S",
                        "127.0.0.1," + port,
                        "-l",
                        "puredb:" + database,
                        "-E",
                        "-H",
                        "-4",
                        "-u",
                        "1",
                        "-A",
                        "-D",
                        "-L",
                        "20000:8",
                        "-g",
                        home + "/pid");
            }
        },
        PYFTPDLIB {
            @Override
            List<String> command(Path home, int port) {
                String python = "/usr/bin/python3";
                boolean there = Files.isExecutable(Path.of(python))
                        && Tools.run(python, "-c", "import pyftpdlib").exitCode() == 0;
                assertThat(there || !"true".equals(System.getenv("CI")))
                        .as("pyftpdlib is not installed, though CI=true")
                        .isTrue();
                assumeTrue(there, "not installed: pyftpdlib");
                return List.of(
                        python,
                        "-c",
                        PYTHON,
                        Integer.toString(port),
                        home.resolve("files").toString());
            }
        };

        /** The command line that serves {@code home/files}, in the foreground. */
        abstract List<String> command(Path home, int port) throws IOException;

        String url(int port) {
            return "ftp://me:secret@127.0.0.1:" + port;
        }

        static String conf(Path home, String text) throws IOException {
            return Files.writeString(home.resolve("conf"), text).toString();
        }

        /** The folder, which the user is to have whom these servers become. */
        static Path requireRoot(Path home) {
            assumeTrue(System.getProperty("user.name").equals("root"), "runs as root only");
            Path files = home.resolve("files");
            Tools.run("chown", "-R", NOBODY, files.toString()).succeeded();
            return files;
        }

        static void feed(String input, List<String> command) throws IOException {
            Process fed = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            fed.getOutputStream().write(input.getBytes(StandardCharsets.US_ASCII));
            fed.getOutputStream().close();
            fed.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        }
    }

    private static final String VSFTPD_CONF =
            """
            listen=YES
            listen_address=127.0.0.1
            listen_port=%d
            background=NO
            anonymous_enable=YES
            no_anon_password=YES
            anon_root=%s
            write_enable=YES
            anon_upload_enable=YES
            anon_mkdir_write_enable=YES
            anon_other_write_enable=YES
            anon_world_readable_only=NO
            anon_umask=022
            run_as_launching_user=YES
            force_dot_files=YES
            seccomp_sandbox=NO
            """;
    private static final String PROFTPD_CONF =
            """
            ServerName x
            ServerType standalone
            DefaultServer on
            UseIPv6 off
            DefaultAddress 127.0.0.1
            Port %d
            User nobody
            Group nogroup
            AuthOrder mod_auth_file.c
            AuthUserFile %s/passwd
            RequireValidShell off
            DefaultRoot ~
            AllowOverwrite on
            PidFile %s/pid
            ScoreboardFile %s/scores
            SystemLog %s/log
            TransferLog none
            WtmpLog off
            """;
    private static final String PYTHON =
            """
            import sys
            from pyftpdlib.authorizers import DummyAuthorizer
            from pyftpdlib.handlers import FTPHandler
            from pyftpdlib.servers import FTPServer
            accounts = DummyAuthorizer()
            accounts.add_user('me', 'secret', sys.argv[2], perm='elradfmwMT')
            FTPHandler.authorizer = accounts
            FTPServer(('127.0.0.1', int(sys.argv[1])), FTPHandler).serve_forever()
            """;

    /** Starts one; skips the test where it is not installed. */
    static ForeignFtpServer start(Kind kind) throws IOException {
        return start(kind, "", Map.of());
    }

    /** Starts one with more lines in its configuration, if it has one, and more in its environment. */
    static ForeignFtpServer start(Kind kind, String more, Map<String, String> environment) throws IOException {
        Path home = Files.createTempDirectory("foreign-ftp");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectories(home.resolve("files/up"));
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        List<String> command = kind.command(home, port);
        if (!more.isEmpty()) {
            Files.writeString(home.resolve("conf"), more, StandardOpenOption.APPEND);
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("out").toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        ForeignFtpServer server = new ForeignFtpServer(process, home, kind.url(port));
        await().atMost(PATIENCE).until(() -> !process.isAlive() || isGreeting(port));
        if (!process.isAlive()) {
            throw new AssertionError(kind + " has ended: " + Files.readString(home.resolve("out")));
        }
        return server;
    }

    private static boolean isGreeting(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            socket.setSoTimeout(2000);
            return socket.getInputStream().read() == '2';
        } catch (IOException e) {
            return false;
        }
    }

    /** The URL of a folder that can be written. */
    String url(String path) {
        return url + path;
    }

    /** What its {@link #url} of nothing shows. */
    Path folder() {
        return url.endsWith("/up") ? home.resolve("files/up") : home.resolve("files");
    }

    @Override
    public void close() throws Exception {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        process.waitFor();
        Tools.run("rm", "-rf", home.toString());
    }
}
