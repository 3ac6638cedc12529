// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * What may be served: not the home of the server, nor a folder around it or in it. There are the hashes of passwords and
 * the TLS key, and configurations and bundles that are taken up at once. Only {@code files/} in it may be.
 */
final class ServedFolders {
    private ServedFolders() {}

    /**
     * Refuses a folder that can't be served.
     *
     * @param folder as asked for; null if none was
     * @param home where the home is or will be
     */
    static void check(Path folder, Path home) throws StartFailure {
        if (folder == null) {
            return;
        }
        if (!Files.exists(folder)) {
            throw new StartFailure("folder " + folder + " does not exist");
        }
        if (!Files.isDirectory(folder) || !Files.isReadable(folder)) {
            throw new StartFailure(folder + (Files.isDirectory(folder) ? " can't be read" : " is not a folder"));
        }
        boolean around = contains(folder, home);
        boolean inside = contains(home, folder);
        if (around) {
            throw new StartFailure("folder " + folder + (inside ? " is" : " contains") + " the server's home " + home
                    + " with its passwords and keys; serve another folder, or name another --home");
        }
        if (inside && !contains(home.resolve(Home.FILES), folder)) {
            throw new StartFailure("folder " + folder + " lies in the server's home " + home
                    + "; serve another folder, or name another --home");
        }
    }

    /** Whether {@code inner} is {@code outer} or below it, links and mounts considered. */
    private static boolean contains(Path outer, Path inner) throws StartFailure {
        Path wanted = real(outer);
        try {
            for (Path there = real(inner); there != null; there = there.getParent()) {
                if (there.equals(wanted)
                        || (Files.exists(there) && Files.exists(wanted) && Files.isSameFile(there, wanted))) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new StartFailure("folder " + inner + " can't be looked up: " + Messages.of(e), e);
        }
    }

    /** Refuses what the files in {@code etc/} say is to be served, whoever wrote them. */
    static void checkConfigured(Home home) throws StartFailure, IOException {
        for (Path file : ConfigFolder.list(home.etc())) {
            if (ConfigFolder.pid(file).equals(Defaults.STORAGE)) {
                Path folder = configured(file, home);
                if (folder != null && Files.isDirectory(folder)) { // else the storage itself says what is wrong
                    checkNamed(file, folder, home);
                }
            }
        }
    }

    private static void checkNamed(Path file, Path folder, Home home) throws StartFailure {
        try {
            check(folder, home.root());
            check(folder, home.lasting());
        } catch (StartFailure x) {
            throw new StartFailure(file.getFileName() + ": " + x.getMessage(), x);
        }
    }

    /** The folder that a storage's file names; null if that can't be told. */
    private static Path configured(Path file, Home home) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
            String path = properties.getProperty("path", "").strip();
            String resolved = path.replace("${fairlead.home}", home.root().toString());
            return resolved.isEmpty() || resolved.contains("${") ? null : Path.of(resolved);
        } catch (IllegalArgumentException notReadable) { // InvalidPathException, or a broken escape
            return null;
        }
    }

    /** The path without links; what is not there yet is taken as named. */
    private static Path real(Path path) throws StartFailure {
        Path whole = path.toAbsolutePath();
        for (Path there = whole; there != null; there = there.getParent()) {
            if (Files.exists(there)) {
                try {
                    return there.toRealPath().resolve(there.relativize(whole)).normalize();
                } catch (IOException e) {
                    throw new StartFailure("folder " + path + " can't be looked up: " + Messages.of(e), e);
                }
            }
        }
        return whole.normalize();
    }
}
