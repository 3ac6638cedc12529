// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A JVM of its own on the class path of the tests; closing it kills it, as {@code kill -9} does. */
record ChildProcess(Process process, BufferedReader output) implements AutoCloseable {
    static ChildProcess start(Class<?> main, Map<String, String> environment, String... arguments) throws IOException {
        return start(List.of(), main, environment, arguments);
    }

    /** As above, by a program that runs another one, such as {@code nice}. */
    static ChildProcess start(List<String> runner, Class<?> main, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(runner);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        return new ChildProcess(
                process, new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)));
    }

    /** Waits for a line; what comes before it is shown if it never comes. */
    void await(String line) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (String next = output.readLine(); next != null; next = output.readLine()) {
            if (next.equals(line)) {
                return;
            }
            seen.append(next).append('\n');
        }
        throw new IOException("the child ended: " + seen);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        process.onExit().join();
        output.close();
    }
}
