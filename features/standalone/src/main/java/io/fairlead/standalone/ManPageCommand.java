// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code man-page}. */
@Command(
        name = "man-page",
        mixinStandardHelpOptions = true,
        description = "Prints the manual page, for man: fairlead man-page | man -l -")
final class ManPageCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(new ManPage(spec.parent()).text());
        out.flush();
        return 0;
    }
}
