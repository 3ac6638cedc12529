// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.dropin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A folder as Felix is unpacked to, and the process that runs in it. */
final class PlainFelix implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Path home;
    private Process process;

    /** As Felix comes: its jar, its configuration, a folder for bundles. */
    PlainFelix(Path home) throws IOException {
        this.home = home;
        Files.createDirectories(home.resolve("bin"));
        Files.createDirectories(home.resolve("bundle"));
        Files.createDirectories(home.resolve("conf"));
        Files.copy(Path.of(System.getProperty("felix.jar")), home.resolve("bin/felix.jar"));
        Files.writeString(
                home.resolve("conf/config.properties"), "felix.auto.deploy.action=install,start\nfelix.log.level=1\n");
    }

    Path home() {
        return home;
    }

    /** Does what the page says for one choice. */
    void install(InstallPage.Choice choice) throws IOException {
        try (FileSystem archive = archive()) {
            Path root = root(archive);
            for (String folder : choice.folders()) {
                copy(root.resolve(folder), home.resolve("bundle"));
            }
            Files.createDirectories(home.resolve("logging"));
            copy(root.resolve("logging"), home.resolve("logging"));
            Files.createDirectories(home.resolve("etc"));
            for (String file : choice.configurations()) {
                Files.copy(
                        root.resolve("etc").resolve(file), home.resolve("etc").resolve(file));
            }
            Files.writeString(
                    home.resolve("conf/config.properties"),
                    Files.readString(root.resolve("conf/fairlead.properties")),
                    StandardOpenOption.APPEND);
        }
    }

    static FileSystem archive() throws IOException {
        return FileSystems.newFileSystem(Path.of(System.getProperty("fairlead.archive")));
    }

    static Path root(FileSystem archive) throws IOException {
        try (Stream<Path> roots = Files.list(archive.getPath("/"))) {
            return roots.findFirst().orElseThrow();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> jars = Files.list(from)) {
            for (Path jar : (Iterable<Path>) jars::iterator) {
                Files.copy(jar, to.resolve(jar.getFileName().toString()));
            }
        }
    }

    /** Changes a line of a configuration file or of Felix's own; it has to be there. */
    void change(String file, String line, String instead) throws IOException {
        String text = Files.readString(home.resolve(file));
        assertThat(text).contains("\n" + line + "\n");
        Files.writeString(home.resolve(file), text.replace("\n" + line + "\n", "\n" + instead + "\n"));
    }

    void start(String... options) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java"), "-Xmx256m"));
        command.addAll(List.of(options));
        command.addAll(List.of("-jar", "bin/felix.jar"));
        process = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(console().toFile())
                .start();
    }

    /** The port that a server told on the console. */
    int port(String transport) {
        return Integer.parseInt(awaitLine("Listening on " + transport + " \\S+:(\\d+)"));
    }

    /** The first group of the first match on the console, once there is one. */
    String awaitLine(String regex) {
        Pattern pattern = Pattern.compile(regex);
        return await().atMost(PATIENCE)
                .until(
                        () -> {
                            String text = Files.readString(console());
                            assertThat(process.isAlive())
                                    .as("Felix runs; it said%n%s", text)
                                    .isTrue();
                            Matcher matcher = pattern.matcher(text);
                            return matcher.find() ? matcher.group(1) : null;
                        },
                        found -> found != null);
    }

    String said() throws IOException {
        return Files.readString(console());
    }

    private Path console() {
        return home.resolve("console");
    }

    /** The password of the first user, which waits in a file. */
    String password() {
        Path file = home.resolve("etc/users.password");
        await().atMost(PATIENCE).until(() -> Files.exists(file) && Files.size(file) > 0);
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readAllBytes()).strip();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws Exception {
        if (process != null) {
            process.destroy();
            if (!process.waitFor(40, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }
}
