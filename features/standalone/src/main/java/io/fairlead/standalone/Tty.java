// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The terminal of a POSIX process, wherever standard input and output go: the JDK's console is there only when both are
 * the terminal. Its settings are read and changed by {@code stty}, which every such system has.
 */
final class Tty {
    private static final File DEVICE = new File("/dev/tty");
    private static final Path OUTPUT = Path.of("/proc/self/fd/1"); // of Linux
    private static final Path ERRORS = Path.of("/proc/self/fd/2");
    private static final Pattern TERMINALS = Pattern.compile("/dev/(pts/.*|tty.*|console)");
    private static final Pattern SIZE = Pattern.compile("(\\d+) (\\d+)");
    private static final int PATIENCE_SECONDS = 2;
    private static final int MOST_BYTES = 4096;

    private Tty() {}

    /** Whether standard output is shown on a terminal. */
    static boolean showsOutput() {
        return shows(OUTPUT);
    }

    /** Whether standard error is shown on a terminal. */
    static boolean showsErrors() {
        return shows(ERRORS);
    }

    private static boolean shows(Path stream) {
        if (!DEVICE.exists()) {
            return System.console() != null;
        }
        try {
            if (Files.isSymbolicLink(stream)) {
                return TERMINALS
                        .matcher(Files.readSymbolicLink(stream).toString())
                        .matches();
            }
            Process test = new ProcessBuilder("/bin/sh", "-c", "test -t " + stream.getFileName())
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return test.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && test.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** How wide it is now; empty if that is not known. */
    static OptionalInt columns() {
        Matcher size = SIZE.matcher(stty("size").orElse(""));
        return size.matches() && !size.group(2).equals("0")
                ? OptionalInt.of(Integer.parseInt(size.group(2)))
                : OptionalInt.empty();
    }

    /** Has something done when the width changes, on another thread. Where the platform does not tell, nothing is done. */
    static void onResize(Runnable then) {
        try { // by reflection, since it is no part of Java itself
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object told = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        then.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("WINCH"), told);
        } catch (ReflectiveOperationException e) {
            // Windows has no such signal
        }
    }

    /** Asks for a password without echo; empty if there is no terminal, or its end is typed. */
    static Optional<char[]> readPassword(String prompt) {
        if (!DEVICE.exists()) {
            return Optional.empty();
        }
        try (InputStream in = new FileInputStream(DEVICE);
                OutputStream out = new FileOutputStream(DEVICE)) {
            Optional<String> before = stty("-g");
            if (before.isEmpty()) {
                return Optional.empty();
            }
            Thread restore = new Thread(() -> stty(before.get()));
            Runtime.getRuntime().addShutdownHook(restore); // for Ctrl-C meanwhile
            try {
                stty("-echo");
                out.write((prompt + ": ").getBytes(Charset.defaultCharset()));
                return line(in);
            } finally {
                stty(before.get());
                Runtime.getRuntime().removeShutdownHook(restore);
                out.write('\n');
            }
        } catch (IOException e) { // this process has none
            return Optional.empty();
        }
    }

    private static Optional<char[]> line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        if (next < 0) {
            return Optional.empty();
        }
        while (next >= 0 && next != '\n' && line.size() < MOST_BYTES) {
            line.write(next);
            next = in.read();
        }
        CharBuffer typed = Charset.defaultCharset().decode(ByteBuffer.wrap(line.toByteArray()));
        return Optional.of(Arrays.copyOf(typed.array(), typed.remaining()));
    }

    /** What it answers; empty if it fails. */
    private static Optional<String> stty(String argument) {
        try {
            Process stty = new ProcessBuilder("stty", argument)
                    .redirectInput(DEVICE)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(stty.getInputStream().readNBytes(MOST_BYTES), Charset.defaultCharset());
            boolean done = stty.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && stty.exitValue() == 0;
            return done ? Optional.of(answer.strip()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
