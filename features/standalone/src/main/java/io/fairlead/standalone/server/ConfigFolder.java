// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Our files in {@code etc/}: {@code PID-name.cfg}, one for each instance. The launcher writes those named
 * {@code default}; one that is switched off is kept as {@code PID-default.cfg.off}.
 */
final class ConfigFolder {
    private static final String NAME = "default";
    private static final String OURS = "io.fairlead.";

    private final Home home;

    ConfigFolder(Home home) {
        this.home = home;
    }

    /** The configuration files of ours that are in force. */
    static List<Path> list(Path etc) throws IOException {
        try (Stream<Path> files = Files.list(etc)) {
            return files.filter(f -> f.getFileName().toString().startsWith(OURS))
                    .filter(f -> f.getFileName().toString().endsWith(".cfg"))
                    .sorted()
                    .toList();
        }
    }

    /** The factory PID of {@code PID-name.cfg}: up to the first dash, as File Install splits it. */
    static String pid(Path file) {
        return file.getFileName().toString().replaceFirst("(-.*)?\\.cfg$", "");
    }

    /** Puts {@code logback.xml} there if it is missing. */
    void writeLogging() throws IOException {
        Path file = home.etc().resolve("logback.xml");
        if (home.kind() == Home.Kind.OWNED && Files.exists(file)) {
            return;
        }
        try (InputStream template = ConfigFolder.class.getResourceAsStream("logback.xml")) {
            Files.deleteIfExists(file);
            Files.createFile(file, Permissions.newFile());
            Files.write(file, template.readAllBytes());
        }
    }

    /**
     * Brings one default file in line.
     *
     * @param defaults what a new file says beyond the keys' own defaults
     * @param options what the command line says; written into an existing file of the owner's too
     */
    void write(Metatype.Kind kind, Map<String, String> defaults, KeyOptions options) throws IOException {
        Path file = file(kind.pid());
        restore(file);
        if (home.kind() == Home.Kind.OWNED && Files.exists(file)) {
            ConfigFile existing = ConfigFile.read(file);
            options.kept().forEach(existing::set);
            options.lent().forEach(existing::lend);
            if (existing.differs(file)) {
                existing.write(file);
            }
            return;
        }
        ConfigFile fresh = ConfigFile.render(kind, header(), defaults);
        options.kept().forEach(fresh::set);
        options.lent().forEach(fresh::lend);
        fresh.write(file);
    }

    /** Takes one default file out of force; an owner's is kept beside. */
    void switchOff(String pid) throws IOException {
        Path file = file(pid);
        if (Files.exists(file)) {
            Files.move(file, off(file), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Whether the owner has a file for it. */
    boolean has(String pid) {
        return home.kind() == Home.Kind.OWNED && Files.exists(file(pid));
    }

    /** Whether the owner has switched it off, with {@link #switchOff} or by the same name. */
    boolean isOff(String pid) {
        return home.kind() == Home.Kind.OWNED && Files.exists(off(file(pid)));
    }

    private void restore(Path file) throws IOException {
        if (home.kind() == Home.Kind.OWNED && Files.exists(off(file)) && !Files.exists(file)) {
            Files.move(off(file), file);
        }
    }

    private Path file(String pid) {
        return home.etc().resolve(pid + "-" + NAME + ".cfg");
    }

    private static Path off(Path file) {
        return file.resolveSibling(file.getFileName() + ".off");
    }

    private String header() {
        return home.kind() == Home.Kind.OWNED
                ? "Yours to edit: a change is taken up within a second, and a mistake leaves in force what was."
                        + " The command line changes only what it names; host, allowPlaintext, tls, TFTP's port and"
                        + " write for that start alone."
                : "WRITTEN ANEW AT EACH START of `fairlead serve` without --home. To keep changes, use --home DIR.";
    }
}
