// SPDX-License-Identifier: Apache-2.0
package io.fairlead.architecture;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.apache.felix.framework.util.manifestparser.ManifestParser;

/**
 * A folder of {@code bundles/} as the build left it.
 *
 * @param name of the folder
 * @param classes {@code target/classes}, with the manifest that bnd made
 */
record BuiltBundle(String name, Path classes) {
    static List<BuiltBundle> all() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("..", "..", "bundles"))) {
            return folders.filter(f -> Files.exists(f.resolve("pom.xml")))
                    .sorted()
                    .map(f -> new BuiltBundle(
                            f.getFileName().toString(), f.resolve("target").resolve("classes")))
                    .toList();
        }
    }

    /** Names of the packages in a manifest header: what stands before the first semicolon of each clause. */
    Set<String> packages(String header) {
        Set<String> packages = new TreeSet<>();
        for (String clause : ManifestParser.parseDelimitedString(header(header), ",")) {
            for (String part : ManifestParser.parseDelimitedString(clause, ";")) {
                if (!part.contains("=")) {
                    packages.add(part.strip());
                }
            }
        }
        return packages;
    }

    /** The main attribute of the manifest; null when it is not there. */
    String header(String header) {
        return manifest().getMainAttributes().getValue(header);
    }

    /** By their places in the bundle, where the folder is the package. */
    List<String> classFiles() throws IOException {
        try (Stream<Path> files = Files.walk(classes)) {
            return files.filter(f -> f.toString().endsWith(".class"))
                    .map(f -> classes.relativize(f).toString().replace('\\', '/'))
                    .toList();
        }
    }

    /** The Java sources of what is shipped. */
    List<Path> sources() throws IOException {
        Path root = Path.of("..", "..", "bundles", name, "src", "main", "java");
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(f -> f.toString().endsWith(".java")).sorted().toList();
        }
    }

    private Manifest manifest() {
        try (InputStream in = Files.newInputStream(classes.resolve("META-INF").resolve("MANIFEST.MF"))) {
            return new Manifest(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
