// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.boot;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A program that runs beside the test: what it prints can be awaited, and it ends with the test in any case. */
final class Program implements AutoCloseable {
    /** Longer than any test: by then {@code timeout} ends the program, also if the JVM of the test is gone. */
    private static final List<String> BOUND = List.of("timeout", "--kill-after=5", "300");

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String name;
    private final Process process;
    private final StringBuilder output = new StringBuilder();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean ended;

    private Program(String name, Process process) {
        this.name = name;
        this.process = process;
        Thread reader = new Thread(this::read, "output of " + name);
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a command line. Both of its output streams are read as one text. */
    static Program start(String name, List<String> command) throws IOException {
        List<String> bounded = new ArrayList<>(BOUND);
        bounded.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(bounded).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        return new Program(name, builder.start());
    }

    private void read() {
        char[] part = new char[4096];
        // a serial line carries any bytes
        try (Reader reader = new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1)) {
            for (int n = reader.read(part); n > 0; n = reader.read(part)) {
                append(String.valueOf(part, 0, n), false);
            }
        } catch (IOException e) {
            // killed
        }
        append("", true);
    }

    private void append(String text, boolean last) {
        lock.lock();
        try {
            output.append(text);
            ended = last;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the program has printed {@code text}.
     *
     * @return all that it has printed so far
     * @throws AssertionError with all of it, if the program ends or the time is over before
     */
    String await(String text, Duration timeout) throws InterruptedException {
        return awaitAfter(0, text, timeout);
    }

    /**
     * Types a line and waits until the answer has {@code text}.
     *
     * @return what the program has printed since the line was typed
     */
    String type(String line, String text, Duration timeout) throws Exception {
        int before = output().length();
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
        return awaitAfter(before, text, timeout);
    }

    private String awaitAfter(int offset, String text, Duration timeout) throws InterruptedException {
        long nanosLeft = timeout.toNanos();
        lock.lock();
        try {
            while (true) {
                String printed = readable(output.substring(offset));
                if (printed.contains(text)) {
                    return printed;
                }
                if (ended || nanosLeft <= 0) {
                    String why = ended ? "it ended" : timeout + " are over";
                    throw new AssertionError(
                            name + " did not print '" + text + "' before " + why + ":\n" + readable(output.toString()));
                }
                nanosLeft = changed.awaitNanos(nanosLeft);
            }
        } finally {
            lock.unlock();
        }
    }

    /** All that it has printed so far. */
    String output() {
        lock.lock();
        try {
            return output.toString();
        } finally {
            lock.unlock();
        }
    }

    /** Without what moves the cursor and colours the screen: a slow one is told to move in the middle of a line. */
    private static String readable(String printed) {
        return printed.replaceAll("\u001B\\[[0-9;?=]*[a-zA-Z]", "").replaceAll("[\\x00-\\x08\\x0b-\\x1f]", "");
    }

    @Override
    public void close() throws InterruptedException {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroy(); // timeout passes the signal on
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        descendants.forEach(ProcessHandle::destroyForcibly);
    }
}
