// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.client;

import io.fairlead.standalone.Terminal;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
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
                    + " the environment variable FAIRLEAD_PASSWORD, or asked for on a terminal.",
            "Exit status: 0 done, 1 failed (one line on standard error says why), 2 wrong usage."
        })
abstract class ClientCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConnectionOptions connection;

    private boolean failed;

    @Override
    public final Integer call() throws IOException {
        try (ClientSession session = new ClientSession(connection)) {
            run(session);
            out().flush();
            return failed ? 1 : 0;
        }
    }

    /**
     * Does the work.
     *
     * @throws IOException whose message tells the user what failed
     */
    abstract void run(ClientSession session) throws IOException;

    final PrintStream out() {
        return Terminal.out();
    }

    /** Shows progress where the user looks, counting to {@code totalBytes} (-1: not known). */
    final Progress progress(long totalBytes) {
        return connection.quiet() ? Progress.none() : Progress.onTerminal(totalBytes);
    }

    /** Whether somebody would see progress, so that it is worth to count first what there is to do. */
    final boolean showsProgress() {
        return !connection.quiet() && Terminal.interactive();
    }

    /** Tells of something on standard error, in one line. */
    final void warn(String message) {
        out().flush();
        spec.commandLine().getErr().println(spec.qualifiedName(" ") + ": " + Names.mask(message));
    }

    /** Tells what could not be done, while the rest is; the command fails in the end. */
    final void fail(String message) {
        warn(message);
        failed = true;
    }

    final ParameterException wrongUsage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
