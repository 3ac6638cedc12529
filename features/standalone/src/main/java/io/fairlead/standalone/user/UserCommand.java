// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.user;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code user add|passwd|list|rm}. */
@Command(
        name = "user",
        mixinStandardHelpOptions = true,
        description = "Edits the accounts of a server; a running one takes the change up.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            AddUserCommand.class,
            ChangePasswordCommand.class,
            ListUsersCommand.class,
            RemoveUserCommand.class
        },
        footer = {
            "",
            "Passwords come from the environment variable FAIRLEAD_PASSWORD, else from the terminal, else from standard"
                    + " input; never from the command line, which others can read."
        })
public final class UserCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "one of add, passwd, list, rm is missing");
    }
}
