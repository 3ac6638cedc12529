// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.standalone;

import io.fairlead.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a running JVM holds, by {@code jcmd} of its JDK. */
record Jvm(Path jdk, long pid) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CLASS_LOADER = "org.apache.felix.framework.BundleWiringImpl$BundleClassLoader";
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

    /**
     * What is left after a collection.
     *
     * @param classLoaders of bundles
     * @param threads of the platform, the JVM's own included
     */
    record Holdings(long classLoaders, long heapBytes, long threads) {}

    Holdings holdings() {
        String histogram = jcmd("GC.class_histogram"); // of what is live: it collects first
        long loaders = number(histogram, "(\\d+) +\\d+ +" + Pattern.quote(CLASS_LOADER) + "\\b");
        long bytes = number(histogram, "(?m)^Total +\\d+ +(\\d+)");
        long threads = jcmd("Thread.print")
                .lines()
                .filter(line -> line.startsWith("\""))
                .count();
        return new Holdings(loaders, bytes, threads);
    }

    /** Writes what is live into a file, to look for what holds a class loader. */
    void dump(Path file) {
        jcmd("GC.heap_dump", file.toString());
    }

    private String jcmd(String... command) {
        List<String> line = new ArrayList<>(List.of(jdk.resolve("bin/jcmd").toString(), Long.toString(pid)));
        line.addAll(List.of(command));
        return Tools.run(PATIENCE, Path.of("."), line.toArray(String[]::new))
                .succeeded()
                .out();
    }

    private static long number(String text, String regex) {
        Matcher matcher = Pattern.compile(regex).matcher(text);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    /** The JDK with the highest version of those in the usual place, if it is newer than the one that runs this. */
    static Optional<Path> newestJdk() throws IOException {
        Path place = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(place)) {
            return Optional.empty();
        }
        try (Stream<Path> jdks = Files.list(place)) {
            return jdks.filter(jdk -> Files.isExecutable(jdk.resolve("bin/jcmd")))
                    .filter(jdk -> version(jdk) > Runtime.version().feature())
                    .max(Comparator.comparingInt(Jvm::version));
        }
    }

    /** The feature release of a JDK; 0 if it can't be told. */
    static int version(Path jdk) {
        try {
            Matcher matcher = VERSION.matcher(Files.readString(jdk.resolve("release")));
            return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
