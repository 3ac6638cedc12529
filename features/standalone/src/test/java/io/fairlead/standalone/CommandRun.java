// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/**
 * What came of one command line, run in this process.
 *
 * @param status exit status
 * @param out standard output
 * @param err standard error
 */
public record CommandRun(int status, String out, String err) {
    public static CommandRun of(String... arguments) {
        return into(new ByteArrayOutputStream(), arguments);
    }

    /** As {@link #of}, with standard output that goes elsewhere. */
    public static CommandRun into(OutputStream out, String... arguments) {
        StringWriter err = new StringWriter();
        PrintStream before = Terminal.redirect(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            CommandLine commandLine = Main.commandLine(arguments)
                    .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                    .setErr(new PrintWriter(err, true));
            int status = commandLine.execute(arguments);
            return new CommandRun(
                    status,
                    out instanceof ByteArrayOutputStream bytes ? bytes.toString(StandardCharsets.UTF_8) : "",
                    err.toString());
        } finally {
            Terminal.redirect(before);
        }
    }
}
