// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone;

import io.fairlead.api.text.Masked;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** The terminal, if there is one, and standard output for names in any script. */
public final class Terminal {
    private static volatile PrintStream out =
            new PrintStream(new FileOutputStream(FileDescriptor.out), false, outputCharset());

    private static volatile Boolean showsOutput; // null before anybody has asked

    private Terminal() {}

    /** Standard output, buffered by the caller's flushes; UTF-8 wherever the platform doesn't insist on another. */
    public static PrintStream out() {
        return out;
    }

    /** Sends standard output elsewhere, for tests; returns where it went before. */
    static PrintStream redirect(PrintStream elsewhere) {
        PrintStream before = out;
        out = elsewhere;
        return before;
    }

    private static Charset outputCharset() {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        return windows ? Charset.defaultCharset() : StandardCharsets.UTF_8;
    }

    /** Whether a person sits in front of it. */
    public static boolean interactive() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try { // since JDK 22 there is a console without a terminal too
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    /** Asks for a password without echo, wherever standard input and output go; null if there is nobody to ask. */
    public static char[] askPassword(String prompt) {
        return interactive()
                ? System.console().readPassword("%s: ", prompt)
                : Tty.readPassword(prompt).orElse(null);
    }

    /** A line of standard output: on a terminal without what would write elsewhere than where it stands. */
    public static String shown(String line) {
        if (showsOutput == null) {
            showsOutput = Tty.showsOutput();
        }
        return showsOutput ? Masked.of(line) : line;
    }

    /** Whether standard error is shown on it. */
    public static boolean showsErrors() {
        return Tty.showsErrors();
    }

    /** Has something done when {@link #columns} may have changed, if the platform tells of that; on another thread. */
    public static void onResize(Runnable then) {
        Tty.onResize(then);
    }

    /** Its width in columns, as it is now; what the shell says in {@code COLUMNS} if that is not known, else 80. */
    public static int columns() {
        return Tty.columns().orElseGet(() -> columnsOf(System.getenv("COLUMNS")));
    }

    private static int columnsOf(String environment) {
        try {
            return Integer.parseInt(environment);
        } catch (NumberFormatException e) {
            return 80;
        }
    }
}
