// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the tests' logger has written, see {@code simplelogger.properties} and the POM. */
final class LogFile {
    /** One for each process that runs tests. */
    private static final Path FILE =
            Path.of(System.getProperty("org.slf4j.simpleLogger.logFile", "target/test-log.txt"));

    private LogFile() {}

    /** The lines of a server, by its name, without time and thread. */
    static List<String> of(String server) throws IOException {
        assertThat(FILE).exists();
        try (Stream<String> lines = Files.lines(FILE)) {
            return lines.filter(line -> line.contains(" - " + server + ": "))
                    .map(line -> line.replaceFirst("^.*?(DEBUG|INFO|WARN|ERROR) \\S+ - " + server + ": ", "$1 "))
                    .toList();
        }
    }
}
