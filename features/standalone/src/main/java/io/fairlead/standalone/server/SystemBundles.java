// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The bundles carried in our jar as {@code system/*.jar}, unpacked once into a folder named by a hash of their content.
 * The folder appears whole or not at all, so servers that start at the same time don't disturb each other.
 */
final class SystemBundles {
    private static final String PREFIX = "system/";
    private static final Duration UNUSED = Duration.ofDays(30);

    private SystemBundles() {}

    /** The bundles as files, sorted by name; unpacked below {@code cache} if they aren't there yet. */
    static List<Path> unpack(Path cache) throws IOException {
        Path source = source();
        if (Files.isDirectory(source)) {
            return jars(source.resolve(PREFIX)); // run from the build's folder of classes
        }
        try (JarFile jar = new JarFile(source.toFile())) {
            List<JarEntry> entries = jar.stream()
                    .filter(e -> e.getName().startsWith(PREFIX) && e.getName().endsWith(".jar"))
                    .toList();
            Path folder = cache.resolve(hash(entries));
            if (!Files.isDirectory(folder)) {
                unpack(jar, entries, folder);
            }
            Files.setLastModifiedTime(folder, FileTime.from(Instant.now()));
            forgetUnused(cache);
            return jars(folder);
        }
    }

    private static Path source() throws IOException {
        try {
            return Path.of(SystemBundles.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IOException("where the program is", e);
        }
    }

    private static List<Path> jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
        }
    }

    private static String hash(List<JarEntry> entries) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (JarEntry entry : entries) {
                String line = entry.getName() + ' ' + entry.getSize() + ' ' + entry.getCrc() + '\n';
                digest.update(line.getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void unpack(JarFile jar, List<JarEntry> entries, Path folder) throws IOException {
        Path unfinished = Files.createTempDirectory(folder.getParent(), "unfinished-");
        try {
            for (JarEntry entry : entries) {
                try (InputStream in = jar.getInputStream(entry)) {
                    Files.copy(in, unfinished.resolve(entry.getName().substring(PREFIX.length())));
                }
            }
            Files.move(unfinished, folder);
        } catch (IOException e) {
            Home.deleteTree(unfinished);
            if (!Files.isDirectory(folder)) { // else another start was quicker
                throw e;
            }
        }
    }

    /** Each use touches its folder, so what is old belongs to a version that nobody runs any more. */
    private static void forgetUnused(Path cache) throws IOException {
        Instant limit = Instant.now().minus(UNUSED);
        List<Path> old = new ArrayList<>();
        try (Stream<Path> folders = Files.list(cache)) {
            for (Path folder : (Iterable<Path>) folders::iterator) {
                if (Files.getLastModifiedTime(folder).toInstant().isBefore(limit)) {
                    old.add(folder);
                }
            }
        }
        for (Path folder : old) {
            Home.deleteTree(folder);
        }
    }
}
