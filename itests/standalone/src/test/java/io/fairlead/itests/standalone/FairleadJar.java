// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.standalone;

import io.fairlead.testing.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The built jar, run as a person runs it, on the JDK that runs the tests. */
final class FairleadJar {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    private FairleadJar() {}

    /** Runs a command to its end. */
    static Tools.Result run(Object... arguments) {
        return Tools.run(TIMEOUT, Path.of("."), command(List.of(), arguments).toArray(String[]::new));
    }

    /** The command line; {@code options} are the JVM's. The tests' servers live for seconds: no optimising compiler. */
    static List<String> command(List<String> options, Object... arguments) {
        return command(Path.of(System.getProperty("java.home")), options, arguments);
    }

    /** The same on another JDK, {@code home}. */
    static List<String> command(Path home, List<String> options, Object... arguments) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/env"))) {
            // a build that runs in the background may ignore SIGINT, and a JVM keeps what it is given
            command.addAll(List.of("/usr/bin/env", "--default-signal=INT"));
        }
        command.add(home.resolve("bin/java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(options);
        command.addAll(List.of("-jar", System.getProperty("fairlead.jar")));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        return command;
    }
}
