// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.gogo;

import io.fairlead.shell.NewPassword;
import io.fairlead.shell.Operations;
import java.util.Arrays;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;

/** The command {@code fairlead:user-add}; Gogo takes no method of such a name. */
public final class AddUser implements Function, PlainCommand {
    private static final String USAGE = "usage: fairlead:user-add [--authenticator NAME] [--password-file FILE|-] USER"
            + " [OPTION...]\n  adds an account; its options are as in the file of accounts, for instance groups=staff"
            + " home=/pub rights=list,read\n";

    private final Operations operations;

    AddUser(Operations operations) {
        this.operations = operations;
    }

    @Override
    @SuppressWarnings("SystemOut") // the session's, or a pipe
    public Object execute(CommandSession session, List<Object> arguments) throws Exception {
        UserArguments given = UserArguments.parse(arguments, USAGE);
        String options = String.join(" ", given.rest());
        char[] password = new NewPassword(given.user(), given.passwordFile()).from(new GogoTerminal(session));
        try {
            System.out.print(operations.addUser(given.authenticator(), given.user(), password, options));
        } finally {
            Arrays.fill(password, ' ');
        }
        return null;
    }
}
