// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import io.fairlead.api.text.Masked;
import io.fairlead.standalone.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.apache.commons.vfs2.FileObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the client commands have in common: connection options, a session that is closed in the end, and {@code out}. */
@Command(
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "A URL is any that Commons VFS knows (ftp://user:password@host:port/path, ftps:, tftp://host:port/path,"
                    + " zip:FILE!/path, ram:, ...) or a local path. A password that isn't in the URL is taken from"
                    + " the environment variable FAIRLEAD_PASSWORD, or asked for on a terminal. * and ? in the last name"
                    + " of a URL choose among the entries of its folder, where the command takes several; quote them.",
            "Exit status: 0 done, 1 failed (one line on standard error says why), 2 wrong usage."
        })
abstract class ClientCommand implements Callable<Integer> {
    private static final int CHUNK_BYTES = 64 * 1024;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConnectionOptions connection;

    private Progress shown = Progress.none();
    private int failures;

    @Override
    public final Integer call() throws IOException {
        connection.logDialogue();
        try (ClientSession session = new ClientSession(connection, retries())) {
            run(session);
            requireOutput();
            return failures > 0 ? 1 : 0;
        } finally {
            if (failures > 1) {
                warn(failures + " failed");
            }
        }
    }

    /**
     * Does the work.
     *
     * @throws IOException whose message tells the user what failed
     */
    abstract void run(ClientSession session) throws IOException;

    /** What {@code --retries} asks for, with a line for each attempt that failed. */
    final Retries retries() {
        return connection.retries(this::warn);
    }

    /** Looks into folders; what can't be read of them is a failure. */
    final Folders folders() {
        return new Folders(retries(), this::fail);
    }

    final PrintStream out() {
        return Terminal.out();
    }

    /**
     * Prints a line.
     *
     * @throws IOException if nobody reads it any more, or it can't be written: then nothing further makes sense
     */
    final synchronized void print(String line) throws IOException {
        printed(Terminal.shown(line) + System.lineSeparator());
    }

    /**
     * Prints a text as it is.
     *
     * @throws IOException as {@link #print}
     */
    final synchronized void printed(String text) throws IOException {
        shown.erase();
        out().print(text);
        requireOutput();
    }

    /** Writes the content of a file to standard output. */
    final void write(ClientSession session, FileObject file) throws IOException {
        try (InputStream in = retries().call(attempt -> session.read(file, 0))) {
            byte[] chunk = new byte[CHUNK_BYTES];
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                out().write(chunk, 0, count);
                requireOutput();
            }
        }
    }

    private void requireOutput() throws IOException {
        if (out().checkError()) { // which flushes
            throw new OutputLostException();
        }
    }

    /** Shows progress where the user looks, counting to {@code totalBytes} (-1: not known). */
    final Progress progress(long totalBytes) {
        shown = connection.quiet() ? Progress.none() : Progress.onTerminal(totalBytes);
        return shown;
    }

    /** Whether somebody would see progress, so that it is worth to count first what there is to do. */
    final boolean showsProgress() {
        return !connection.quiet() && Terminal.showsErrors();
    }

    /** Tells of something on standard error, in one line. */
    final synchronized void warn(String message) {
        shown.erase();
        out().flush();
        spec.commandLine().getErr().println(spec.qualifiedName(" ") + ": " + Masked.of(Names.mask(message)));
    }

    /** Tells what could not be done, while the rest is; the command fails in the end. */
    final synchronized void fail(String message) {
        warn(message);
        failures++;
    }

    /** How much has failed so far. */
    final synchronized int failures() {
        return failures;
    }

    final ParameterException wrongUsage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
